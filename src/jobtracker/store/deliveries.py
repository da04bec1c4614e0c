"""Deliveries: what waits for a tracker is put into a mail, once.

A round looks at each tracker that is due and makes one delivery for it at most, of CARRIED vacancies at most: who has a
million waiting gets no more of a round than who has one. The tracker's row is held meanwhile, so that of two rounds one
makes it, and that what matching finds in between wakes the tracker again. A delivery that cannot be sent gives back
what it carried; one that may have arrived all the same is kept, and sent again as it was before anything else: told by
another mail, its reader might hear of it twice.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, Literal, cast

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from jobtracker.cadence import Cadence, Rhythm, local_date, mail_at
from jobtracker.models import Beginning, Delivery, Match, Tracker
from jobtracker.store import addressees, outbox
from jobtracker.store.board import chunks

Kind = Literal["news", "renew", "closing"]
MAIL = "tracker"
"""The kind of these mails in the outbox."""
CARRIED = 1_000
"""Vacancies of one delivery, the newest; the rest waits for the next."""
LOOKED_AGAIN = dt.timedelta(hours=6)
"""After so long, at somebody to whom nothing may be mailed."""
GIVEN_BACK = dt.timedelta(days=1)
"""After so long, what was given up is tried anew."""
UNSURE = (Delivery.kind == "news", Delivery.error != "", Delivery.sent_at.is_(None), Delivery.content.is_not(None))
"""A delivery that may have arrived, or may not, and is not on its way."""
_RUNS = (Tracker.paused_at.is_(None), Tracker.ended_at.is_(None))


def due(session: Session, *, now: dt.datetime, limit: int) -> Sequence[int]:
    """The trackers that are to be looked at, who waits longest first."""
    its = select(Tracker.id).where(Tracker.next_at <= now, *_RUNS)
    return session.scalars(its.order_by(Tracker.next_at, Tracker.id).limit(limit)).all()


def gather(session: Session, tracker_id: int, *, now: dt.datetime) -> int | None:
    """Have what waits for a tracker mailed, if it is time; the delivery's number. None if it is not, or nothing is."""
    tracker = hold(session, tracker_id)
    if tracker is None or tracker.next_at is None or tracker.next_at > now or tracker.paused_at or tracker.ended_at:
        return None
    kept = _kept(session, tracker_id)
    first = kept.created_at if kept else _waits_since(session, tracker_id)
    if first is None:
        tracker.next_at = None
        return None
    to = addressees.of(session, tracker)
    at = now + LOOKED_AGAIN if to.why_not else mail_at(rhythm(tracker), first, tracker.last_date)
    if at > now:
        tracker.next_at = at
        return None
    if kept:
        kept.error = ""
        _ask(session, tracker, kept, to.address, now=now)
        _pass_on(session, tracker, now)
        return kept.id
    made = order(session, tracker, "news", to.address, now=now)
    carry(session, tracker, made, now=now)
    return made.id


def put_off(session: Session, tracker_id: int, *, now: dt.datetime) -> None:
    """Look at a tracker later: something is wrong with it."""
    tracker = hold(session, tracker_id)
    if tracker is not None:
        tracker.next_at = now + LOOKED_AGAIN


def hold(session: Session, tracker_id: int) -> Tracker | None:
    """A tracker's row, which nobody else changes until the transaction ends; None if it is gone."""
    its = select(Tracker).where(Tracker.id == tracker_id).with_for_update()
    return session.scalars(its.execution_options(populate_existing=True)).one_or_none()


def rhythm(tracker: Tracker) -> Rhythm:
    """How often it mails."""
    return Rhythm(cast("Cadence", tracker.cadence), tracker.hour, tracker.weekday, tracker.zone)


def order(session: Session, tracker: Tracker, kind: Kind, address: str, *, now: dt.datetime) -> Delivery:
    """A delivery, and its mail asked for."""
    made = Delivery(tracker_id=tracker.id, kind=kind, created_at=now)
    session.add(made)
    session.flush()
    _ask(session, tracker, made, address, now=now)
    return made


def _ask(session: Session, tracker: Tracker, made: Delivery, address: str, *, now: dt.datetime) -> None:
    data = {"delivery_id": made.id, "asked_at": made.created_at.isoformat()}
    outbox.ask(session, MAIL, address, now=now, user_id=tracker.user_id, data=data)


def carry(session: Session, tracker: Tracker, made: Delivery, *, now: dt.datetime) -> None:
    """Put what waits into a delivery; the tracker's next one is when its rhythm says."""
    waiting = (Match.tracker_id == tracker.id, Match.state == "waits")
    newest = select(Match.vacancy_id).where(*waiting).order_by(Match.matched_at.desc(), Match.vacancy_id.desc())
    vacancies = session.scalars(newest.limit(CARRIED)).all()
    for some in chunks(vacancies):
        its = update(Match).where(*waiting, Match.vacancy_id.in_(some))
        _run(session, its.values(state="mailed", delivery_id=made.id))
    begun = update(Beginning).where(Beginning.tracker_id == tracker.id, Beginning.delivery_id.is_(None))
    _run(session, begun.values(delivery_id=made.id))
    _pass_on(session, tracker, now)


def _pass_on(session: Session, tracker: Tracker, now: dt.datetime) -> None:
    """It has its mail; what else waits goes with the next."""
    if tracker.cadence != "instant":
        tracker.last_date = local_date(tracker.zone, now)
    tracker.next_at = mail_at(rhythm(tracker), now, tracker.last_date) if waits(session, tracker.id) else None


def asked_for(session: Session, of: outbox.Order) -> Delivery | None:
    """The delivery that a mail is of; None if it is gone. Numbers are given out again: so the time has to agree."""
    found = session.get(Delivery, of.data.get("delivery_id"), populate_existing=True)
    return found if found and found.created_at.isoformat() == of.data["asked_at"] else None


def mark_sent(session: Session, of: outbox.Order, *, now: dt.datetime) -> None:
    """Its mail went out: what it carried is told."""
    its = asked_for(session, of)
    if its is None or its.sent_at is not None:
        return
    its.sent_at = now
    carried = (Match.tracker_id == its.tracker_id, Match.delivery_id == its.id, Match.state == "mailed")
    told = _run(session, update(Match).where(*carried).values(state="told"))
    _run(session, update(Tracker).where(Tracker.id == its.tracker_id).values(told=Tracker.told + told))


def note_failure(
    session: Session, of: outbox.Order, why: str, *, now: dt.datetime, given_up: bool, arrived: bool
) -> None:
    """Its mail did not go out. What nobody can have read is put together anew for the next try.

    It is what was put together for this one; what is older may have arrived, by a try whose end nobody saw.
    """
    its = asked_for(session, of)
    if its is None:
        return
    if not arrived and its.content and its.content["at"] == now.isoformat():
        its.content = None
    tracker = hold(session, its.tracker_id) if given_up else None
    if tracker is not None:
        give_back(session, tracker, its, why, now=now, again_at=now + GIVEN_BACK)


def give_back(
    session: Session, tracker: Tracker, its: Delivery, why: str, *, now: dt.datetime, again_at: dt.datetime
) -> None:
    """What a delivery carried waits again, or with it if it may have arrived; the delivery says why it was not sent."""
    its.error = why[:300]
    if its.kind == "news" and its.content is not None:
        wake(tracker, again_at)
        return
    its.content = None
    carried = (Match.tracker_id == tracker.id, Match.delivery_id == its.id, Match.state == "mailed")
    back = _run(session, update(Match).where(*carried).values(state="waits", delivery_id=None))
    begun = update(Beginning).where(Beginning.tracker_id == tracker.id, Beginning.delivery_id == its.id)
    back += _run(session, begun.values(delivery_id=None))
    if back:
        wake(tracker, again_at)


def wake(tracker: Tracker, at: dt.datetime) -> None:
    """Something waits for it: look at it then, or sooner if that was to be."""
    if tracker.paused_at is None and tracker.ended_at is None:
        tracker.next_at = min(tracker.next_at or at, at)


def _kept(session: Session, tracker_id: int) -> Delivery | None:
    """The oldest delivery that may have arrived and is to be sent again."""
    its = select(Delivery).where(Delivery.tracker_id == tracker_id, *UNSURE).order_by(Delivery.id)
    return session.scalars(its.limit(1)).one_or_none()


def waits(session: Session, tracker_id: int) -> bool:
    """Whether anything waits to be told."""
    its = select(Match.vacancy_id).where(Match.tracker_id == tracker_id, Match.state == "waits")
    begun = select(Beginning.run_id).where(Beginning.tracker_id == tracker_id, Beginning.delivery_id.is_(None))
    kept = select(Delivery.id).where(Delivery.tracker_id == tracker_id, *UNSURE)
    return any(session.scalar(each.limit(1)) is not None for each in (its, begun, kept))


def _waits_since(session: Session, tracker_id: int) -> dt.datetime | None:
    its = (Match.tracker_id == tracker_id, Match.state == "waits")
    begun = (Beginning.tracker_id == tracker_id, Beginning.delivery_id.is_(None))
    found = [
        session.scalar(select(func.min(Match.matched_at)).where(*its)),
        session.scalar(select(func.min(Beginning.at)).where(*begun)),
    ]
    return min((at for at in found if at is not None), default=None)


def _run(session: Session, statement: Any) -> int:
    return session.connection().execute(statement).rowcount
