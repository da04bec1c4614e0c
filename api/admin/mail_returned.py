"""Mails that came back."""

from __future__ import annotations

from typing import Any

from apiflask import APIBlueprint
from pydantic import BaseModel, Field

from api.access import access
from api.admin.acting import act
from api.errors import invalid
from api.models import Body
from jobtracker.mail.bounces import read
from jobtracker.store.returned import take_by

bp = APIBlueprint("admin_mail_returned", __name__, url_prefix="/api/admin/mail", tag="Admin")


class ReturnedMail(Body):
    """A mail that came back, whole."""

    message: str = Field(
        max_length=200_000, description="Of RFC 3464 (a bounce) or RFC 5965 (a complaint), as it came."
    )


class Done(BaseModel):
    """What was done."""

    done: list[str] = Field(description="A line for each address.")


@bp.post("/bounce")
@bp.input(ReturnedMail, location="json")
@bp.output(Done)
@access("admin", scope="admin")
def bounce(json_data: ReturnedMail) -> dict[str, Any]:
    """Take a mail that came back: where nobody is, or somebody complained, nothing is mailed any more."""
    returned = read(json_data.message.encode())
    if not returned:
        raise invalid("message", "is no report of a delivery (RFC 3464), nor of a complaint (RFC 5965)")
    return {"done": act("mail", take_by, returned)}
