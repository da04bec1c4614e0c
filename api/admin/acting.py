"""How an act of an operator is done: in one transaction with its row in the audit, or told why not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from http import HTTPStatus
from typing import Annotated, Any, Literal, TypeVar, cast

from flask import request
from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, WithJsonSchema
from sqlalchemy.orm import Session

from api import clock
from api.access import caller
from api.database import database
from api.errors import WRITTEN, Problem, not_found
from jobtracker import countries
from jobtracker.filter_values import read_time
from jobtracker.filters import since
from jobtracker.models import User
from jobtracker.store.acting import Stands, Unknown
from jobtracker.store.audit import Actor

T = TypeVar("T")
STANDS: dict[int, str] = {409: "It cannot be done to what stands: the detail says what does."}
"""For the documentation of a view that acts."""


def act(what: str, unit: Callable[..., T], *args: Any, **kwargs: Any) -> T:
    """Do a unit of work, which is given `by` and `now`, too. Raises Problem: 404 for an unknown `what`, 409."""
    who, now, address = caller(), clock.now(), request.remote_addr or ""

    def as_actor(session: Session) -> T:
        user = session.get(User, who.user_id)
        via = cast("Literal['session', 'token']", who.by)
        by = Actor(user.email if user else "", via, who.user_id, address)
        return unit(session, *args, by=by, now=now, **kwargs)

    try:
        return database().write(as_actor)
    except Unknown:
        raise not_found(what) from None
    except Stands as stands:
        raise Problem(HTTPStatus.CONFLICT, str(stands)) from None


def _country(code: str) -> str:
    if code and code not in countries.codes():
        raise ValueError("is not an ISO 3166-1 code of two letters")
    return code


PLAIN = r"^[^\x00-\x1f\x7f]*$"
Line = Annotated[str, StringConstraints(pattern=PLAIN, strip_whitespace=True)]
Why = Annotated[Line, Field(min_length=1, max_length=300, description="Shown wherever it is.")]
Country = Annotated[str, AfterValidator(_country), Field(description="ISO 3166-1, or nothing.", max_length=2)]
SITE = r"^(https?://[^\s/]+\S*)?$"
Homepage = Annotated[str, StringConstraints(pattern=SITE, max_length=500)]
WRITTEN |= {PLAIN: "no control characters", SITE: "must be an address that begins with https:// or http://, or nothing"}
Time = Annotated[
    dt.datetime | dt.timedelta,
    BeforeValidator(read_time),
    WithJsonSchema({"type": "string", "maxLength": 40, "examples": ["7d"]}),
]
"""A day, a time, or how long ago, as the search has it."""


def times_of(asked: Any) -> dict[str, Any]:
    """What its `since` and `until` mean now."""
    return {name: since(getattr(asked, name), clock.now()) for name in ("since", "until")}
