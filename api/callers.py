"""Who calls: the bearer of an API token, a person with a session, or nobody we know."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Literal

from flask import request

from api import clock, sessions
from api.database import database
from api.errors import Problem
from jobtracker.account import Scope
from jobtracker.store import api_tokens

ALL: frozenset[Scope] = frozenset({"read", "write", "admin"})


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody who sends a request."""

    user_id: int | None = None
    admin: bool = False
    scopes: frozenset[Scope] = frozenset()
    """What they may do, of what their account may: all of it in a session, with a token what it was made for."""
    by: Literal["nothing", "session", "token"] = "nothing"


NOBODY = Caller()


def identify() -> Caller:
    """Whoever sends this request. With a token nothing else counts. Raises Problem if the token is no good."""
    if "Authorization" not in request.headers:
        return by_session() or NOBODY
    kind, _, token = request.headers["Authorization"].partition(" ")
    found = by_token(token.strip()) if kind.lower() == "bearer" else None
    if found is None:
        headers = {"WWW-Authenticate": 'Bearer error="invalid_token"'}
        raise Problem(HTTPStatus.UNAUTHORIZED, "There is no such API token, or it was revoked.", headers=headers)
    return found


def by_session() -> Caller | None:
    """Whose session it is; None without one."""
    owner = sessions.current()
    return None if owner is None else Caller(owner.id, owner.admin, ALL, "session")


def by_token(token: str) -> Caller | None:
    """Whose token it is; None if there is no such, or it was revoked."""
    now = clock.now()
    found = database().read(api_tokens.find, token, now=now)
    if found is None:
        return None
    owner, row = found
    if api_tokens.was_used(row, now=now):
        database().write(api_tokens.touch, row.id, now=now)
    return Caller(owner.id, owner.admin, frozenset(row.scopes), "token")
