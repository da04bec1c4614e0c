"""Another password, another address."""

from __future__ import annotations

from http import HTTPStatus

from apiflask import APIBlueprint
from pydantic import Field, model_validator

from api.access import Access, access, demand
from api.account.entering import (
    GONE,
    WRONG,
    Asked,
    Email,
    Entered,
    Link,
    NewPassword,
    OldPassword,
    begin,
    hasten_mail,
    one_try,
    own_id,
    told,
)
from api.clock import now
from api.database import database
from api.limits import VIEWS
from api.models import Body
from jobtracker import entering
from jobtracker.account import LONGEST_PASSWORD

bp = APIBlueprint("account_password", __name__, url_prefix="/api/account", tag="Account")
VIEWS |= {
    "account_password.reset": "20 per hour",
    "account_password.password": "60 per hour",
    "account_password.ask_for_address": "20 per hour",
    "account_password.address": "60 per hour",
}


class Forgotten(Body):
    """Whose password was forgotten."""

    email: str = Email


class NewOne(Body):
    """Another password, by the link in a mail or by the one before."""

    password: str = NewPassword
    token: str | None = Field(None, max_length=100, description="Of the link in a mail.")
    old: str | None = Field(None, max_length=LONGEST_PASSWORD, description="In a session: the one before.")

    @model_validator(mode="after")
    def _one_of_both(self) -> NewOne:
        if (self.token is None) == (self.old is None):
            raise ValueError("needs either token or old")
        return self


class NewAddress(Body):
    """Another address, and the password again."""

    email: str = Email
    password: str = OldPassword


class Opened(Body):
    """A link."""

    token: str = Link


@bp.post("/reset")
@bp.input(Forgotten, location="json")
@bp.output(Asked, status_code=HTTPStatus.ACCEPTED)
@access("public")
def reset(json_data: Forgotten) -> Asked:
    """Ask for a link that sets a new password. It is mailed to who has an account; the answer is always the same."""
    with told():
        entering.ask_for_reset(database(), json_data.email, now=now())
    hasten_mail()
    return Asked()


@bp.post("/password")
@bp.input(NewOne, location="json")
@bp.output(Entered)
@bp.doc(responses=GONE | WRONG)
@access("public")
def password(json_data: NewOne) -> Entered:
    """Set another password, by the link in a mail or, in a session, by the one before.

    All sessions end, and a new one begins.
    """
    if json_data.token is not None:
        with told():
            owner = entering.set_password(database(), json_data.token, json_data.password, now=now())
    else:
        demand(Access("user", session=True))
        user_id, old = own_id(), json_data.old or ""
        with one_try(f"account {user_id}"):
            owner = entering.change_password(database(), user_id, old, json_data.password, now=now())
    hasten_mail()
    return begin(owner)


@bp.post("/email")
@bp.input(NewAddress, location="json")
@bp.output(Asked, status_code=HTTPStatus.ACCEPTED)
@bp.doc(responses=WRONG)
@access("user", session=True)
def ask_for_address(json_data: NewAddress) -> Asked:
    """Ask for another address. A mail to it has the link that confirms it; the answer is always the same."""
    user_id = own_id()
    with one_try(f"account {user_id}"):
        entering.ask_for_address(database(), user_id, json_data.password, json_data.email, now=now())
    hasten_mail()
    return Asked()


@bp.post("/email/confirm")
@bp.input(Opened, location="json")
@bp.output(Entered)
@bp.doc(responses=GONE)
@access("public")
def address(json_data: Opened) -> Entered:
    """Take the new address, by the link that was mailed to it. All sessions end, and a new one begins."""
    with told():
        owner = entering.change_address(database(), json_data.token, now=now())
    hasten_mail()
    return begin(owner)
