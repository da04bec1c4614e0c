"""Keep the index in step with the listings: what is written of one for search, and how it is made anew."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, cast

from sqlalchemy import bindparam, func, insert, select, update
from sqlalchemy.orm import Session

from jobtracker.company import Company
from jobtracker.dialects.index import index_of
from jobtracker.document import Document, document
from jobtracker.facet_tokens import region_code
from jobtracker.identity import AGAIN
from jobtracker.listing import Facts, Pay, Place, WorkFrom, Workplace
from jobtracker.models import Base, CompanyRow, ListingBody, ListingRow
from jobtracker.models.search import OPEN, REMOVED, STAGED, UNCONFIRMED
from jobtracker.position import LISTINGS, group_start, position
from jobtracker.rates import pay_of
from jobtracker.store.board import unindex
from jobtracker.store.places import remember_places

BATCH = 500
_MAX_LIST = 1_000
"""Characters of a list of codes; more is cut."""
_KEPT_IN_STEP = {"state", "first_seen_at"}

_company, _vacancy, _search, _words = (
    Base.metadata.tables[name] for name in ("company", "vacancy", "listing_search", "listing_words")
)
_IDS: Any = bindparam("ids", expanding=True)
_PLACED = select(_search.c.listing_id, _search.c.position, _search.c.digest).where(_search.c.listing_id.in_(_IDS))
_VACANCIES = (
    select(
        _vacancy.c.id,
        _vacancy.c.appeared_at,
        func.max(_search.c.position).label("highest"),
        func.min(_search.c.position).label("lowest"),
    )
    .join_from(_vacancy, _search, _search.c.vacancy_id == _vacancy.c.id, isouter=True)
    .where(_vacancy.c.id.in_(_IDS))
    .group_by(_vacancy.c.id, _vacancy.c.appeared_at)
)
_POSITIONS = select(_search.c.position).where(_search.c.vacancy_id == bindparam("vacancy_id"))
_INSERT_WORDS = insert(_words)


@dataclass(slots=True, frozen=True, kw_only=True)
class Entry:
    """A listing that is to be found."""

    listing_id: int
    vacancy_id: int
    company_id: int
    state: int
    """models.search.OPEN, ..."""
    joined: str
    first_seen_at: dt.datetime
    facts: Facts
    document: Document


def state_of(status: str, missing_since: dt.datetime | None) -> int:
    """The state by which results are chosen."""
    if status == "open":
        return UNCONFIRMED if missing_since else OPEN
    return REMOVED if status == "removed" else STAGED


def index(session: Session, entries: Sequence[Entry], *, fresh: bool, anew: bool = False) -> None:
    """Write what listings are found by. `fresh` says that none of them is in the index yet.

    One that was keeps its position: cursors go by it. It is left alone if it is found by the same as before, unless
    all is to be written `anew`: most changes of a record, and most new rules, change none of that, and no write costs
    as much as that of the index.
    """
    found = {entry.listing_id: _found_by(entry) for entry in entries}
    placed: dict[int, int] = {}
    if entries and not fresh:
        there = session.connection().execute(_PLACED, {"ids": list(found)}).all()
        placed = {row.listing_id: row.position for row in there}
        same = {row.listing_id for row in there if row.digest == found[row.listing_id][0]["digest"]}
        entries = entries if anew else [entry for entry in entries if entry.listing_id not in same]
        if entries:
            unindex(session, [entry.listing_id for entry in entries])
    if not entries:
        return
    placed |= _find_places(session, [entry for entry in entries if entry.listing_id not in placed])
    rows = [{"position": placed[entry.listing_id]} | found[entry.listing_id][0] for entry in entries]
    index_of(session.get_bind().dialect.name).add(session.connection(), rows)
    session.connection().execute(_INSERT_WORDS, [found[entry.listing_id][1] for entry in entries])
    remember_places(session, (place for entry in entries for place in entry.facts.places))


def _find_places(session: Session, entries: Iterable[Entry]) -> dict[int, int]:
    """A position for each listing: the next ones of its vacancy."""
    of_vacancy: defaultdict[int, list[int]] = defaultdict(list)
    for entry in entries:
        of_vacancy[entry.vacancy_id].append(entry.listing_id)
    found: dict[int, int] = {}
    if not of_vacancy:
        return found
    for row in session.connection().execute(_VACANCIES, {"ids": sorted(of_vacancy)}):
        ordinal = _next_ordinal(session, row)
        for listing_id in of_vacancy[row.id]:
            found[listing_id] = position(row.appeared_at, row.id, ordinal)
            ordinal += 1
    return found


def _next_ordinal(session: Session, vacancy: Any) -> int:
    if vacancy.highest is None:
        return 0
    if group_start(vacancy.lowest) == group_start(vacancy.highest):
        return int(vacancy.highest) % LISTINGS + 1
    taken = set(session.connection().execute(_POSITIONS, {"vacancy_id": vacancy.id}).scalars())
    return next(n for n in range(len(taken) + 1) if position(vacancy.appeared_at, vacancy.id, n) not in taken)


def _found_by(entry: Entry) -> tuple[dict[str, Any], dict[str, Any]]:
    """Its rows of listing_search (but for the position) and listing_words.

    The digest is of all of it but what `board.set_state` keeps in step by itself.
    """
    row, words = _row(entry), _words_of(entry)
    said = repr(([value for name, value in row.items() if name not in _KEPT_IN_STEP], list(words.values())))
    return row | {"digest": blake2b(said.encode(errors="surrogatepass"), digest_size=8).hexdigest()}, words


def _row(entry: Entry) -> dict[str, Any]:
    facts, pay = entry.facts, pay_of(entry.facts.pay)
    return {
        "listing_id": entry.listing_id,
        "vacancy_id": entry.vacancy_id,
        "company_id": entry.company_id,
        "state": entry.state,
        "reposted": entry.joined in AGAIN,
        "pay": pay.euro if pay else -1.0,
        "first_seen_at": entry.first_seen_at,
        "posted_at": None if facts.posted_bound else facts.posted_at,
        "pay_source": pay.source if pay else next((each.source for each in facts.pay), ""),
        "language": facts.language,
        "workplace": facts.workplace,
        "employment_types": _line(facts.employment_types, 120),
        "countries": _line(filter(None, (place.country for place in facts.places)), _MAX_LIST),
        "regions": _line(filter(None, map(region_code, facts.places)), _MAX_LIST),
        "department": facts.department,
        "tokens": entry.document.tokens,
    }


def _line(values: Iterable[str], longest: int) -> str:
    line = " ".join(dict.fromkeys(values))
    return line if len(line) <= longest else line[: line.rindex(" ", 0, longest + 1)]


def _words_of(entry: Entry) -> dict[str, Any]:
    found = entry.document
    return {
        "listing_id": entry.listing_id,
        "title_tokens": _of_title(f" {found.tokens} "),
        "title_words": found.title_words,
        "company_words": found.company_words,
        "location_words": found.location_words,
        "words": found.words,
    }


def _of_title(tokens: str) -> str:
    """From the first to the last token of the title: a document has them side by side."""
    first, last = tokens.find(" t"), tokens.rfind(" t")
    return tokens[first : tokens.index(" ", last + 1) + 1] if first >= 0 else ""


# Held before they are read: one statement that waits for a crawl would have the listing as it is, its text as it was.
_HOLD = select(ListingRow.id).order_by(ListingRow.id).limit(BATCH).with_for_update()
_STORED = (
    select(ListingRow, ListingBody.text, CompanyRow.slug, CompanyRow.name, CompanyRow.ats)
    .join(ListingBody, ListingBody.listing_id == ListingRow.id)
    .join(CompanyRow, CompanyRow.id == ListingRow.company_id)
    .where(ListingRow.id.in_(_IDS))
    .order_by(ListingRow.id)
)


def reindex(session: Session, after: int, company_id: int | None = None) -> tuple[int, int]:
    """Index one batch of listings anew from what is stored, beginning after a row id; of one company, or of all.

    Of one company those are written that are found by something else than before, of all every one.
    Returns (rows done, last row id); (0, after) at the end.
    """
    query = _HOLD.where(ListingRow.id > after)
    ids = session.scalars(query if company_id is None else query.where(ListingRow.company_id == company_id)).all()
    if not ids:
        return 0, after
    rows = session.execute(_STORED, {"ids": ids}).all()
    index(session, [_entry(row) for row in rows], fresh=False, anew=company_id is None)
    session.expunge_all()
    return len(ids), ids[-1]


def _entry(row: Any) -> Entry:
    listing: ListingRow = row.ListingRow
    facts = facts_of(listing, row.text)
    return Entry(
        listing_id=listing.id,
        vacancy_id=cast("int", listing.vacancy_id),
        company_id=listing.company_id,
        state=state_of(listing.status, listing.missing_since),
        joined=listing.joined,
        first_seen_at=listing.first_seen_at,
        facts=facts,
        document=document(facts, Company(row.slug, row.name, row.ats)),
    )


def facts_of(listing: Any, text: str) -> Facts:
    """What of the facts is searched, filtered or sorted by; `listing` is a row of the table."""
    return Facts(
        title=listing.title,
        department=listing.department,
        places=tuple(Place(**place) for place in listing.places),
        workplace=cast("Workplace", listing.workplace),
        work_from=WorkFrom(tuple(listing.work_from["areas"])),
        employment_types=tuple(listing.employment_types),
        pay=tuple(Pay(**pay) for pay in listing.pay),
        posted_at=listing.posted_at,
        posted_bound=listing.posted_bound,
        language=listing.language,
        text=text,
    )


def due(session: Session) -> Mapping[int, int]:
    """The companies whose listings are to be indexed anew, by row id, each with the count that says so."""
    # in this form every database uses the index, and sorts the few that it finds
    found = select(_company.c.id, _company.c.index_due).where(_company.c.index_due > 0)
    return {row.id: row.index_due for row in sorted(session.connection().execute(found))}


def done(session: Session, company_id: int, count: int) -> None:
    """A company's listings are indexed, unless something has changed since they were found to be due."""
    its = (_company.c.id == company_id, _company.c.index_due == count)
    session.connection().execute(update(_company).where(*its).values(index_due=0))
