"""The mails of trackers, put together when they are sent."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from jobtracker.mail import tracker as words
from jobtracker.mail.message import Mail
from jobtracker.mail.site import Site
from jobtracker.models import Delivery, Tracker
from jobtracker.store import addressees, deliveries
from jobtracker.store.composing import compose
from jobtracker.store.outbox import Order, Unneeded

MOVED = "it goes to another address now"


def write(session: Session, order: Order, site: Site, now: dt.datetime) -> Mail | Unneeded:
    """Put the mail of a delivery together, or take what an earlier try has sent. Holds the tracker's row."""
    its = deliveries.asked_for(session, order)
    tracker = deliveries.hold(session, its.tracker_id) if its else None
    if its is None or tracker is None:
        return Unneeded("its tracker is gone")
    to = addressees.of(session, tracker)
    why = to.why_not or _stopped(tracker, its) or (MOVED if to.address != order.recipient else "")
    if why:
        deliveries.give_back(session, tracker, its, why, now=now, again_at=now)
        return Unneeded(why)
    if its.content is None:
        content = compose(session, tracker, its, site, now)
        if content is None:
            session.delete(its)
            return Unneeded("nothing of it could be told any more")
        its.content, its.subject, its.number = content, words.subject(content)[:300], content["total"]
        session.flush()
    return words.mail(its.content, its.id, order.recipient, site)


def as_sent(session: Session, delivery_id: int, to: str, site: Site) -> Mail | None:
    """The mail of a delivery as it was sent; None if it was not put together."""
    its = session.get(Delivery, delivery_id)
    return words.mail(its.content, its.id, to, site) if its and its.content else None


def _stopped(tracker: Tracker, its: Delivery) -> str:
    if its.kind == "news":
        return "it was paused" if tracker.paused_at else "it has ended" if tracker.ended_at else ""
    asked = tracker.warned_at if its.kind == "renew" else tracker.ended_at
    return "" if asked == its.created_at else "it was renewed"
