"""Nodes of a fleet as processes of their own, before sample sites in this one."""

from __future__ import annotations

import datetime as dt
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import func, select

from crawler.companies.registry import Registry
from crawler.loader import RegistryLoader
from jobtracker.company import Company
from jobtracker.db import Database, open_database
from jobtracker.fleet.queue import Queue
from jobtracker.fleet.redis import connect
from jobtracker.models import CompanyRow, RunRow
from jobtracker.store import companies as store
from sample_sites.ways import detour_settings

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60

START = """
import sys
from jobtracker.fleet import queue
queue.LEASE, queue.SETTLED = {lease}, 0
from scrapy.cmdline import execute
execute(["scrapy", "crawl", *sys.argv[1:]])
"""
"""A node whose leases are short, so that a test need not wait for half a minute."""


@dataclass
class Fleet:
    """What nodes share, and the nodes."""

    database: Database
    redis_url: str
    sites_url: str
    folder: Path
    lease: float = 1.0
    settings: Mapping[str, object] = field(default_factory=dict)
    env: Mapping[str, str] = field(default_factory=dict)
    nodes: list[subprocess.Popen[str]] = field(default_factory=list)

    @property
    def queue(self) -> Queue:
        return Queue(connect(self.redis_url))

    def add(self, companies: Sequence[Company]) -> None:
        """As the registry's owner does."""
        loader = RegistryLoader(Registry({c.slug: c for c in companies}), [], None)
        seated = [*loader.seated(companies)]
        self.database.write(store.sync, seated, origin="given", now=dt.datetime.now(dt.UTC))

    def start(self, name: str = "n1", *words: str, spider: str = "fleet") -> subprocess.Popen[str]:
        """Start a node; its log is in `log(name)`."""
        settings = detour_settings(self.sites_url) | {"WATCHDOG_PATIENCE": 30, **self.settings}
        changes = [word for key, value in settings.items() for word in ("-s", f"{key}={value}")]
        own = {
            "JOBTRACKER_DATABASE_URL": self.database.engine.url.render_as_string(hide_password=False),
            "JOBTRACKER_REDIS_URL": self.redis_url,
            "JOBTRACKER_NODE": name,
            "JOBTRACKER_REGISTRY": "none",
            **self.env,
        }
        with (self.folder / f"{name}.log").open("a") as log:
            node = subprocess.Popen(
                [sys.executable, "-c", START.format(lease=self.lease), spider, *changes, *words],
                env=os.environ | own, cwd=ROOT, stdout=log, stderr=log, text=True,
            )  # fmt: skip
        self.nodes.append(node)
        return node

    def run(self, name: str = "n1", *words: str, **about: str) -> int:
        """Start a node, wait for its end; its exit status."""
        return self.start(name, *words, **about).wait(PATIENCE)

    def log(self, name: str = "n1") -> str:
        return (self.folder / f"{name}.log").read_text()

    def errors(self, name: str = "n1") -> list[str]:
        """Its log's lines of level ERROR and above, without the time."""
        return re.findall(r"\] (?:ERROR|CRITICAL): (.*)", self.log(name))

    def outcomes(self) -> dict[str, list[str]]:
        """The runs' outcomes by company, oldest first."""
        query = select(CompanyRow.slug, RunRow.outcome).join(RunRow, RunRow.company_id == CompanyRow.id)
        found: dict[str, list[str]] = {}
        for slug, outcome in self.database.read(lambda s: s.execute(query.order_by(RunRow.id)).all()):
            found.setdefault(slug, []).append(outcome)
        return found

    def company(self, slug: str) -> CompanyRow:
        return self.database.read(lambda s: s.execute(select(CompanyRow).where(CompanyRow.slug == slug)).scalar_one())

    def done(self, outcome: str = "complete") -> int:
        query = select(func.count()).select_from(RunRow).where(RunRow.outcome == outcome)
        return self.database.read(lambda s: s.execute(query).scalar_one())

    def wait_for(self, what: Callable[[], object]) -> None:
        give_up = time.monotonic() + PATIENCE
        while not what():
            assert time.monotonic() < give_up, {
                path.name: path.read_text()[-2000:] for path in self.folder.glob("*.log")
            }
            time.sleep(0.02)

    def end(self) -> None:
        for node in self.nodes:
            if node.poll() is None:
                node.send_signal(signal.SIGCONT)
                node.kill()
                node.wait()


@contextmanager
def fleet(database_url: str, redis_url: str, sites_url: str, folder: Path, **about: object) -> Iterator[Fleet]:
    """A fleet without nodes; those that are started are ended at the end."""
    folder.mkdir(exist_ok=True)
    made = Fleet(open_database(database_url), redis_url, sites_url, folder, **about)  # type: ignore[arg-type]
    try:
        yield made
    finally:
        made.end()
        made.database.close()
