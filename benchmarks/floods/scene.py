"""A board that somebody may turn upside down, a hundred trackers, and what became of it."""

from __future__ import annotations

import datetime as dt
import multiprocessing
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import cycle, islice
from multiprocessing.synchronize import Barrier
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from benchmarks.boards import empty_database
from benchmarks.telling.world import watch
from crawler import local
from crawler.companies.registry import Registry
from crawler.loader import RegistryLoader, adapters
from jobtracker.company import Company
from jobtracker.db import Database
from jobtracker.mail.folder import FolderSender
from jobtracker.mail.site import Site
from jobtracker.models import Beginning, CompanyRow, ListingRow, Match, Tracker
from jobtracker.store.aging import expire
from jobtracker.store.carried import look
from jobtracker.tasks.mail import send
from jobtracker.tasks.match import match_runs
from jobtracker.tasks.send import gather
from sample_sites import MadeUpBoard, Server, Sites
from sample_sites.ways import detour_settings, shortcut_settings

BEGIN = dt.datetime(2026, 4, 1, 8, tzinfo=dt.UTC)
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
SITE = Site("https://tracker.example", "a key of thirty-two letters or so")
FLOOD, CALM = "flood", "calm"
SPAWN = multiprocessing.get_context("spawn")
ASKED = (
    f"company={FLOOD}", "q=engineer", "q=location:berlin", "country=DE", f"q=senior&company={FLOOD}", "q=title:nurse",
    "country=GB&country=AT", "q=sales+OR+growth", "language=en", f"q=location:boston&company={FLOOD}",
    "q=lead+-recruiter", "employment=FULL_TIME&q=junior",
)  # fmt: skip
"""Trackers on all of a company, on words, on places, on what filters say."""


@dataclass(slots=True)
class Scene:
    """All that is at work, and a clock that stands until it is moved."""

    url: str
    folder: Path
    at_once: int
    """So many nodes, matchers and senders, when it matters."""
    database: Database
    flood: MadeUpBoard
    sites: Sites
    loader: RegistryLoader
    now: dt.datetime = BEGIN
    trackers: list[int] = field(default_factory=list)
    new: set[str] = field(default_factory=set)
    """Ids of what is really new, on the flooding board."""

    def crawl(self, *, at_once: bool = False) -> None:
        """Read both boards; `at_once`: by as many nodes as there are."""
        if at_once and self.at_once > 1:
            with Server(self.sites) as server:
                self._together(_node, self.url, server.url, self.loader, self.now)
        else:
            _crawl(self.database, self.loader, shortcut_settings(self.sites), self.now)

    def pass_days(self, days: int) -> None:
        """Each of them the boards are read, silence ages, and what was found is told."""
        for _ in range(days):
            self.now += DAY
            self.crawl()
            self.database.write(expire, now=self.now)
            self.tell()

    def tell(self, *, at_once: bool = False) -> None:
        """Match, and mail a while later."""
        if at_once and self.at_once > 1:
            self._together(_match, self.url, self.now)
            self._together(_send, self.url, self.folder, self.now + HOUR)
        else:
            match_runs(self.database, now=self.now)
            _mail(self.database, self.folder, self.now + HOUR)

    def _together(self, what: Any, *args: Any) -> None:
        start = SPAWN.Barrier(self.at_once)
        processes = [SPAWN.Process(target=what, args=(start, *args)) for _ in range(self.at_once)]
        for process in processes:
            process.start()
        for process in processes:
            process.join()
            if process.exitcode:
                raise SystemExit(f"{what.__name__} ended with status {process.exitcode}")

    def mails(self) -> int:
        """How many went out, ever."""
        return len([*self.folder.glob("*.eml")])

    def make_trackers(self, number: int) -> None:
        """So many more, of all kinds."""
        for search in islice(cycle(ASKED), number):
            address = f"reader{len(self.trackers)}@example.com"
            self.trackers.append(self.database.write(watch, address, search, self.now, days=300))

    def publish(self, count: int) -> None:
        """What is really new, and says so."""
        ids = self.flood.open(count)
        self.show(self.flood.openings | {id_: replace(self.flood.openings[id_], published=self.now) for id_ in ids})
        self.new |= {*ids}

    def rename(self, *, requisitions: bool) -> None:
        """Other ids for all that is open, and other requisitions; titles, places and texts stay."""
        old = [*self.flood.openings.values()]
        ids = self.flood.open(len(old))
        fresh = [replace(one, number=int(id_)) for one, id_ in zip(old, ids, strict=True)]
        if requisitions:
            fresh = [replace(one, requisition=one.number) for one in fresh]
        was = {one.id: new.id for one, new in zip(old, fresh, strict=True)}
        self.new = {was.get(id_, id_) for id_ in self.new}
        self.show({one.id: one for one in fresh})

    def show(self, openings: Any) -> None:
        """Nothing but these is on the board."""
        self.flood.openings = dict(openings)
        self.flood.close()


@contextmanager
def scene(kind: str, listings: int, at_once: int) -> Iterator[Scene]:
    """Two boards; the calm one is read, the other not yet."""
    boards = [MadeUpBoard(FLOOD, "greenhouse", listings, text=400), MadeUpBoard(CALM, "lever", 60, text=400, seed=2)]
    params = {board.slug: adapters()[board.ats].recognise(board.careers_url) or {} for board in boards}
    its = {board.slug: Company(board.slug, board.slug.title(), board.ats, params[board.slug]) for board in boards}
    calm = RegistryLoader(Registry({CALM: its[CALM]}), [], None)
    with empty_database(kind) as url, TemporaryDirectory() as folder:
        database, sites = Database(url), Sites(boards)
        _crawl(database, calm, shortcut_settings(sites), BEGIN - DAY)
        yield Scene(url, Path(folder), at_once, database, boards[0], sites, RegistryLoader(Registry(its), [], None))
        database.close()


def _crawl(database: Database, loader: RegistryLoader, settings: dict[str, Any], now: dt.datetime) -> None:
    its = local.scrapy_settings({"LOG_LEVEL": "CRITICAL", "SPIDER_MODULES": [], **settings})
    companies = local.choose(loader, [], its)
    local.crawl(database, loader, companies, its, clock=lambda: now, on_report=lambda _: None)


def _node(start: Barrier, url: str, sites: str, loader: RegistryLoader, now: dt.datetime) -> None:
    start.wait()
    _crawl(Database(url), loader, detour_settings(sites), now)


def _match(start: Barrier, url: str, now: dt.datetime) -> None:
    start.wait()
    match_runs(Database(url), now=now)


def _send(start: Barrier, url: str, folder: Path, now: dt.datetime) -> None:
    start.wait()
    _mail(Database(url), folder, now)


def _mail(database: Database, folder: Path, now: dt.datetime) -> None:
    gather(database, now)
    send(database, FolderSender(folder, "tracker@example.com"), SITE, now)


@dataclass(slots=True)
class Heard:
    """What the trackers were told of the flooding board since a moment."""

    lines: Counter[int] = field(default_factory=Counter)
    """By tracker: lines that say that it is watched now."""
    named: Counter[int] = field(default_factory=Counter)
    """How many vacancies these say that there are."""
    new: Counter[int] = field(default_factory=Counter)
    """How many that are really new were told one by one."""
    old: Counter[int] = field(default_factory=Counter)
    """And how many that are not."""


def heard(session: Session, since: dt.datetime, new: Collection[str]) -> Heard:
    """Read it; `new` are ids of what is really new."""
    found = Heard()
    for line in session.scalars(select(Beginning).where(Beginning.at >= since)):
        found.lines[line.tracker_id] += 1
        found.named[line.tracker_id] += line.number
    fresh = {*_vacancies(session, new)}
    for row in session.execute(select(Match.tracker_id, Match.vacancy_id).where(Match.matched_at >= since)):
        (found.new if row.vacancy_id in fresh else found.old)[row.tracker_id] += 1
    return found


def fitting(session: Session, trackers: Sequence[int], ids: Collection[str], now: dt.datetime) -> dict[int, int]:
    """How many of these vacancies of the flooding board answer each tracker."""
    vacancies = _vacancies(session, ids)
    rows = session.scalars(select(Tracker).where(Tracker.id.in_(trackers))).all()
    return {row.id: len(look(session, row, vacancies, now).told) for row in rows}


def _vacancies(session: Session, ids: Collection[str]) -> list[int]:
    its = select(ListingRow.vacancy_id).join(CompanyRow, CompanyRow.id == ListingRow.company_id)
    found = session.scalars(its.where(CompanyRow.slug == FLOOD, ListingRow.external_id.in_(ids)).distinct())
    return [id_ for id_ in found if id_]
