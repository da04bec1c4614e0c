"""API tokens: what programs of somebody's show instead of a session."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm import Session

from jobtracker.account import Scope, hash_of
from jobtracker.models import ApiToken, User
from jobtracker.store.accounts import ENTERS, Owner, owner_of

MOST = 50
"""Of one account that open anything."""
TOUCHED_EVERY = dt.timedelta(minutes=1)
"""So exactly it is kept when one was used: a write a request would cost more than the request."""


class TooMany(Exception):
    """The account has as many as it may."""


def add(
    session: Session,
    user_id: int,
    token: str,
    *,
    name: str,
    scopes: Sequence[Scope],
    expires_at: dt.datetime | None,
    now: dt.datetime,
) -> ApiToken:
    """Keep a new token. Raises TooMany."""
    session.execute(select(User.id).where(User.id == user_id).with_for_update())  # of two at once, one counts the other
    row = session.scalars(select(ApiToken).where(ApiToken.hash == hash_of(token))).one_or_none()
    if row is None:  # else an earlier try was committed after all
        if len(living(session, user_id, now=now)) >= MOST:
            raise TooMany
        about = {"name": name, "scopes": list(scopes), "expires_at": expires_at}
        row = ApiToken(user_id=user_id, hash=hash_of(token), created_at=now, **about)
        session.add(row)
        session.flush()
    session.expunge(row)
    return row


def living(session: Session, user_id: int, *, now: dt.datetime) -> list[ApiToken]:
    """Those of an account that open anything, the newest first."""
    its = select(ApiToken).where(ApiToken.user_id == user_id, *_lives(now)).order_by(ApiToken.id.desc())
    found = list(session.scalars(its))
    session.expunge_all()
    return found


def revoke(session: Session, user_id: int, token_id: int, *, now: dt.datetime) -> bool:
    """End one. False if the account has no such."""
    its = (ApiToken.id == token_id, ApiToken.user_id == user_id)
    open_ = or_(ApiToken.revoked_at.is_(None), ApiToken.revoked_at == now)
    return bool(session.connection().execute(update(ApiToken).where(*its, open_).values(revoked_at=now)).rowcount)


def find(session: Session, token: str, *, now: dt.datetime) -> tuple[Owner, ApiToken] | None:
    """Whose token it is, and the token; None if it opens nothing."""
    its = (ApiToken.hash == hash_of(token), *_lives(now), *ENTERS)
    found = session.execute(select(ApiToken, User).join(User, User.id == ApiToken.user_id).where(*its)).one_or_none()
    if found is None:
        return None
    row, user = found
    session.expunge(row)
    return owner_of(user), row


def was_used(row: ApiToken, *, now: dt.datetime) -> bool:
    """True if it is time to note again that a token is in use."""
    return row.last_used_at is None or now - row.last_used_at >= TOUCHED_EVERY


def touch(session: Session, token_id: int, *, now: dt.datetime) -> None:
    """Note that a token is in use."""
    session.execute(update(ApiToken).where(ApiToken.id == token_id).values(last_used_at=now))


def _lives(now: dt.datetime) -> tuple[ColumnElement[bool], ...]:
    return (ApiToken.revoked_at.is_(None), or_(ApiToken.expires_at.is_(None), ApiToken.expires_at > now))
