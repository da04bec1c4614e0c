"""Signing up: ask, then confirm by the link in a mail."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from apiflask import APIBlueprint
from pydantic import Field

from api.access import access
from api.account.entering import (
    CLOSED,
    GONE,
    WRONG,
    Asked,
    Email,
    Entered,
    Link,
    NewPassword,
    allowed,
    begin,
    hasten_mail,
    one_try,
    told,
)
from api.clock import now
from api.database import database
from api.limits import VIEWS
from api.models import Body
from jobtracker import entering
from jobtracker.account import LONGEST_WAY, hash_of

bp = APIBlueprint("account_register", __name__, url_prefix="/api/account", tag="Account")
VIEWS |= {"account_register.register": "20 per hour", "account_register.confirm": "60 per hour"}


class Registration(Body):
    """Who wants an account."""

    email: str = Email
    password: str = NewPassword
    to: str = Field("", max_length=LONGEST_WAY, description="The path of the page that the mail leads on to.")


class Confirmation(Body):
    """A link, and the password."""

    token: str = Link
    password: str = NewPassword


@bp.post("")
@bp.input(Registration, location="json")
@bp.output(Asked, status_code=HTTPStatus.ACCEPTED)
@bp.doc(responses=CLOSED)
@access("public")
def register(json_data: Registration) -> Asked:
    """Ask for an account.

    A mail follows: a link that finishes it, or word that there is an account already. The answer is the same.
    """
    with told():
        about: dict[str, Any] = {"to": json_data.to, "allowed": allowed(), "now": now()}
        entering.register(database(), json_data.email, json_data.password, **about)
    hasten_mail()
    return Asked()


@bp.post("/confirm")
@bp.input(Confirmation, location="json")
@bp.output(Entered)
@bp.doc(responses=CLOSED | GONE | WRONG)
@access("public")
def confirm(json_data: Confirmation) -> Entered:
    """Open the account, and log in.

    Who registered enters the same password again, so that nobody's mailbox confirms what somebody else has begun. Who
    was invited chooses one.
    """
    with one_try(hash_of(json_data.token)):
        owner = entering.confirm(database(), json_data.token, json_data.password, allowed=allowed(), now=now())
    return begin(owner)
