"""What the links of a tracker's mails do, without a log-in: the token says what, and is signed (jobtracker.signing)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Literal, get_args

from sqlalchemy import select
from sqlalchemy.orm import Session

from jobtracker.models import ListingRow, Match, Tracker, User
from jobtracker.signing import read
from jobtracker.store.accounts import ENTERS
from jobtracker.store.cards import Card, cards
from jobtracker.store.tracker_views import found
from jobtracker.store.trackers import extend, stop
from jobtracker.store.unseen import unseen_of
from jobtracker.tracker_terms import as_long_again

Does = Literal["unsubscribe", "pause", "renew", "relevant"]
IN_A_FEED: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """What a link does, or did."""

    does: Does
    tracker: str
    """Its name."""
    title: str = ""
    """relevant: of the vacancy."""
    yes: bool | None = None
    """relevant: what is answered."""
    ends_at: dt.datetime | None = None
    """renew: its new end."""


def renewal(row: Tracker) -> tuple[int, int]:
    """The parts of a token that renews a tracker, once: as long as it ends when it ends now."""
    return row.id, int(row.ends_at.timestamp())


def follow(session: Session, key: str, token: str, *, act: bool, now: dt.datetime) -> Link | None:
    """What the link of this token does; if `act`, do it. None if it opens nothing, or nothing any more."""
    for does in get_args(Does):
        parts = read(key, does, token)
        if parts is not None:
            row = _tracker(session, int(parts[0]), hold=act)
            return _DOES[does](session, row, parts[1:], now, act) if row else None
    return None


def _tracker(session: Session, tracker_id: int, *, hold: bool) -> Tracker | None:
    its = select(Tracker).join(User, User.id == Tracker.user_id).where(Tracker.id == tracker_id, *ENTERS)
    its = its.with_for_update(of=Tracker, key_share=True) if hold else its
    return session.scalars(its).one_or_none()


def _unsubscribe(session: Session, row: Tracker, parts: Sequence[str], now: dt.datetime, act: bool) -> Link:
    """It ends, as often as one likes. An address that is not the account's is asked again before it gets more."""
    if act:
        row.email_confirmed_at = None
        if row.ended_at is None:
            row.ended_at, row.ends_at, row.changed_at = now, min(now, row.ends_at), now
    return Link(does="unsubscribe", tracker=row.name)


def _pause(session: Session, row: Tracker, parts: Sequence[str], now: dt.datetime, act: bool) -> Link:
    if act:
        stop(row, now)
    return Link(does="pause", tracker=row.name)


def _renew(session: Session, row: Tracker, parts: Sequence[str], now: dt.datetime, act: bool) -> Link | None:
    if (str(row.id), *parts) != tuple(map(str, renewal(row))):
        return None
    ends_at = as_long_again(row.created_at, row.ends_at, now)
    if act:
        extend(session, row, ends_at, now)
    return Link(does="renew", tracker=row.name, ends_at=ends_at)


def _relevant(session: Session, row: Tracker, parts: Sequence[str], now: dt.datetime, act: bool) -> Link | None:
    vacancy, answer = parts
    match = session.get(Match, (row.id, int(vacancy)))
    if match is None or match.relevant is not None:
        return None
    yes = answer == "yes"
    if act:
        match.relevant = yes
        row.relevant += yes
        row.irrelevant += not yes
    title = session.scalar(select(ListingRow.title).where(ListingRow.id == match.listing_id)) or ""
    return Link(does="relevant", tracker=row.name, title=title, yes=yes)


_DOES: dict[Does, Callable[[Session, Tracker, Sequence[str], dt.datetime, bool], Link | None]] = {
    "unsubscribe": _unsubscribe,
    "pause": _pause,
    "renew": _renew,
    "relevant": _relevant,
}


@dataclass(frozen=True, slots=True)
class Feed:
    """What was found for a tracker, as a feed has it."""

    tracker_id: int
    name: str
    search: str
    items: Sequence[tuple[Card, dt.datetime]]
    """Each with the time at which it was found, the latest first."""


def feed(session: Session, key: str, token: str, *, now: dt.datetime) -> Feed | None:
    """The feed of this token: what was found and is open. None if it opens nothing, or nothing any more."""
    parts = read(key, "feed", token)
    row = _tracker(session, int(parts[0]), hold=False) if parts else None
    if parts is None or row is None or parts[1] != str(row.link_version):
        return None
    newest = found(session, row.id, limit=IN_A_FEED)
    without = unseen_of(session, row.user_id, [each.vacancy_id for each in newest])
    when = {each.vacancy_id: each.matched_at for each in newest}
    shown = [(each.vacancy_id, (each.listing_id,)) for each in newest if each.open and each.vacancy_id not in without]
    items = [(card, when[card.vacancy_id]) for card in cards(session, shown, now)]
    return Feed(row.id, row.name, row.search, items)
