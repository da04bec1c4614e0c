"""A made history of listings, as many as wanted, written past our own code: bulk loads that take minutes, not hours.

Texts of 4 KB of 30,000 words, the n-th as frequent as 1/n. A few words are in chosen shares of the listings. Two years
of vacancies, most of them one listing, some up to 40; 5,000 companies, the n-th as large as 1/sqrt(n); half of the
listings are removed. Each kind of fact has the values that real boards have, in shares that are roughly theirs.
"""

from __future__ import annotations

import bisect
import datetime as dt
import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import orjson

from jobtracker import facet_tokens as tokens
from jobtracker.position import position

NOW: Final = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
COMPANIES: Final = 5_000
WORDS: Final = 30_000
PARAGRAPHS: Final = 20_000
SHARES: Final = {
    "rareword": 0.00025, "oneword": 0.01, "otherword": 0.01, "commonword": 0.3, "usualword": 0.3,
    "evenword": 0.3, "oddword": 0.3,
}  # fmt: skip
"""Words and the share of listings that hold them; evenword and oddword never meet."""
TITLES: Final = ("engineer", "manager", "designer", "analyst", "consultant", "developer", "nurse", "driver")
LEVELS: Final = ("", "senior", "junior", "lead", "staff")
PLACES: Final = (
    ("Berlin", "DE", 52.52, 13.40), ("Munich", "DE", 48.14, 11.58), ("Hamburg", "DE", 53.55, 9.99),
    ("London", "GB", 51.51, -0.13), ("Paris", "FR", 48.86, 2.35), ("New York", "US", 40.71, -74.01),
    ("San Francisco", "US", 37.77, -122.42), ("Austin", "US", 30.27, -97.74), ("Toronto", "CA", 43.65, -79.38),
    ("Potsdam", "DE", 52.39, 13.06), ("Madrid", "ES", 40.42, -3.70), ("Bangalore", "IN", 12.97, 77.59),
)  # fmt: skip
AREAS: Final = ("DE", "EU", "US", "WORLDWIDE", "GB", "EMEA")
KINDS: Final = ("FULL_TIME", "FULL_TIME", "FULL_TIME", "PART_TIME", "INTERN", "CONTRACTOR")


@dataclass(slots=True, frozen=True)
class Vacancy:
    """One opening, with the numbers of its listings."""

    id: int
    company: int
    appeared_at: dt.datetime
    first: int
    listings: int


def vacancies(listings: int) -> list[Vacancy]:
    """In the order in which they appeared."""
    chance = random.Random(1)
    sizes = [1 / (n + 1) ** 0.5 for n in range(COMPANIES)]
    upto = list(itertools.accumulate(sizes))
    made: list[Vacancy] = []
    written = 0
    while written < listings:
        size = 1 if chance.random() < 0.8 else min(40, int(chance.paretovariate(1.2)) + 1)
        size = min(size, listings - written)
        age = dt.timedelta(days=730) * (1 - written / listings)
        company = bisect.bisect(upto, chance.random() * upto[-1]) + 1
        made.append(Vacancy(len(made) + 1, company, NOW - age, written + 1, size))
        written += size
    return made


@dataclass(slots=True, frozen=True)
class Paragraph:
    text: str
    words: frozenset[str]


def paragraphs() -> list[Paragraph]:
    chance = random.Random(2)
    made = ["".join(chance.choices("bcdfglmnprst", k=1)[0] + chance.choices("aeiou", k=1)[0] for _ in range(k))
            for k in (chance.choice((2, 3, 3, 4)) for _ in range(WORDS))]  # fmt: skip
    weights = list(itertools.accumulate(1 / (n + 1) for n in range(WORDS)))
    found = []
    for _ in range(PARAGRAPHS):
        words = chance.choices(made, cum_weights=weights, k=60)
        found.append(Paragraph(" ".join(words), frozenset(words)))
    return found


def rows(some: list[Vacancy], texts: list[Paragraph]) -> Iterator[dict[str, dict[str, Any]]]:
    """Of each listing its rows by table."""
    chance = random.Random(some[0].id)
    for vacancy in some:
        for ordinal in range(vacancy.listings):
            yield _listing(vacancy, ordinal, texts, chance)


def _place(name: str, country: str, lat: float, lon: float) -> dict[str, Any]:
    return {"name": name, "city": name, "region": "", "country": country, "lat": lat, "lon": lon}


def _text(number: int, texts: list[Paragraph], chance: random.Random) -> tuple[str, set[str]]:
    """A text of 4 KB, and its words."""
    chosen = [word for word, share in SHARES.items() if chance.random() < share * (2 if word in _PARITY else 1)]
    chosen = [word for word in chosen if _PARITY.get(word, number % 2) == number % 2]
    if "commonword" in chosen and "usualword" in chosen and chance.random() < 0.2:
        chosen += ["commonword usualword"]
    if "commonword" in chosen and "usualword" in chosen and chance.random() < 0.001:
        chosen += ["usualword commonword"]
    picked = chance.choices(texts, k=10)
    text = " ".join(
        part for pair in itertools.zip_longest([p.text for p in picked], chosen, fillvalue="") for part in pair
    )
    words = set().union(*(p.words for p in picked), *(each.split() for each in chosen))
    return " ".join(text.split()), words


def _listing(vacancy: Vacancy, ordinal: int, texts: list[Paragraph], chance: random.Random) -> dict[str, Any]:
    number = vacancy.first + ordinal
    text, words = _text(number, texts, chance)
    title = " ".join(filter(None, (chance.choice(LEVELS), chance.choice(TITLES))))
    place = chance.choice(PLACES)
    workplace = chance.choices(("remote", "hybrid", "on-site", "unknown"), (2, 3, 3, 2))[0]
    language = chance.choices(("en", "de", ""), (80, 15, 5))[0]
    kind, area = chance.choice(KINDS), chance.choice(AREAS)
    paid, pay = chance.random() < 0.3, float(chance.randrange(30_000, 200_000, 1_000))
    age = (NOW - vacancy.appeared_at).days
    is_open = chance.random() < (0.85 if age < 90 else 0.6 if age < 365 else 0.3)
    words |= set(title.split())
    facts = [
        tokens.company_token(f"company-{vacancy.company}"), tokens.ats_token("greenhouse"),
        tokens.language_token(language), tokens.employment_token(kind), tokens.workplace_token(workplace),
        tokens.country_token(place[1]), tokens.place_token(tokens.place_cell(place[2], place[3])),
        *([tokens.open_to_token(area)] if workplace == "remote" else []),
        *([tokens.pay_token("field"), tokens.pay_band_token(pay)] if paid else []),
        f"w_company{vacancy.company}", f"cw_company{vacancy.company}", f"lw_{place[0].split()[0].lower()}",
    ]  # fmt: skip
    of_title = [f"{kind}_{word}" for word in title.split() for kind in ("tw", "tsen")]
    line = " ".join([*(f"w_{w}" for w in words), *(f"sen_{w}" for w in words), *of_title, *facts])
    return {
        "listing": {
            "id": number, "company_id": vacancy.company, "vacancy_id": vacancy.id, "external_id": str(number),
            "title": title.title(), "status": "open" if is_open else "removed", "first_seen_at": vacancy.appeared_at,
            "language": language, "workplace": workplace, "employment_types": f'["{kind}"]',
            "places": orjson.dumps([_place(*place)]).decode(),
        },
        "listing_body": {"listing_id": number, "html": "", "text": text},
        "listing_search": {
            "position": position(vacancy.appeared_at, vacancy.id, ordinal), "listing_id": number,
            "vacancy_id": vacancy.id, "company_id": vacancy.company, "state": 1 if is_open else 3, "reposted": False,
            "pay": pay if paid else -1.0,
            "first_seen_at": vacancy.appeared_at, "posted_at": None, "pay_source": "field" if paid else "",
            "language": language, "workplace": workplace, "employment_types": kind, "countries": place[1],
            "regions": "", "department": chance.choice(("Engineering", "Sales", "Operations", "")),
        },
        "tokens": line,
        "listing_words": {
            "listing_id": number, "title_tokens": f" {' '.join(of_title)} ", "title_words": f" {title} ",
            "company_words": f" company{vacancy.company} ", "location_words": f" {place[0].lower()} ",
            "words": f" {title} | company{vacancy.company} | {place[0].lower()} | {text} ",
        },
    }  # fmt: skip


_PARITY: Final = {"evenword": 0, "oddword": 1}
