"""What waits for the webhooks of trackers: claimed, posted, marked.

A claim puts off `webhook_next_at`, so that of two tasks one posts; if it dies, or does not get through, it is due
again. As in a mail, each vacancy has to be open and to answer the search when it is posted. Who took a post that was
not marked gets the same vacancies again, and knows them by their ids.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, exists, select, update
from sqlalchemy.orm import Session

from jobtracker.models import Match, Tracker, User
from jobtracker.store.accounts import ENTERS
from jobtracker.store.cards import Card, cards
from jobtracker.store.carried import look
from jobtracker.store.unseen import unseen_of

LEASE = dt.timedelta(minutes=5)
FIRST, LONGEST = dt.timedelta(minutes=1), dt.timedelta(hours=12)
"""Before the second try; each further wait is twice as long."""
GIVEN_UP = 12
"""Failures in a row, in about two days."""
LATER = dt.timedelta(hours=1)
"""What cannot be told yet, since its removal is in doubt, is looked at again."""
CARRIED = 100
"""Vacancies of one post."""
_RUNS: tuple[ColumnElement[bool], ...] = (
    Tracker.webhook_url != "",
    Tracker.webhook_failures < GIVEN_UP,
    Tracker.paused_at.is_(None),
    Tracker.ended_at.is_(None),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """What is to be posted, and where."""

    tracker_id: int
    name: str
    url: str
    link_version: int
    cards: tuple[Card, ...]


def due(session: Session, *, now: dt.datetime, limit: int) -> Sequence[int]:
    """The trackers whose webhooks are due, the longest first."""
    its = select(Tracker.id).join(User, User.id == Tracker.user_id)
    its = its.where(Tracker.webhook_next_at <= now, *_RUNS, *ENTERS)
    return session.scalars(its.order_by(Tracker.webhook_next_at).limit(limit)).all()


def claim(session: Session, tracker_id: int, *, now: dt.datetime) -> Post | None:
    """Take it upon oneself to post what waits; None if another has, or nothing can be told now."""
    row = _hold(session, tracker_id)
    if row is None or row.webhook_next_at is None or row.webhook_next_at > now:
        return None
    its = select(Match.vacancy_id).where(*_unposted(tracker_id), Match.state != "gone")
    waiting = session.scalars(its.order_by(Match.matched_at, Match.vacancy_id).limit(CARRIED)).all()
    unseen = unseen_of(session, row.user_id, waiting)
    found = look(session, row, [each for each in waiting if each not in unseen], now)
    _mark(session, tracker_id, sorted(unseen), now)
    _let_go(session, tracker_id, found.gone, now)
    told = cards(session, [(each.vacancy_id, (each.listing.id,)) for each in found.told], now)
    if not told:
        over = len(unseen) + len(found.gone)
        row.webhook_next_at = None if over == len(waiting) < CARRIED else now if over else now + LATER
        return None
    row.webhook_next_at = now + LEASE
    name, url, version = row.name, row.webhook_url, row.link_version
    return Post(tracker_id=tracker_id, name=name, url=url, link_version=version, cards=told)


def mark(session: Session, post: Post, *, now: dt.datetime) -> None:
    """Note that it was taken. What has come since waits, or is posted at once."""
    row = _hold(session, post.tracker_id)
    if row is None:
        return
    _mark(session, post.tracker_id, [card.vacancy_id for card in post.cards], now)
    if row.webhook_url == post.url:
        row.webhook_failures, row.webhook_error = 0, ""
        more = session.scalar(select(exists().where(*_unposted(row.id), Match.state != "gone")))
        row.webhook_next_at = now if more else None


def note_failure(session: Session, post: Post, error: str, *, now: dt.datetime) -> bool:
    """Note why it was not taken. True if it is given up."""
    row = _hold(session, post.tracker_id)
    if row is None or row.webhook_url != post.url:
        return False
    row.webhook_failures += 1
    given_up = row.webhook_failures >= GIVEN_UP
    row.webhook_error = f"{'given up: ' * given_up}{error}"[:300]
    row.webhook_next_at = None if given_up else now + min(FIRST * 2 ** (row.webhook_failures - 1), LONGEST)
    return given_up


def _hold(session: Session, tracker_id: int) -> Tracker | None:
    """The tracker's row, as matching holds it: what it has found is there, or will see what is written here."""
    its = select(Tracker).where(Tracker.id == tracker_id, *_RUNS)
    return session.scalars(its.with_for_update(key_share=True)).one_or_none()


def _unposted(tracker_id: int) -> tuple[ColumnElement[bool], ...]:
    return (Match.tracker_id == tracker_id, Match.posted_at.is_(None))


def _let_go(session: Session, tracker_id: int, gone: Sequence[int], now: dt.datetime) -> None:
    """What nobody has been told of waits again if it is back (store.matches); what a mail told or tells is over."""
    its = update(Match).where(Match.tracker_id == tracker_id, Match.vacancy_id.in_(gone))
    its = its.execution_options(synchronize_session=False)
    session.execute(its.where(Match.state == "waits").values(state="gone"))
    session.execute(its.where(Match.posted_at.is_(None), Match.state != "gone").values(posted_at=now))


def _mark(session: Session, tracker_id: int, vacancy_ids: Sequence[int], now: dt.datetime) -> None:
    if vacancy_ids:
        its = update(Match).where(*_unposted(tracker_id), Match.vacancy_id.in_(vacancy_ids))
        session.execute(its.values(posted_at=now).execution_options(synchronize_session=False))
