"""Count ahead what many ask for. It may be done twice, or cut short: each count is made anew from what is stored."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, Literal

from sqlalchemy import Select, bindparam, delete, func, insert, select
from sqlalchemy.orm import Session

from jobtracker.lifecycle import UNVERIFIED_AFTER
from jobtracker.models import Base
from jobtracker.models.search import UNCONFIRMED
from jobtracker.models.statistics import EVERYBODY
from jobtracker.store.board import chunks
from jobtracker.store.staying import BY_COMPANY, DAY, IS_BEGUN, WHEN, begun, days_open, median

REMOVALS_OF = dt.timedelta(days=90)
"""Time to removal is counted over the removals of so long."""
BUCKETS = (0, 1, 3, 7, 14, 30, 60, 90, 180)
"""Days, each bucket from one of them to the next."""
FOREMOST = 50

_event, _listing, _search, _company, _days, _statistic, _suggestion = (
    Base.metadata.tables[name]
    for name in ("listing_event", "listing", "listing_search", "company", "day_count", "statistic", "suggestion")
)
COLUMNS = ("new", "begun", "back", "removed")
_COLUMN_OF = {
    ("new", False): "new",
    ("new", True): "begun",
    ("reopened", False): "back",
    ("reopened", True): "back",
    ("removed", False): "removed",
    ("removed", True): "removed",
}
_SPAN = select(func.min(_event.c.at), func.max(_event.c.at))
_OF_DAY = (
    select(_event.c.company_id, _event.c.kind, _event.c.baseline, func.count().label("number"))
    .where(
        _event.c.at >= bindparam("begin"),
        _event.c.at < bindparam("end"),
        _event.c.kind.in_(("new", "reopened", "removed")),
    )
    .group_by(_event.c.company_id, _event.c.kind, _event.c.baseline)
)
_STORED = select(_days).where(_days.c.day == bindparam("its_day"))
_CLEAR = delete(_days).where(
    _days.c.day == bindparam("its_day"), _days.c.company_id.in_(bindparam("ids", expanding=True))
)


def span(session: Session) -> tuple[dt.date, dt.date] | None:
    """The first and the last day on which something happened; None if nothing did yet."""
    first, last = session.execute(_SPAN).one()
    return None if first is None else (first.date(), last.date())


def count_day(session: Session, day: dt.date) -> int:
    """Count one day of all companies from its events. Returns how many companies' counts are other than before."""
    counted = _count(session, day)
    stored = {row.company_id: {name: getattr(row, name) for name in COLUMNS} for row in _stored(session, day)}
    changed = [id_ for id_ in counted.keys() | stored.keys() if counted.get(id_) != stored.get(id_)]
    for some in chunks(sorted(changed)):
        session.execute(_CLEAR, {"its_day": day, "ids": some})
    rows = [{"company_id": id_, "day": day, **counted[id_]} for id_ in sorted(changed) if id_ in counted]
    for part in chunks(rows):
        session.execute(insert(_days), part)
    return len(changed)


def _stored(session: Session, day: dt.date) -> Iterator[Any]:
    return iter(session.execute(_STORED, {"its_day": day}))


def _count(session: Session, day: dt.date) -> dict[int, dict[str, int]]:
    begin = dt.datetime.combine(day, dt.time(), dt.UTC)
    counted: defaultdict[int, dict[str, int]] = defaultdict(lambda: dict.fromkeys(COLUMNS, 0))
    for company_id, kind, baseline, number in session.execute(_OF_DAY, {"begin": begin, "end": begin + DAY}):
        for whose in (company_id, EVERYBODY):
            counted[whose][_COLUMN_OF[kind, bool(baseline)]] += number
    return dict(counted)


_MISSING = _listing.c.missing_since.is_not(None)
_OPEN = select(_MISSING, func.count()).where(_listing.c.status == "open").group_by(_MISSING)
_VACANCIES = select(func.count(_listing.c.vacancy_id.distinct())).where(_listing.c.status == "open")
_REMOVED = select(func.count()).select_from(_listing).where(_listing.c.status == "removed")
_COMPANIES = select(func.count(), func.count(_company.c.last_complete_at)).where(_company.c.retired_at.is_(None))
_FRESH = select(func.count()).where(
    _company.c.retired_at.is_(None), _company.c.last_complete_at > bindparam("fresh_since")
)


def totals(session: Session, now: dt.datetime) -> dict[str, int]:
    """How much there is now."""
    number = {bool(waits): count for waits, count in session.execute(_OPEN)}
    companies, read = session.execute(_COMPANIES).one()
    return {
        "companies": companies,
        "companies_read": read,
        "companies_fresh": session.scalar(_FRESH, {"fresh_since": now - UNVERIFIED_AFTER}) or 0,
        "listings": sum(number.values()),
        "vacancies": session.scalar(_VACANCIES) or 0,
        "unconfirmed": number.get(True, 0),
        "removed": session.scalar(_REMOVED) or 0,
    }


_READ = select(_company.c.id).where(_company.c.last_complete_at.is_not(None), _company.c.retired_at.is_(None)).limit(1)
_COUNTED = select(_statistic.c.value).where(_statistic.c.name == "now")


def is_owed(session: Session) -> bool:
    """True if companies have been read, and the totals, if there are any, are from before that."""
    counted = session.scalar(_COUNTED)
    if counted is not None and counted["totals"]["companies_read"]:
        return False
    return session.scalar(_READ) is not None


_FOREMOST = (
    select(_company.c.slug, _company.c.name, _company.c.open_count)
    .where(_company.c.open_count > 0, _company.c.retired_at.is_(None))
    .order_by(_company.c.open_count.desc(), _company.c.id)
    .limit(FOREMOST)
)
_PLACES = (
    select(
        _suggestion.c.value, func.min(_suggestion.c.label).label("label"), func.max(_suggestion.c.count).label("open")
    )
    .where(_suggestion.c.kind == "place")
    .group_by(_suggestion.c.value)
    .order_by(func.max(_suggestion.c.count).desc(), _suggestion.c.value)
    .limit(FOREMOST)
)


def top_companies(session: Session) -> list[dict[str, Any]]:
    """Those with most open listings."""
    return [{"slug": row.slug, "name": row.name, "open": row.open_count} for row in session.execute(_FOREMOST)]


def top_places(session: Session) -> list[dict[str, Any]]:
    """Those with most open vacancies, as the task that makes the suggestions counted them."""
    return [{"where": row.value, "name": row.label, "open": row.open} for row in session.execute(_PLACES)]


_WORKPLACES = (
    select(_search.c.workplace, func.count(_search.c.vacancy_id.distinct()).label("open"))
    .where(_search.c.state <= UNCONFIRMED)
    .group_by(_search.c.workplace)
    .order_by(_search.c.workplace)
)


def workplaces(session: Session) -> list[dict[str, Any]]:
    """How many open vacancies there are of each workplace; one that has two counts in both."""
    return [{"workplace": row.workplace, "open": row.open} for row in session.execute(_WORKPLACES)]


def companies_by(session: Session, name: Literal["ats", "country"]) -> list[dict[str, Any]]:
    """How many companies that are watched have each ATS, or country; what is not known of a company is no value."""
    column = _company.c[name]
    its = select(column.label("value"), func.count().label("companies"))
    its = its.where(column != "", _company.c.retired_at.is_(None)).group_by(column).order_by(column)
    return [{"value": row.value, "companies": row.companies} for row in session.execute(its)]


_REMOVALS: Select[Any] = (
    select(*WHEN)
    .join_from(_event, _listing, (_listing.c.id == _event.c.listing_id) & (_listing.c.removed_at == _event.c.at))
    .join(begun, IS_BEGUN)
    .where(_event.c.at >= bindparam("since"), _event.c.kind == "removed", BY_COMPANY)
    .execution_options(yield_per=1_000)
)


def time_to_removal(session: Session, now: dt.datetime) -> dict[str, Any]:
    """How many days listings stay, of those that their companies removed lately."""
    stayed = (days_open(row) for row in session.execute(_REMOVALS, {"since": now - REMOVALS_OF}))
    days = [number for number in stayed if number is not None]
    found = Counter(max(low for low in BUCKETS if low <= number) for number in days)
    ends = (*BUCKETS[1:], None)
    return {
        "over": len(days),
        "median_days": median(days),
        "histogram": [{"from": low, "to": high, "count": found[low]} for low, high in zip(BUCKETS, ends, strict=True)],
    }


def keep(session: Session, name: str, value: Mapping[str, Any], *, now: dt.datetime) -> None:
    """Write a statistic down, in place of the one before."""
    session.execute(delete(_statistic).where(_statistic.c.name == name))
    session.execute(insert(_statistic), {"name": name, "value": dict(value), "counted_at": now})
