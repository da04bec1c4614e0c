"""Which companies do not do well, since when and why: a hundred thousand of them at one glance, or one by one."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Literal, get_args

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import Session

from jobtracker.causes import CHANGED, EMPTY
from jobtracker.models import CompanyRow
from jobtracker.store.due import VISITED
from jobtracker.store.incidents import last_errors

Sign = Literal["zero", "drop", "changed", "failing"]
SIGNS: tuple[Sign, ...] = get_args(Sign)
After = tuple[dt.datetime, int]
"""Since when the last one of the page before is broken, and its id."""
MOST_GROUPS = 100

_SINCE = func.coalesce(CompanyRow.failing_since, CompanyRow.held_since)
_BROKEN = (
    *VISITED,
    or_(
        and_(CompanyRow.cause != "", CompanyRow.failing_since.is_not(None)),
        CompanyRow.held_since.is_not(None),
    ),
)
_SIGN = case(
    (and_(CompanyRow.cause == EMPTY, CompanyRow.failures > 0), "zero"),
    (or_(CompanyRow.cause == EMPTY, CompanyRow.cause == ""), "drop"),
    (CompanyRow.cause == CHANGED, "changed"),
    else_="failing",
)
"""What one sees of it first. zero: its board came empty; drop: it lost much at once, or fell below its least number;
changed: it answers, but not as it used to; failing: all the rest."""


@dataclass(slots=True, frozen=True)
class BrokenGroup:
    """Companies of one ATS (or a site of its own) with the same sign and cause."""

    ats: str
    """"" for a site of its own: then `company` says which."""
    company: str
    """The slug, if it is one alone."""
    sign: str
    cause: str
    companies: int
    listings: int
    """That they have open."""
    since: dt.datetime
    """When the first of them began."""
    last: dt.datetime
    """When the last of them began."""


@dataclass(slots=True, frozen=True)
class Broken:
    """One company that does not do well."""

    company: str
    name: str
    ats: str
    sign: str
    cause: str
    since: dt.datetime
    why: str
    """What its last run ended with; "" if that was in order, and a loss waits."""
    open_count: int
    failures: int
    last_complete_at: dt.datetime | None
    due_at: dt.datetime | None
    incident_id: int | None


@dataclass(slots=True, frozen=True)
class Sought:
    """Which of them are wanted; what is "" is no condition."""

    sign: str = ""
    ats: str = ""
    cause: str = ""


def groups(session: Session) -> list[BrokenGroup]:
    """All that is broken, put together by ATS, sign and cause: the largest first, MOST_GROUPS at most."""
    number = func.count(CompanyRow.id)
    # a site of its own has no ATS, and is a group of one
    site = case((CompanyRow.ats == "", CompanyRow.slug), else_="")
    its = select(
        CompanyRow.ats,
        func.min(CompanyRow.slug),
        _SIGN.label("sign"),
        CompanyRow.cause,
        number,
        func.sum(CompanyRow.open_count),
        func.min(_SINCE),
        func.max(_SINCE),
    ).where(*_BROKEN)
    rows = session.execute(
        its.group_by(CompanyRow.ats, site, _SIGN, CompanyRow.cause)
        .order_by(number.desc(), CompanyRow.ats, func.min(CompanyRow.slug))
        .limit(MOST_GROUPS)
    )
    return [
        BrokenGroup(ats, slug if count == 1 else "", sign, cause, count, int(listings or 0), since, last)
        for ats, slug, sign, cause, count, listings, since, last in rows
    ]


def counts(session: Session) -> dict[str, int]:
    """How many companies show each sign."""
    sign = _SIGN.label("sign")
    found = session.execute(select(sign, func.count(CompanyRow.id)).where(*_BROKEN).group_by(_SIGN))
    return dict.fromkeys(SIGNS, 0) | {name: int(number) for name, number in found}


def broken(session: Session, sought: Sought, *, after: After | None, limit: int) -> list[tuple[int, Broken]]:
    """Those that broke last first, each after its id."""
    query = select(CompanyRow, _SIGN, _SINCE).where(*_BROKEN, *_conditions(sought))
    if after:
        since, id_ = after
        query = query.where(or_(since > _SINCE, and_(since >= _SINCE, CompanyRow.id < id_)))
    rows = session.execute(query.order_by(_SINCE.desc(), CompanyRow.id.desc()).limit(limit)).all()
    # a loss that waits was found by a run that ended well: an error would be an older one's
    told = [row.id for row, _, _ in rows if row.cause and (row.failures or row.held_since is None)]
    errors = last_errors(session, told)
    return [(row.id, _of(row, sign, since, errors.get(row.id, ""))) for row, sign, since in rows]


def _conditions(sought: Sought) -> list[Any]:
    conditions: list[Any] = [_SIGN.in_([sought.sign])] if sought.sign else []
    conditions += [CompanyRow.ats == sought.ats] if sought.ats else []
    return conditions + ([CompanyRow.cause == sought.cause] if sought.cause else [])


def _of(row: CompanyRow, sign: str, since: dt.datetime, error: str) -> Broken:
    return Broken(
        company=row.slug,
        name=row.name,
        ats=row.ats,
        sign=sign,
        cause=row.cause,
        since=since,
        why=error.removeprefix(f"{row.slug}: "),
        open_count=row.open_count,
        failures=row.failures,
        last_complete_at=row.last_complete_at,
        due_at=row.due_at,
        incident_id=row.incident_id,
    )
