"""Trackers end: three days before, their owners are told, and at the end once more."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from jobtracker.models import Delivery, Match, Tracker
from jobtracker.store import addressees, deliveries

WARNED = dt.timedelta(days=3)
"""Before its end, if it lasts longer than twice that."""


def ending(session: Session, *, now: dt.datetime, limit: int) -> Sequence[int]:
    """The trackers that end soon and have not been warned of."""
    soon = (Tracker.ended_at.is_(None), Tracker.ends_at > now, Tracker.ends_at <= now + WARNED)
    its = select(Tracker.id).where(*soon, Tracker.warned_at.is_(None))
    return session.scalars(its.order_by(Tracker.ends_at, Tracker.id).limit(limit)).all()


def over(session: Session, *, now: dt.datetime, limit: int) -> Sequence[int]:
    """The trackers whose time is over."""
    its = select(Tracker.id).where(Tracker.ended_at.is_(None), Tracker.ends_at <= now)
    return session.scalars(its.order_by(Tracker.ends_at, Tracker.id).limit(limit)).all()


def warn(session: Session, tracker_id: int, *, now: dt.datetime) -> bool:
    """Have its owner told that it ends soon. False if another did, or it was renewed."""
    tracker = deliveries.hold(session, tracker_id)
    if tracker is None or tracker.ended_at or tracker.warned_at or not now < tracker.ends_at <= now + WARNED:
        return False
    tracker.warned_at = now
    if tracker.ends_at - tracker.created_at <= 2 * WARNED:
        return False
    return _tell(session, tracker, "renew", now)


def end(session: Session, tracker_id: int, *, now: dt.datetime) -> bool:
    """Stop it, and have its owner told, with what still waits for it. False if another did, or it was renewed."""
    tracker = deliveries.hold(session, tracker_id)
    if tracker is None or tracker.ended_at or tracker.ends_at > now:
        return False
    tracker.ended_at = tracker.changed_at = now
    _tell(session, tracker, "closing", now)
    tracker.next_at = None
    return True


def _tell(session: Session, tracker: Tracker, kind: deliveries.Kind, now: dt.datetime) -> bool:
    to = addressees.of(session, tracker)
    if to.why_not:
        return False
    made = deliveries.order(session, tracker, kind, to.address, now=now)
    if kind == "closing" and tracker.paused_at is None:
        deliveries.carry(session, tracker, made, now=now)
    return True


def wake_forgotten(session: Session, *, now: dt.datetime) -> int:
    """Have those looked at for whom something waits though nobody was to look; how many. There should be none."""
    waits = select(Match.tracker_id).where(Match.tracker_id == Tracker.id, Match.state == "waits").exists()
    kept = select(Delivery.id).where(Delivery.tracker_id == Tracker.id, *deliveries.UNSURE).exists()
    runs = (Tracker.next_at.is_(None), Tracker.paused_at.is_(None), Tracker.ended_at.is_(None), waits | kept)
    its = update(Tracker).where(*runs).values(next_at=now).execution_options(synchronize_session=False)
    return session.connection().execute(its).rowcount
