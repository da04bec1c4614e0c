"""One's own account: see it, have all that is kept about one, delete it."""

from __future__ import annotations

import datetime as dt
from http import HTTPStatus
from typing import Any

import orjson
from apiflask import APIBlueprint
from flask import Response
from pydantic import BaseModel, Field

from api import csrf
from api.access import access
from api.account.entering import WRONG, OldPassword, hasten_mail, one_try, own_id
from api.clock import now
from api.database import database
from api.errors import not_found
from api.limits import VIEWS
from api.models import Body
from api.openapi import Answers
from jobtracker import entering
from jobtracker.store import accounts, notice_mail, notices, own_data

bp = APIBlueprint("account_own", __name__, url_prefix="/api/account", tag="Account")
VIEWS |= {"account_own.export": "20 per hour", "account_own.delete": "20 per hour"}


EXPORTED: Answers = {200: {"description": "One document.", "content": {"application/json": {"schema": {}}}}}


class Account(BaseModel):
    """An account, as its owner sees it."""

    email: str
    admin: bool
    created_at: dt.datetime
    notices_mailed: bool = Field(description="Whether notices go out by mail, too: once a day at most.")
    unread: int = Field(description="Notices that were not read; 100 stands for as many or more.")


class Changes(Body):
    """What can be changed without more ado."""

    notices_mailed: bool


class Password(Body):
    """The password again, for what cannot be undone."""

    password: str = OldPassword


@bp.get("")
@bp.output(Account)
@access("user")
def account() -> Account:
    """Your account."""
    return own_account()


@bp.patch("")
@bp.input(Changes, location="json")
@bp.output(Account)
@access("user")
def change(json_data: Changes) -> Account:
    """Have notices mailed, or not."""
    database().write(notice_mail.switch, own_id(), on=json_data.notices_mailed)
    return own_account()


def own_account() -> Account:
    """The account of whoever asks. Raises Problem if it is gone."""
    found = database().read(accounts.get, own_id())
    if found is None:
        raise not_found("account")
    unread = database().read(notices.page, own_id(), before=None, limit=100, unread=True)
    return Account(
        email=found.email,
        admin=found.admin,
        created_at=found.created_at,
        notices_mailed=found.notices_mailed,
        unread=len(unread),
    )


@bp.get("/export")
@bp.doc(responses=EXPORTED)
@access("user")
def export() -> Response:
    """All that is kept about you, as one JSON document. What opens anything is left out."""
    document: dict[str, Any] | None = database().read(own_data.export, own_id(), now=now())
    if document is None:
        raise not_found("account")
    answer = Response(orjson.dumps(document, option=orjson.OPT_INDENT_2), mimetype="application/json")
    answer.headers["Content-Disposition"] = 'attachment; filename="job-tracker.json"'
    return answer


@bp.delete("")
@bp.input(Password, location="json")
@bp.output({}, status_code=HTTPStatus.NO_CONTENT)
@bp.doc(responses=WRONG | {409: "The last admin cannot go."})
@access("user", session=True)
def delete(json_data: Password) -> str:
    """Delete your account, with all that is kept in it. It takes a session and the password."""
    user_id = own_id()
    with one_try(f"account {user_id}"):
        entering.close_account(database(), user_id, json_data.password, now=now())
    csrf.renew()
    hasten_mail()
    return ""
