"""When a company is visited next: what the close of a run writes of it, and what is learnt from that each night."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from jobtracker import schedule
from jobtracker.lifecycle import Evidence, Outcome
from jobtracker.models import Base
from jobtracker.run import Claim
from jobtracker.schedule import WAITED_FOR, Rate

_company = Base.metadata.tables["company"]
COUNTED = ("new", "days", "requests", "east", "north", "finds")
"""What of a Rate is kept with the company; the rest stands in columns of its own."""


def next_visit(claim: Claim, outcome: Outcome, evidence: Evidence, now: dt.datetime, *, new: int = 0) -> dict[str, Any]:
    """The company's columns that a run changes whatever it found: when it is due again, and how it does.

    `new` counts the listings that appeared since the last complete run.
    """
    if evidence.interrupted:
        return {"due_at": now}
    if outcome == "failed":
        failures = claim.failures + 1
        wait = schedule.back_off(claim.interval, failures)
        due_at = schedule.next_due(claim.company.slug, now, wait)
        return {"due_at": due_at, "failures": failures, "failing_since": claim.failing_since or now}
    due_at = schedule.next_due(
        claim.company.slug,
        now,
        claim.interval,
        first=claim.last_complete_at is None,
        working_time=claim.learns,
        midday=claim.midday,
    )
    if outcome == "partial":
        return {"due_at": due_at, "failures": 0, "failing_since": claim.failing_since or now}
    return {"due_at": due_at, "failures": 0, "failing_since": None, "pace": _pace(claim, evidence, now, new)}


def _pace(claim: Claim, evidence: Evidence, now: dt.datetime, new: int) -> dict[str, float]:
    rate = claim.rate
    if claim.last_complete_at is not None:
        rate = schedule.after_visit(rate, claim.last_complete_at, now, new)
    counted = {name: round(getattr(rate, name), 4) for name in COUNTED}
    return counted | {"requests": max(1, evidence.requests)}


_OF_SLUG = update(_company).where(_company.c.slug == bindparam("its_slug"))
_LEARNT = _OF_SLUG.values(learnt_interval=bindparam("seconds"), midday=bindparam("hour"))
_LEARNT_FROM = ("slug", "pace", "open_count", "waited_for", "interval", "learnt_interval", "midday")
_PACES = select(*(_company.c[name] for name in _LEARNT_FROM)).where(
    _company.c.pace.is_not(None), _company.c.paused_at.is_(None), _company.c.retired_at.is_(None)
)


def learn(session: Session) -> int:
    """Give each company the interval that its changes make worth while. Returns how many have another than before.

    All together cost what they would if each were visited every DEFAULT_INTERVAL; who has an operator's own interval
    stays out of it.
    """
    rows = [row for row in session.connection().execute(_PACES) if row.interval is None and row.pace]
    rates = {row.slug: _rate(row.pace, row.open_count, row.waited_for) for row in rows}
    intervals = schedule.learn(rates, schedule.usual_budget(rates))
    middays = schedule.middays(rates)
    before = {row.slug: (row.learnt_interval, row.midday) for row in rows}
    after = {slug: (round(each.total_seconds()), middays[slug]) for slug, each in intervals.items()}
    changed = [slug for slug in after if after[slug] != before[slug]]
    values = [{"its_slug": slug, "seconds": after[slug][0], "hour": after[slug][1]} for slug in changed]
    if values:
        session.connection().execute(_LEARNT, values)
    return len(changed)


def _rate(pace: dict[str, float], size: int, waited_for: int) -> Rate:
    return Rate(**pace, size=size, weight=WAITED_FOR if waited_for else 1)
