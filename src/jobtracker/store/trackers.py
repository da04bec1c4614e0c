"""Trackers in SQL: made, changed, stopped, begun again, by whom they belong to.

Whatever changes one holds its account's row: of two who would make the hundredth and the next, the second counts the
first, and of two who ask for the same the second finds the first.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from jobtracker.models import MailRow, Match, Tracker, User
from jobtracker.store import deliveries, outbox, tickets
from jobtracker.store.tickets import Found
from jobtracker.tracker import Refused, Subject, name_of, subject
from jobtracker.tracker_terms import SAID, as_long_again, end, terms

MOST = 100
"""Of one account."""
MOST_ASKED, DAY = 20, dt.timedelta(days=1)
"""Mails of that kind that an account may cause in a day: they go to strangers."""
WHICH = "tracker="
"""Before the id, in the ticket of an address that is asked."""
CONSENT = "tracker address"
"""The mail that asks whoever reads an address whether they want a tracker's mails."""


class Duplicate(Exception):
    """The account watches for the same already."""

    def __init__(self, tracker_id: int) -> None:
        super().__init__(f"tracker {tracker_id} watches for the same")
        self.tracker_id = tracker_id


class TooMany(Exception):
    """The account has as many as it may."""


def add(
    session: Session,
    user_id: int,
    said: Mapping[str, Any],
    *,
    now: dt.datetime,
    days: int | None = None,
    until: dt.date | None = None,
) -> int | None:
    """Make one; its id. None if there is no such account. Raises account.Refused, Duplicate, TooMany."""
    own = _hold(session, user_id)
    if own is None:
        return None
    its = terms(said, own)
    ends_at = end(its.times.zone, days=days, until=until, now=now)
    there = _same(session, user_id, its.subject)
    if there is not None:
        if there.created_at == now:  # an earlier try was committed after all
            return there.id
        raise Duplicate(there.id)
    if (session.scalar(select(func.count()).where(Tracker.user_id == user_id)) or 0) >= MOST:
        raise TooMany
    row = Tracker(
        user_id=user_id,
        name=its.name,
        email=its.email,
        webhook_url=its.webhook_url,
        created_at=now,
        ends_at=ends_at,
        **_watching(its.subject, now),
        **asdict(its.times),
    )
    session.add(row)
    session.flush()
    _ask_for_consent(session, row, now)
    return row.id


def change(
    session: Session,
    user_id: int,
    tracker_id: int,
    said: Mapping[str, Any],
    *,
    now: dt.datetime,
    days: int | None = None,
    until: dt.date | None = None,
) -> bool:
    """Change what is said of one (some of SAID), and its end if that is said. False if there is no such.

    Watching for something else it begins anew: there is news for it from now on. Raises account.Refused, Duplicate.
    """
    own, row = _hold(session, user_id), _get(session, user_id, tracker_id)
    if own is None or row is None:
        return False
    its = terms(_said(row) | dict(said), own)
    row.name = its.name
    if its.subject.key != row.search_key:
        there = _same(session, user_id, its.subject)
        if there is not None:
            raise Duplicate(there.id)
        _set(row, _watching(its.subject, now))
    row.search = its.subject.search
    if days is not None or until is not None:
        _end_at(row, end(its.times.zone, days=days, until=until, now=now), now)
    _set(row, asdict(its.times))
    if its.email != row.email:
        row.email, row.email_confirmed_at = its.email, None
    if "email" in said:
        _ask_for_consent(session, row, now)
    if its.webhook_url != row.webhook_url or "webhook_url" in said:
        _hook(session, row, its.webhook_url, now)
    _wake(session, row, now)
    return True


def _said(row: Tracker) -> dict[str, Any]:
    """What was said of one so far. A name that nobody gave it follows what it asks for."""
    said = {name: getattr(row, name) for name in SAID}
    try:
        named_by_itself = row.name == name_of("", subject(row.search))
    except Refused:  # by rules that are newer than the row
        return said
    return said | {"name": ""} if named_by_itself else said


def _watching(subject: Subject, now: dt.datetime) -> dict[str, Any]:
    return {
        "search": subject.search,
        "search_key": subject.key,
        "muted_companies": list(subject.muted_companies),
        "muted_words": list(subject.muted_words),
        "since": now,
        "changed_at": now,
    }


def pause(session: Session, user_id: int, tracker_id: int, *, now: dt.datetime) -> bool:
    """Stop for a while: what comes meanwhile is not looked at. False if there is no such."""
    row = _get(session, user_id, tracker_id)
    if row is None:
        return False
    stop(row, now)
    return True


def stop(row: Tracker, now: dt.datetime) -> None:
    """Pause one, unless it is."""
    if row.paused_at is None:
        row.paused_at = row.changed_at = now


def resume(session: Session, user_id: int, tracker_id: int, *, now: dt.datetime) -> bool:
    """Go on: there is news from now on, and what waited before is told. False if there is no such."""
    row = _get(session, user_id, tracker_id)
    if row is None:
        return False
    if row.paused_at is not None:
        row.paused_at, row.since, row.changed_at = None, now, now
        _wake(session, row, now)
    return True


def renew(
    session: Session,
    user_id: int,
    tracker_id: int,
    *,
    now: dt.datetime,
    days: int | None = None,
    until: dt.date | None = None,
) -> bool:
    """Give one another end, as long again if none is said; one that has ended begins anew. False if there is none.

    Raises account.Refused.
    """
    row = _get(session, user_id, tracker_id)
    if row is None:
        return False
    if days is None and until is None:
        ends_at = as_long_again(row.created_at, row.ends_at, now)
    else:
        ends_at = end(row.zone, days=days, until=until, now=now)
    extend(session, row, ends_at, now)
    return True


def extend(session: Session, row: Tracker, ends_at: dt.datetime, now: dt.datetime) -> None:
    """Give one another end."""
    _end_at(row, ends_at, now)
    _wake(session, row, now)


def _end_at(row: Tracker, ends_at: dt.datetime, now: dt.datetime) -> None:
    if row.ended_at is not None:
        row.ended_at, row.since = None, now
    row.ends_at, row.warned_at, row.changed_at = ends_at, None, now


def remove(session: Session, user_id: int, tracker_id: int) -> bool:
    """Delete one with all that was found for it. False if there is no such."""
    its = delete(Tracker).where(Tracker.id == tracker_id, Tracker.user_id == user_id)
    return bool(session.connection().execute(its).rowcount)


def consent(session: Session, ticket: Found, *, now: dt.datetime) -> bool:
    """Let a tracker mail to the address that its ticket was sent to. False if the ticket opens nothing any more."""
    row = session.get(Tracker, int(ticket.secret.removeprefix(WHICH) or 0), with_for_update=True)
    if row is None or row.email != ticket.email or not tickets.use(session, ticket, now=now):
        return False
    row.email_confirmed_at = row.email_confirmed_at or now
    _wake(session, row, now)
    return True


def revoke(session: Session, user_id: int, tracker_id: int) -> bool:
    """End the address of its feed, and the secret of its webhook: there are others now. False if there is no such."""
    its = update(Tracker).where(Tracker.id == tracker_id, Tracker.user_id == user_id)
    return bool(session.connection().execute(its.values(link_version=Tracker.link_version + 1)).rowcount)


def _hold(session: Session, user_id: int) -> str | None:
    """The account's address, and its row for as long as the transaction lasts."""
    return session.scalar(select(User.email).where(User.id == user_id).with_for_update(key_share=True))


def _get(session: Session, user_id: int, tracker_id: int) -> Tracker | None:
    its = select(Tracker).where(Tracker.id == tracker_id, Tracker.user_id == user_id)
    return session.scalars(its.with_for_update(key_share=True)).one_or_none()


def _same(session: Session, user_id: int, subject: Subject) -> Tracker | None:
    its = select(Tracker).where(Tracker.user_id == user_id, Tracker.search_key == subject.key)
    return session.scalars(its).one_or_none()


def _set(row: Tracker, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, name, value)


def _ask_for_consent(session: Session, row: Tracker, now: dt.datetime) -> None:
    """Of an address that is not the account's own. Asked for again, the mail goes out again."""
    if row.email is None or row.email_confirmed_at is not None:
        return
    its = (MailRow.user_id == row.user_id, MailRow.kind == CONSENT, MailRow.created_at > now - DAY)
    if (session.scalar(select(func.count()).where(*its)) or 0) >= MOST_ASKED:
        raise Refused("email", "needs its owner's consent, and you have asked as many today as you may")
    once, data = f"tracker {row.id} {now.isoformat()}", {"tracker_id": row.id}
    outbox.ask(session, CONSENT, row.email, now=now, user_id=row.user_id, data=data, once=once)


def _hook(session: Session, row: Tracker, url: str, now: dt.datetime) -> None:
    """Another webhook, or the same once more: it is tried again. A first one gets what is found from now on."""
    unposted = (Match.tracker_id == row.id, Match.posted_at.is_(None))
    if url and not row.webhook_url:
        session.execute(update(Match).where(*unposted).values(posted_at=now))
    waits = bool(url) and session.scalar(select(Match.vacancy_id).where(*unposted).limit(1)) is not None
    row.webhook_url, row.webhook_failures, row.webhook_error = url, 0, ""
    row.webhook_next_at = now if waits else None


def _wake(session: Session, row: Tracker, now: dt.datetime) -> None:
    """Have whoever sends look anew at when what waits is told."""
    if deliveries.waits(session, row.id):
        row.next_at = now
