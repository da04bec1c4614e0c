"""Listings for tests of the index: made in memory, written to a database, and searched in plain Python."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from hypothesis import strategies as st
from sqlalchemy import insert

from jobtracker.accepting import Candidate, accepts
from jobtracker.db import Database
from jobtracker.document import Document, document
from jobtracker.filter_parameters import EMPLOYMENT_TYPES
from jobtracker.listing import Facts, Pay, WorkFrom
from jobtracker.models import CompanyRow, ListingBody, ListingRow, Vacancy
from jobtracker.models.search import OPEN, REMOVED, UNCONFIRMED
from jobtracker.position import position
from jobtracker.query import Phrase, Word, all_of, any_of, fits, negated
from jobtracker.search import Search
from jobtracker.store.indexing import Entry, index
from tests.jobtracker.asked import AREAS, COMPANIES, DEPARTMENTS, NOW, PLACES

WORDS = ("engine", "engineer", "engineering", "berlin", "senior", "data", "dat", "platform", "x_0012", "team")
SILENT = NOW - dt.timedelta(days=30)


@dataclass(slots=True, frozen=True)
class Made:
    """One listing of the model."""

    id: int
    vacancy: int
    appeared_at: dt.datetime
    ordinal: int
    candidate: Candidate
    document: Document

    @property
    def position(self) -> int:
        return position(self.appeared_at, self.vacancy, self.ordinal)


def _candidates(n: int, chance: random.Random) -> list[Candidate]:
    def some(values: Sequence[Any], most: int) -> tuple[Any, ...]:
        return tuple(chance.sample(values, chance.randint(0, most)))

    def pay() -> Pay:
        low = float(chance.choice((30_000, 60_000, 90_000)))
        high = chance.choice((None, low, low + 30_000.5))
        source = chance.choice(("field", "text"))
        return Pay(low, high, chance.choice(("EUR", "USD", "ARS")), "year", low, high, source)

    def time() -> dt.datetime:
        return NOW - dt.timedelta(minutes=chance.randrange(60 * 24 * 60))

    return [
        Candidate(
            facts=Facts(
                title="",
                department=chance.choice(DEPARTMENTS),
                places=some(PLACES, 3),
                workplace=chance.choice(("remote", "hybrid", "on-site", "unknown")),
                work_from=WorkFrom(some(AREAS, 2)),
                employment_types=some(EMPLOYMENT_TYPES[:4], 2),
                pay=tuple(pay() for _ in range(chance.randint(0, 2))),
                posted_at=chance.choice((None, time())),
                posted_bound=chance.random() < 0.3,
                language=chance.choice(("", "de", "en")),
            ),
            company=chance.choice(COMPANIES),
            first_seen_at=time(),
            state=chance.choice(("open", "open", "unconfirmed", "unverified", "removed")),
            reposted=chance.random() < 0.3,
        )
        for _ in range(n)
    ]


def _document(candidate: Candidate, title: str, text: str) -> Document:
    facts = replace(candidate.facts, title="", text="")
    own = [t for t in document(facts, candidate.company).tokens.split() if t[0] == "f"]
    words = f" {title} | {text} "
    line = [f"w_{w}" for w in words.split() if w != "|"] + [f"tw_{w}" for w in title.split()]
    return Document(" ".join([*line, *own]), f" {title} ", " acme ", " berlin ", words)


def make(n: int, seed: int = 1) -> list[Made]:
    """So many, in vacancies of one to some."""
    chance = random.Random(seed)
    made: list[Made] = []
    ordinals: dict[int, int] = {}
    appeared: dict[int, dt.datetime] = {}
    slugs = [company.slug for company in COMPANIES]
    for number, candidate in enumerate(_candidates(n, chance), 1):
        company = slugs.index(candidate.company.slug)
        vacancy = 1 + company + len(slugs) * chance.randrange(max(1, n // 6))
        if candidate.state == "unverified" and company == 0:
            candidate = replace(candidate, state="open")  # noqa: PLW2901 - Acme was read a moment ago
        title = " ".join(chance.choices(WORDS, k=chance.randint(1, 3)))
        text = " ".join(chance.choices(WORDS, k=chance.randint(0, 8)))
        appeared.setdefault(vacancy, NOW - dt.timedelta(minutes=chance.randrange(40)))
        ordinal = ordinals[vacancy] = ordinals.get(vacancy, -1) + 1
        found = _document(candidate, title, text)
        made.append(Made(number, vacancy, appeared[vacancy], ordinal, candidate, found))
    return made


def fill(database: Database, made: Sequence[Made]) -> None:
    """Write them as crawls would have done."""
    companies = {company.slug: number for number, company in enumerate(COMPANIES, 1)}

    def write(session) -> None:
        for company in COMPANIES:
            complete = NOW if company.slug == "acme" else None
            session.add(CompanyRow(slug=company.slug, name=company.name, ats=company.ats, params={},
                                   last_complete_at=complete))  # fmt: skip
        session.flush()
        of = {each.vacancy: each for each in made}
        for id_, each in sorted(of.items()):
            session.add(Vacancy(id=id_, company_id=companies[each.candidate.company.slug],
                                first_seen_at=each.appeared_at, appeared_at=each.appeared_at))  # fmt: skip
        session.flush()
        session.execute(insert(ListingRow), [_row(each, companies) for each in made])
        session.execute(insert(ListingBody), [{"listing_id": each.id, "html": "", "text": ""} for each in made])

    database.write(write)
    for each in made:
        add(database, each, companies)


def _row(each: Made, companies: dict[str, int]) -> dict[str, object]:
    it = each.candidate
    return {
        "id": each.id, "company_id": companies[it.company.slug], "vacancy_id": each.vacancy,
        "external_id": str(each.id), "status": "removed" if it.state == "removed" else "open",
        "first_seen_at": it.first_seen_at, "seen_at": SILENT if it.state == "unverified" else NOW,
        "missing_since": NOW if it.state == "unconfirmed" else None, "hash": "", "version": "", "title_key": "",
        "places_key": "", "url": "", "title": each.document.title_words.strip(), "places": [],
        "work_from": {"areas": []}, "employment_types": [], "pay": [], "joined": "repost" if it.reposted else "",
    }  # fmt: skip


_STATES = {"open": OPEN, "unverified": OPEN, "unconfirmed": UNCONFIRMED, "removed": REMOVED}


def add(database: Database, each: Made, companies: dict[str, int]) -> None:
    it = each.candidate
    entry = Entry(
        listing_id=each.id, vacancy_id=each.vacancy, company_id=companies[it.company.slug], state=_STATES[it.state],
        joined="repost" if it.reposted else "", first_seen_at=it.first_seen_at, facts=it.facts,
        document=each.document,
    )  # fmt: skip
    database.write(index, [entry], fresh=True)


def fitting(made: Sequence[Made], search: Search) -> list[Made]:
    """What a search means: newest first."""
    found = [
        each
        for each in made
        if accepts(search.filters, each.candidate, NOW) and (search.query is None or fits(search.query, each.document))
    ]
    return sorted(found, key=lambda each: -each.position)


words = st.builds(
    Word,
    st.lists(st.sampled_from([*(f"w_{w}" for w in WORDS), "tw_senior", "w_nothing"]), min_size=1, max_size=2,
             unique=True).map(lambda some: tuple(sorted(some))),
    st.booleans(),
)  # fmt: skip


def _phrase(part: str, some: list[str], open_end: bool, cut: int) -> Phrase:
    tokens = [Word((f"{'t' if part == 'title_words' else ''}w_{w}",)) for w in some]
    line = " ".join(some)
    if open_end and len(some[-1]) > 3:
        line = line[: len(line) - cut]
        last = line.split()[-1]
        tokens[-1] = Word((f"{'t' if part == 'title_words' else ''}w_{last}",), prefix=True)
    return Phrase(part, line, open_end, tuple(tokens))


phrases = st.builds(
    _phrase,
    st.sampled_from(["words", "title_words"]),
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=3),
    st.booleans(),
    st.integers(0, 2),
)
nodes = st.recursive(
    words | phrases,
    lambda inner: (
        st.lists(inner, min_size=2, max_size=3).map(all_of)
        | st.lists(inner, min_size=2, max_size=3).map(any_of)
        | inner.map(negated)
    ),
    max_leaves=5,
)
