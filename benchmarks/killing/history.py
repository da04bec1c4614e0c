"""What SQL and Redis hold when all is over, as plain data."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from redis import Redis
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from jobtracker.fleet.redis import key
from jobtracker.models import CompanyRow, ListingEvent, ListingRow, RunRow


class Run(NamedTuple):
    """One run. Moments are seconds since 1970."""

    id: int
    company: str
    generation: int
    outcome: str
    started_at: float
    finished_at: float | None
    node: str = ""
    error: str = ""


class Event(NamedTuple):
    """What happened to a listing."""

    id: int
    company: str
    listing: str
    kind: str
    at: float
    run_id: int | None = None


class Shown(NamedTuple):
    """A listing as it is now."""

    company: str
    listing: str
    status: str
    unconfirmed: bool = False


@dataclass(slots=True)
class History:
    """All of it, in the order of the ids."""

    runs: Sequence[Run] = ()
    events: Sequence[Event] = ()
    listings: Sequence[Shown] = ()
    paused: Mapping[str, str] = field(default_factory=dict)
    """Companies that were set aside, and why."""


def read(session: Session) -> History:
    """What is in SQL."""
    run, event, listing, slug = RunRow, ListingEvent, ListingRow, CompanyRow.slug
    runs = select(run.id, slug, run.generation, run.outcome, run.started_at, run.finished_at, run.node, run.error).join(
        CompanyRow, CompanyRow.id == run.company_id
    )
    events = (
        select(event.id, slug, listing.external_id, event.kind, event.at, event.run_id)
        .join(CompanyRow, CompanyRow.id == event.company_id)
        .join(listing, listing.id == event.listing_id)
    )
    listings = select(slug, listing.external_id, listing.status, listing.missing_since.is_not(None)).join(
        CompanyRow, CompanyRow.id == listing.company_id
    )
    return History(
        runs=[Run(*map(_plain, row)) for row in session.execute(runs.order_by(run.id))],
        events=[Event(*map(_plain, row)) for row in session.execute(events.order_by(event.id))],
        listings=[Shown(*row) for row in session.execute(listings)],
        paused=dict(
            session.execute(select(slug, CompanyRow.paused_why).where(CompanyRow.paused_at.is_not(None))).tuples().all()
        ),
    )


def _plain(value: Any) -> Any:
    return value.timestamp() if isinstance(value, dt.datetime) else value


def completed_since(session: Session, since: dt.datetime) -> int:
    """How many companies were read to their end in a run that began after a moment."""
    query = select(func.count(RunRow.company_id.distinct()))
    return session.execute(query.where(RunRow.outcome == "complete", RunRow.started_at >= since)).scalar_one()


def under_way(session: Session) -> int:
    """How many runs are."""
    return session.execute(select(func.count()).where(RunRow.outcome == "running")).scalar_one()


def held(redis: Redis) -> dict[str, int]:
    """What Redis holds that ends with the work: how much of each kind."""
    sets: list[Any] = [*redis.scan_iter(key("taken", "*"), count=1000)]
    due: list[Any] = [*redis.scan_iter(key("due", "*"), count=1000)]
    counts: dict[str, Any] = {
        "leases": redis.zcard(key("leases")),
        "holders": redis.hlen(key("holders")),
        "suspects": redis.hlen(key("suspects")),
        "deaths": redis.hlen(key("deaths")),
        "taken": sum(int(redis.scard(name)) for name in sets),
        "due": sum(int(redis.zcard(name)) for name in due),
    }
    return {name: count for name, count in counts.items() if count}
