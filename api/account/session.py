"""Logging in and out."""

from __future__ import annotations

from http import HTTPStatus

from apiflask import APIBlueprint
from flask import Response, make_response
from pydantic import BaseModel, Field

from api import csrf
from api.access import access, caller
from api.account.entering import WRONG, Email, Entered, OldPassword, allowed, begin, one_try, own_id
from api.account.own import Account, own_account
from api.database import database
from api.errors import Problem
from api.limits import VIEWS
from api.models import Body
from jobtracker import entering
from jobtracker.account import Signup
from jobtracker.store import accounts

bp = APIBlueprint("account_session", __name__, url_prefix="/api", tag="Account")
VIEWS |= {"account_session.log_in": "60 per minute"}


class LogIn(Body):
    """Address and password."""

    email: str = Email
    password: str = OldPassword


class Present(BaseModel):
    """Who is logged in, and who could have an account."""

    account: Account | None = Field(description="null: nobody is.")
    signup: Signup = Field(description="Who may sign up: everybody (open), who is invited (invite), nobody (closed).")


@bp.get("/session")
@bp.output(Present)
@access("public")
def present() -> Response:
    """Who is logged in, if anybody is, and who may sign up: a page asks it first, and nobody is no mistake."""
    account = own_account() if caller().by == "session" else None
    answer = make_response(Present(account=account, signup=allowed()).model_dump())
    answer.cache_control.no_store = True
    return answer


@bp.post("/session")
@bp.input(LogIn, location="json")
@bp.output(Entered)
@bp.doc(responses=WRONG)
@access("public")
def log_in(json_data: LogIn) -> Entered:
    """Log in. The session is a new one, and so is its X-CSRFToken.

    The answer is the same, and takes the same time, whether the address, the password or the account is wrong.
    """
    with one_try(json_data.email.strip().lower()):
        owner = entering.log_in(database(), json_data.email, json_data.password)
    return begin(owner)


@bp.delete("/session")
@bp.output({}, status_code=HTTPStatus.NO_CONTENT)
@access("public")
def log_out() -> str:
    """Log out in this browser. It is no mistake to do so twice."""
    csrf.renew()
    return ""


@bp.delete("/account/sessions")
@bp.output(Entered)
@access("user", session=True)
def log_out_elsewhere() -> Entered:
    """Log out everywhere but here: all sessions end, and a new one begins."""
    owner = database().write(accounts.end_sessions, own_id())
    if owner is None:
        raise Problem(HTTPStatus.UNAUTHORIZED, "Log in.", headers={"WWW-Authenticate": "Bearer"})
    return begin(owner)
