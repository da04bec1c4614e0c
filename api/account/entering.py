"""What the views of accounts share: sessions begun and ended, tries that are counted, mails that are hastened."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from http import HTTPStatus

from flask import request, session
from flask_login import login_user
from flask_wtf.csrf import generate_csrf
from pydantic import BaseModel, Field
from redis.exceptions import RedisError

from api import csrf
from api.access import caller
from api.clock import now
from api.database import database, redis, settings
from api.errors import Problem, invalid
from api.sessions import BEGUN, Person
from jobtracker import account
from jobtracker.account import LONGEST_ADDRESS, LONGEST_PASSWORD, Refused, Signup
from jobtracker.entering import NoTicket, SignupClosed, WrongPassword
from jobtracker.store import accounts
from jobtracker.store.accounts import LastAdmin, Owner
from jobtracker.tasks.queue import offer
from jobtracker.throttle import Throttle

WRONG = {401: "It is not the password, or there is no such account."}
GONE = {410: "The link was used, or is too old."}
CLOSED = {403: "Nobody may sign up here, or only who is invited."}

Email = Field(max_length=LONGEST_ADDRESS, description="A mail address.")
OldPassword = Field(max_length=LONGEST_PASSWORD, description="The one that the account has.")
NewPassword = Field(max_length=LONGEST_PASSWORD, description="12 to 200 characters, and none of the commonest.")
Link = Field(max_length=100, description="What stands behind the # in the link of the mail.")


class Asked(BaseModel):
    """The same for everybody: who asks does not learn whether there is an account."""

    message: str = "If this can be done, a mail says how."


class Entered(BaseModel):
    """Whoever is logged in now."""

    email: str
    admin: bool
    csrf: str = Field(description="For the header X-CSRFToken: with the session, its token is a new one.")


def own_id() -> int:
    """The caller's account. For views that ask for a user."""
    who = caller()
    assert who.user_id is not None  # noqa: S101  (@access("user") has seen to it)
    return who.user_id


def allowed() -> Signup:
    """Who may sign up now."""
    return account.signup(settings().signup, has_admin=database().read(accounts.has_admin))


def begin(owner: Owner) -> Entered:
    """Begin a session. Nothing of the one before it is left, its CSRF token included."""
    csrf.renew()
    session.permanent = True  # it outlives the browser's window
    session[BEGUN] = time.time()
    login_user(Person(owner))
    return Entered(email=owner.email, admin=owner.admin, csrf=generate_csrf())


@contextlib.contextmanager
def told() -> Iterator[None]:
    """What the rules say, as problems."""
    try:
        yield
    except Refused as refused:
        raise invalid(refused.field, refused.rule) from None
    except NoTicket:
        raise Problem(HTTPStatus.GONE, "This link was used, or is too old. Ask for another.") from None
    except SignupClosed:
        raise Problem(HTTPStatus.FORBIDDEN, "Nobody may sign up here, or only who is invited.") from None
    except LastAdmin:
        raise Problem(HTTPStatus.CONFLICT, "You are the last admin: make somebody else one first.") from None
    except WrongPassword as wrong:
        headers = {"WWW-Authenticate": "Bearer"}
        raise Problem(HTTPStatus.UNAUTHORIZED, str(wrong), headers=headers) from None


@contextlib.contextmanager
def one_try(whose: str) -> Iterator[None]:
    """Count a try at a password; `whose` says at which. Raises Problem: 429 for too many, and what `told` does."""
    throttle = Throttle(redis())
    address = request.remote_addr or ""
    if wait := throttle.begin(whose, address):
        headers = {"Retry-After": str(wait)}
        raise Problem(HTTPStatus.TOO_MANY_REQUESTS, f"Too many tries. Wait for {wait} s.", headers=headers)
    with told():
        try:
            yield
        except Refused:  # of a new password: the old one was right
            throttle.succeeded(whose, address)
            raise
    throttle.succeeded(whose, address)


def hasten_mail() -> None:
    """Have what was asked for sent at once; where that fails, it is sent within a minute anyway."""
    found = redis()
    if found is not None:
        with contextlib.suppress(RedisError):
            offer(found, "mail", now(), soon=True)
