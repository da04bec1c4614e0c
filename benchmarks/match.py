"""New listings matched with up to a million trackers in memory, beside a LIKE a tracker and `tsv @@ query`.

The listings are made: 4 KB of text of 25,000 words, the n-th as frequent as 1/n, with titles, places, companies and
facts much as made_listings has them. Two sets of trackers:

- selective: one fits a listing in ten thousand. 80 % ask for two to four words, any of the 25,000 alike, three in ten
  of them with a country, a circle or an employment type. 10 % ask for the beginnings of two or three words; 10 % for no
  words but a company, most with a workplace, a country or an employment type.
- broad: one fits a listing in a hundred. 60 % ask for two words, taken as often as texts use them, without the 200
  commonest; 30 % for one such word with a country, a workplace or a language; 10 % for a country and a workplace. Many
  ask for the same.

Each row is a process of its own. MB is what it has grown by when the index is made and the listings are matched; the
queries are made before they are put in, and that is not counted. The time is that of finding all groups that a listing
fits and going through the trackers of each, in CPU.
"""

from __future__ import annotations

import gc
import multiprocessing
import random
import statistics
import time
from bisect import bisect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import click
from sqlalchemy import Engine, create_engine, text

from benchmarks.made_listings import COMPANIES, KINDS, LEVELS, NOW, PLACES, TITLES, Paragraph, paragraphs
from benchmarks.own_postgresql import serving
from jobtracker.accepting import Candidate
from jobtracker.commands.table import print_table
from jobtracker.company import Company
from jobtracker.document import document
from jobtracker.filters import Filters, Near, Where, node
from jobtracker.listing import Facts, Place
from jobtracker.matching import Listed
from jobtracker.query import All, Node, Word, all_of
from jobtracker.query_words import ANYWHERE, Written, side_by_side, together
from jobtracker.required_terms import Frequencies
from jobtracker.tokens import LANGUAGES, Compound
from jobtracker.tracker_index import TrackerIndex

FORK = multiprocessing.get_context("fork")
SAMPLE: Final = 1_000
"""Listings from which the index knows what is rare."""
BATCH: Final = 5_000
LIKES, PAIRS = 20, 500_000
WORKPLACES = ("remote", "hybrid", "on-site", "unknown")
COLUMNS = (
    "trackers", "number", "searches", "made in s", "MB", "listings", "ms a listing", "p95", "s for all",
    "times the time", "fit a listing",
)  # fmt: skip


NO_FILTERS: Final = Filters()


@dataclass(slots=True, frozen=True)
class Asked:
    """What a made tracker asks for."""

    words: tuple[str, ...] = ()
    prefix: bool = False
    """They are beginnings."""
    filters: Filters = NO_FILTERS

    @property
    def query(self) -> Node | None:
        """As the parser reads it."""
        written = [Written((Compound([word], False),), self.prefix) for word in self.words]
        return together(side_by_side(written, ANYWHERE, LANGUAGES))


class Made:
    """Listings and trackers, the same ones each time."""

    def __init__(self) -> None:
        self.texts = paragraphs()
        counted = _counted(self.texts)
        self.words = sorted(counted)
        self._asked = sorted(self.words, key=lambda word: -counted[word])[200:]
        self._upto = list(accumulate(counted[word] for word in self._asked))

    def listings(self, number: int, seed: int) -> Iterator[Listed]:
        chance = random.Random(seed)
        for id_ in range(1, number + 1):
            yield _listed(id_, self.texts, chance)

    def selective(self, number: int) -> Iterator[Asked]:
        chance = random.Random(3)
        for _ in range(number):
            kind = chance.random()
            if kind < 0.8:
                words = chance.choices(self.words, k=chance.choice((2, 2, 3, 3, 4)))
                yield Asked(tuple(words), filters=_narrower(chance) if chance.random() < 0.3 else Filters())
            elif kind < 0.9:
                words = chance.choices(self.words, k=chance.choice((2, 3)))
                yield Asked(tuple(word[: max(4, len(word) - 1)] for word in words), prefix=True)
            else:
                yield Asked(filters=_of_a_company(chance))

    def broad(self, number: int) -> Iterator[Asked]:
        chance = random.Random(4)
        for _ in range(number):
            kind = chance.random()
            if kind < 0.6:
                yield Asked((self._frequent(chance), self._frequent(chance)))
            elif kind < 0.9:
                yield Asked((self._frequent(chance),), filters=_broad(chance))
            else:
                yield Asked(filters=Filters(workplaces=(chance.choice(WORKPLACES),), countries=(_country(chance),)))

    def _frequent(self, chance: random.Random) -> str:
        return self._asked[bisect(self._upto, chance.random() * self._upto[-1])]


def _counted(texts: list[Paragraph]) -> dict[str, int]:
    counted: dict[str, int] = {}
    for each in texts:
        for word in each.text.split():
            counted[word] = counted.get(word, 0) + 1
    return counted


def _listed(id_: int, texts: list[Paragraph], chance: random.Random) -> Listed:
    name, country, lat, lon = chance.choice(PLACES)
    about = {
        "title": " ".join(filter(None, (chance.choice(LEVELS), chance.choice(TITLES)))).title(),
        "text": " ".join(each.text for each in chance.choices(texts, k=10)),
        "places": (Place(name, name, None, country, lat, lon),),
        "workplace": chance.choice(WORKPLACES),
        "employment_types": (chance.choice(KINDS),),
        "language": chance.choice(("en", "en", "en", "en", "de")),
    }
    facts, company = Facts(**about), Company(_company(chance), "Acme", "greenhouse")
    candidate = Candidate(facts=facts, company=company, first_seen_at=NOW)
    return Listed(listing_id=id_, document=document(facts, company), candidate=candidate)


def _company(chance: random.Random) -> str:
    return f"company-{int(COMPANIES * chance.random() ** 2)}"


def _country(chance: random.Random) -> str:
    return chance.choice(PLACES)[1]


def _narrower(chance: random.Random) -> Filters:
    kind = chance.randrange(3)
    if kind == 0:
        return Filters(countries=(_country(chance),))
    if kind == 1:
        return Filters(employment_types=(chance.choice(KINDS),))
    _, _, lat, lon = chance.choice(PLACES)
    return Filters(where=(Where(near=Near(lat=lat, lon=lon, km=chance.choice((10.0, 30.0, 50.0)))),))


def _of_a_company(chance: random.Random) -> Filters:
    more: list[dict[str, Any]] = [
        {}, {"workplaces": (chance.choice(WORKPLACES),)}, {"countries": (_country(chance),)},
        {"employment_types": (chance.choice(KINDS),)},
    ]  # fmt: skip
    return Filters(
        companies=(_company(chance),), **chance.choice(more), **chance.choice([*more[:1], {"languages": ("en",)}])
    )


def _broad(chance: random.Random) -> Filters:
    kind = chance.randrange(3)
    if kind == 0:
        return Filters(countries=(_country(chance),))
    return Filters(workplaces=(chance.choice(WORKPLACES),)) if kind == 1 else Filters(languages=("en",))


@click.command(short_help="Match new listings with up to a million trackers.")
@click.option("--listings", default=10_000, show_default=True)
@click.option("--trackers", default="1000,100000,1000000", show_default=True, help="How many, in each set.")
@click.option("--most", default=60.0, show_default=True, help="Seconds of a row; then the rest is left out.")
@click.option("--postgresql/--no-postgresql", default=True, show_default=True, help="LIKE and tsquery, sampled.")
def main(listings: int, trackers: str, most: float, *, postgresql: bool) -> None:
    """Match made new listings with trackers in memory: a selective and a broad set of them, as the module says."""
    made = Made()
    new, seen = list(made.listings(listings, 1)), list(made.listings(SAMPLE, 2))
    often = Frequencies(each.document.tokens for each in seen)
    rows: list[tuple[Any, ...]] = []
    for kind in ("selective", "broad"):
        before: tuple[int, float] | None = None
        for number in map(int, trackers.split(",")):
            with FORK.Pool(1) as pool:
                row = pool.apply(_measured, (getattr(made, kind), number, often, new, most))
            grown = f"{row.mean / before[1]:.1f} ({number / before[0]:g} x)" if before else ""
            before = (number, row.mean)
            of_it = (round(row.mean, 2), round(row.p95, 2), round(row.mean * listings / 1000, 1), grown, row.fit)
            rows.append((kind, number, row.groups, row.made, row.mb, row.listings, *of_it))
            click.echo(f"{kind}, {number:,} trackers: {row.mean:.2f} ms a listing, {row.mb} MB", err=True)
    print_table(COLUMNS, rows, empty="")
    if postgresql:
        print_table(("in PostgreSQL", "ms", "s for all with 1,000,000"), _in_postgresql(made, new), empty="")


@dataclass(slots=True, frozen=True)
class Row:
    """What was measured of one set."""

    groups: int
    made: float
    mb: int
    listings: int
    mean: float
    p95: float
    fit: float


def _measured(
    kind: Callable[[int], Iterator[Asked]], number: int, often: Frequencies, new: list[Listed], most: float
) -> Row:
    gc.collect()
    gc.freeze()
    index, before, taken = TrackerIndex(often), _resident(), 0.0
    some: list[tuple[int, Node | None, Filters]] = []
    for id_, asked in enumerate(kind(number), 1):
        some.append((id_, asked.query, asked.filters))
        if len(some) == BATCH or id_ == number:
            begun = time.process_time()
            for each in some:
                index.put(each[0], NOW, *each[1:])
            taken += time.process_time() - begun
            some.clear()
    times, fit = _matched(index, new, most)
    gc.collect()
    grown = _resident() - before
    p95 = times[int(0.95 * len(times))]
    groups = index.searches
    return Row(groups, round(taken, 1), round(grown / 1e6), len(times), statistics.mean(times), p95, round(fit, 1))


def _matched(index: TrackerIndex, new: list[Listed], most: float) -> tuple[list[float], float]:
    """CPU of each, in ms, in order, and how many trackers one listing fits."""
    times, fit, begun = [], 0, time.process_time()
    for listed in new:
        start = time.process_time()
        fit += sum(1 for group in index.fitting(listed, NOW) for _ in index.followers(group))
        times.append(1000 * (time.process_time() - start))
        if time.process_time() - begun > most:
            break
    return sorted(times), fit / len(times)


def _resident() -> int:
    """Bytes of memory that this process takes. Linux only."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096


def _in_postgresql(made: Made, new: list[Listed]) -> Iterator[tuple[str, float, float]]:
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o711)
        with serving(Path(folder)) as url:
            engine = create_engine(url)
            _fill(engine, new)
            asked = [each for each in made.selective(2_000) if each.words and not each.filters.where]
            likes = [_timed(engine, *_like(each)) for each in asked[:LIKES]]
            yield "ILIKE, a tracker", round(statistics.mean(likes), 1), round(1000 * statistics.mean(likes))
            some = asked[: max(1, PAIRS // len(new))]
            pair = _pairs(engine, some) / (len(some) * len(new))
            yield "tsv @@ query, a pair", round(pair, 5), round(1000 * pair * len(new))
            engine.dispose()


def _fill(engine: Engine, new: list[Listed]) -> None:
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE made (id int, words text, tokens tsvector)"))
        connection.execute(text("CREATE TABLE asked (query tsquery)"))
        rows = [{"id": each.listing_id, "w": each.document.words, "t": each.document.tokens} for each in new]
        insert = "INSERT INTO made VALUES (:id, :w, array_to_tsvector(string_to_array(:t, ' ')))"
        connection.execute(text(insert), rows)


def _like(asked: Asked) -> tuple[str, dict[str, str]]:
    its = {f"w{number}": f"%{word}%" for number, word in enumerate(asked.words)}
    return "SELECT count(*) FROM made WHERE " + " AND ".join(f"words ILIKE :{name}" for name in its), its


def _pairs(engine: Engine, asked: list[Asked]) -> float:
    """How many ms of them take with all listings, each compared with each."""
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO asked VALUES (CAST(:q AS tsquery))"), [{"q": _query(a)} for a in asked])
    return _timed(engine, "SELECT count(*) FROM asked, made WHERE tokens @@ query", {})


def _query(asked: Asked) -> str:
    nodes = [each for each in (asked.query, node(asked.filters, {})) if each]
    whole = all_of(nodes)
    parts = whole.nodes if isinstance(whole, All) else (whole,)
    words = (each for each in parts if isinstance(each, Word))
    return " & ".join(f"({'|'.join(token + ':*' * each.prefix for token in each.tokens)})" for each in words)


def _timed(engine: Engine, statement: str, values: dict[str, str]) -> float:
    with engine.connect() as connection:
        begun = time.perf_counter()
        connection.execute(text(statement), values).all()
        return 1000 * (time.perf_counter() - begun)
