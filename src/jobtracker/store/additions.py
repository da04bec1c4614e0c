"""Additions: careers URLs that somebody asks to have read. Whoever looks at one takes it first.

What is taken and not finished lapses, and may be taken again, three times in all: a look may kill whoever takes it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import func, insert, or_, select, update
from sqlalchemy.orm import Session

from jobtracker.company import Company
from jobtracker.models import Addition, Base, CompanyRow
from jobtracker.store.acting import Stands
from jobtracker.store.audit import Actor, note
from jobtracker.store.companies import to_company

LAPSES = dt.timedelta(seconds=90)
"""After so long somebody else may take it: a look is given up before."""
TRIES = 3
Verdict = Literal["new", "known already", "not recognised", "dead", "blocked", "refused", "failed"]
"""failed: whoever looked at it died of it, or found a fault of ours."""
TITLES = 5

_addition = Base.metadata.tables["addition"]


@dataclass(slots=True, frozen=True)
class Wish:
    """What somebody asks for. What is "" is left to the site's own words."""

    url: str
    slug: str = ""
    name: str = ""
    country: str = ""
    homepage: str = ""


@dataclass(slots=True, frozen=True)
class Taken:
    """An addition that is mine to look at, until it lapses."""

    id: int
    tries: int
    wish: Wish


@dataclass(slots=True, frozen=True)
class Finding:
    """What it came to."""

    verdict: Verdict
    why: str = ""
    company: str = ""
    titles: Sequence[str] = ()
    total: int | None = None


def ask(session: Session, wish: Wish, *, by: Actor, now: dt.datetime) -> int:
    """Ask for a look. Returns the addition's id; of the one that waits already, if the same is asked for twice.

    Raises Stands if the slug is another company's.
    """
    if wish.slug and (name := session.scalar(select(CompanyRow.name).where(CompanyRow.slug == wish.slug))) is not None:
        raise Stands(f"the slug {wish.slug} is that of {name}")
    same = {name: getattr(wish, name) for name in Wish.__slots__}
    waiting = select(_addition.c.id).where(_addition.c.done_at.is_(None))
    found = session.scalar(waiting.where(*(_addition.c[name] == value for name, value in same.items())).limit(1))
    if found is not None:
        return int(found)
    blank = {"taken_by": "", "tries": 0, "verdict": "", "company": "", "why": "", "titles": []}
    row = {**same, **blank, "asked_by": by.who, "asked_at": now}
    number = int(session.execute(insert(_addition).returning(_addition.c.id), row).scalar_one())
    note(session, by, "addition.ask", str(number), now=now, url=wish.url)
    return number


def _free(now: dt.datetime) -> Any:
    lapsed = or_(_addition.c.taken_at.is_(None), _addition.c.taken_at < now - LAPSES)
    return _addition.c.done_at.is_(None) & lapsed


def waits(session: Session, now: dt.datetime) -> bool:
    """True if there is one to take. Cheap: it is asked every second."""
    return session.scalar(select(_addition.c.id).where(_free(now)).limit(1)) is not None


def take(session: Session, who: str, *, now: dt.datetime) -> Taken | None:
    """Take the oldest; None if there is none. What was taken too often has failed, and says so."""
    gone = {"done_at": now, "verdict": "failed", "why": f"whoever looked at it died of it, {TRIES} times"}
    session.execute(update(_addition).where(_free(now), _addition.c.tries >= TRIES).values(gone))
    for id_ in session.scalars(select(_addition.c.id).where(_free(now)).order_by(_addition.c.id).limit(10)).all():
        mine = update(_addition).where(_addition.c.id == id_, _free(now))
        if session.connection().execute(mine.values(taken_at=now, taken_by=who, tries=_addition.c.tries + 1)).rowcount:
            row = session.execute(select(_addition).where(_addition.c.id == id_)).one()
            wish = Wish(**{name: getattr(row, name) for name in Wish.__slots__})
            return Taken(row.id, row.tries, wish)
    return None


def give_back(session: Session, taken: Taken) -> None:
    """Let somebody else take it, as if it had not been taken."""
    mine = (_addition.c.id == taken.id, _addition.c.tries == taken.tries, _addition.c.done_at.is_(None))
    session.execute(update(_addition).where(*mine).values(taken_at=None, taken_by="", tries=taken.tries - 1))


def hold(session: Session, taken: Taken) -> bool:
    """Lock all additions to the end of the transaction, so that two cannot add one board. False if it is not mine now.

    One row that everybody locks first: an insert of what is not there yet can be locked in no other way everywhere.
    """
    session.execute(select(_addition.c.id).order_by(_addition.c.id).limit(1).with_for_update())
    mine = (_addition.c.id == taken.id, _addition.c.tries == taken.tries, _addition.c.done_at.is_(None))
    return session.scalar(select(_addition.c.id).where(*mine)) is not None


def finish(session: Session, taken: Taken, finding: Finding, *, now: dt.datetime) -> None:
    """Write down what it came to."""
    values = {
        "done_at": now,
        "verdict": finding.verdict,
        "why": finding.why[:500],
        "company": finding.company,
        "titles": [title[:200] for title in finding.titles[:TITLES]],
        "total": finding.total,
    }
    session.execute(update(_addition).where(_addition.c.id == taken.id).values(values))


def addition(session: Session, number: int) -> Addition | None:
    """One of them; None if there is none of this number."""
    return session.get(Addition, number)


def additions(session: Session, *, waiting: bool, before: int | None, limit: int) -> list[Addition]:
    """The newest first, all or those that wait; `before` is the id of the last one of the page before."""
    wanted = select(Addition).order_by(Addition.id.desc()).limit(limit)
    wanted = wanted.where(Addition.done_at.is_(None)) if waiting else wanted
    return list(session.scalars(wanted if before is None else wanted.where(Addition.id < before)))


def count_waiting(session: Session) -> int:
    """How many have no answer yet."""
    return session.scalar(select(func.count()).select_from(_addition).where(_addition.c.done_at.is_(None))) or 0


def add_company(session: Session, company: Company, *, now: dt.datetime) -> None:
    """Keep a company that lives in SQL alone, and ask for its first visit."""
    fields = ("slug", "name", "ats", "country", "homepage", "min_listings", "host", "switched_off")
    row = {name: getattr(company, name) for name in fields} | {"params": dict(company.params)}
    session.execute(insert(Base.metadata.tables["company"]), row | {"origin": "added", "asked_at": now, **_BLANK})


_BLANK = {"generation": 0, "open_count": 0, "version": "", "board_digest": ""}


def alike(session: Session, ats: str, slug: str) -> list[Company]:
    """The companies that a new one may be confused with: of its ATS, or with a slug that begins as its does."""
    named = CompanyRow.slug.startswith(f"{slug}-", autoescape=True)
    found = session.scalars(select(CompanyRow).where(or_(CompanyRow.ats == ats, CompanyRow.slug == slug, named)))
    return [to_company(row) for row in found]
