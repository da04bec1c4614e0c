"""Accounts and invitations, in an operator's hands."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Annotated, Any

from apiflask import APIBlueprint
from pydantic import AfterValidator, BaseModel, Field, RootModel

from api.access import access
from api.account.entering import hasten_mail
from api.admin.acting import STANDS, Line, act
from api.clock import now
from api.database import database, settings
from api.errors import Problem, not_found
from api.models import Body, Query
from api.paging import Page, Paging, after, page
from jobtracker import account as rules
from jobtracker.store import accounts, acting_on_users
from jobtracker.store import users as store
from jobtracker.store.users import Account, Invitation

bp = APIBlueprint("admin_users", __name__, url_prefix="/api/admin", tag="Admin")


def _fold(address: str) -> str:
    try:
        return rules.fold(address)
    except rules.Refused as refused:
        raise ValueError(refused.rule) from None


class UserQuery(Paging, Query):
    """Which accounts."""

    words: Line = Field("", max_length=254, description="Some of an address.")


class AdminUser(RootModel[Account]):
    """One account."""


class AdminUserPage(Page[Account]):
    """Accounts, the newest first."""


class Admin(Body):
    """Whether somebody is an admin."""

    admin: bool


class Invitee(Body):
    """Who is invited."""

    email: Annotated[str, Field(max_length=254), AfterValidator(_fold)]


class Invitations(BaseModel):
    """Invitations that may still be used, the newest first; one whose mail is not out yet is not among them."""

    items: list[Invitation]


@bp.get("/users")
@bp.input(UserQuery, location="query")
@bp.output(AdminUserPage)
@access("admin", scope="admin")
def users(query_data: UserQuery) -> dict[str, Any]:
    """Accounts, the newest first."""
    last = (after("users", query_data) or [None])[0]
    rows = database().read(store.page, words=query_data.words, after=last, limit=query_data.limit + 1)
    return page("users", query_data, rows, lambda row: [row.id])


@bp.get("/users/<int:number>")
@bp.output(AdminUser)
@access("admin", scope="admin")
def user(number: int) -> AdminUser:
    """One account."""
    return _as_it_stands(number)


@bp.post("/users/<int:number>/disable")
@bp.output(AdminUser)
@bp.doc(responses=STANDS)
@access("admin", scope="admin")
def disable(number: int) -> AdminUser:
    """Close an account: its sessions end, its tokens and links open nothing. Never the last admin's."""
    return _done(number, acting_on_users.disable)


@bp.post("/users/<int:number>/enable")
@bp.output(AdminUser)
@access("admin", scope="admin")
def enable(number: int) -> AdminUser:
    """Open an account again that was closed."""
    return _done(number, acting_on_users.enable)


@bp.put("/users/<int:number>/admin")
@bp.input(Admin, location="json")
@bp.output(AdminUser)
@bp.doc(responses=STANDS)
@access("admin", scope="admin")
def set_admin(number: int, json_data: Admin) -> AdminUser:
    """Make somebody an admin, or no admin any more. Never the last one."""
    return _done(number, acting_on_users.set_admin, json_data.admin)


@bp.post("/users/<int:number>/reset")
@bp.output(AdminUser, status_code=HTTPStatus.ACCEPTED)
@bp.doc(responses=STANDS)
@access("admin", scope="admin")
def send_reset(number: int) -> AdminUser:
    """Mail its owner a link that sets a new password."""
    sent = _done(number, acting_on_users.send_reset)
    hasten_mail()
    return sent


@bp.delete("/users/<int:number>")
@bp.output({}, status_code=HTTPStatus.NO_CONTENT)
@bp.doc(responses=STANDS)
@access("admin", scope="admin")
def delete(number: int) -> str:
    """Delete an account with all its data. Never the last admin's."""
    act("account", acting_on_users.delete_account, number)
    hasten_mail()
    return ""


@bp.get("/invites")
@bp.output(Invitations)
@access("admin", scope="admin")
def invites() -> Invitations:
    """Invitations that may still be used, the newest first."""
    return Invitations(items=database().read(store.invitations, now=now()))


@bp.post("/invites")
@bp.input(Invitee, location="json")
@bp.output({}, status_code=HTTPStatus.NO_CONTENT)
@bp.doc(responses=STANDS)
@access("admin", scope="admin")
def invite(json_data: Invitee) -> str:
    """Mail an invitation to make an account."""
    signup = rules.signup(settings().signup, has_admin=database().read(accounts.has_admin))
    if signup == "closed":
        raise Problem(HTTPStatus.CONFLICT, "Sign-up is closed: set JOBTRACKER_SIGNUP to invite.")
    act("invitation", acting_on_users.invite, json_data.email)
    hasten_mail()
    return ""


@bp.post("/invites/withdraw")
@bp.input(Invitee, location="json")
@bp.output({}, status_code=HTTPStatus.NO_CONTENT)
@access("admin", scope="admin")
def withdraw(json_data: Invitee) -> str:
    """Make an invitation worthless."""
    act("invitation", acting_on_users.withdraw, json_data.email)
    return ""


def _done(number: int, unit: Callable[..., None], *args: Any) -> AdminUser:
    act("account", unit, number, *args)
    return _as_it_stands(number)


def _as_it_stands(number: int) -> AdminUser:
    found = database().read(store.find, user_id=number)
    if found is None:
        raise not_found("account")
    return AdminUser(found)
