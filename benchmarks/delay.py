"""How long a new listing is on its way: from its company's page to the mail server, by parts, under a real `up --demo`.

Nothing is hurried: the ten minutes in which an instant tracker gathers pass as they do for everybody.
"""

from __future__ import annotations

import datetime as dt
import itertools
import os
import re
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import click
from sqlalchemy import select

from jobtracker.commands.table import print_table
from jobtracker.db import Database
from jobtracker.models import CompanyRow, Delivery, Match, RunRow
from jobtracker.store import operating
from services.asking import answers, local_session
from services.groups import running
from services.keeper import tell

if TYPE_CHECKING:
    from requests import Session

    from tests.mailbox import Mailbox

LOOKS = 0.2
"""Seconds between two looks at how far each is."""
PATIENCE = 1800.0
TITLE = "Lamplighter"
"""Of the new listings; nobody else in the demo looks for one."""
EMAIL, PASSWORD = "ada@example.com", "seven quiet otters"
UP = """
from pathlib import Path
from services.running import alone
from services.up import run
folder = Path({folder!r})
with alone(folder):
    run(folder, demo=True, nodes=2, ports={ports!r})
"""
"""`jobtracker up --demo`, in a folder of its own."""


@dataclass(slots=True)
class Way:
    """One listing's way, in seconds since 1970."""

    company: str
    tracker_id: int
    appeared: float = 0.0
    scheduled: float = 0.0
    """When its company's interval would have had it visited."""
    began: float = 0.0
    closed: float = 0.0
    matched: float = 0.0
    gathered: float = 0.0
    accepted: float = 0.0
    run_id: int = 0


PARTS = (
    (
        "listing on the site -> crawl due",
        "setting: the interval, here by the schedule; the crawl was asked for instead",
    ),
    ("crawl due -> crawl begins", "setting: nodes that are done look again every five minutes"),
    ("crawl begins -> run closed", ""),
    ("run closed -> matched", ""),
    ("matched -> gathered", "setting: ten minutes, then the next minute's round"),
    ("gathered -> accepted by the SMTP server", ""),
    ("crawl due -> accepted by the SMTP server", "all but the first"),
)


def parts_of(way: Way) -> tuple[float, ...]:
    """The seconds of each part."""
    steps = (way.appeared, way.began, way.closed, way.matched, way.gathered, way.accepted)
    between = [max(0.0, after - before) for before, after in itertools.pairwise(steps)]
    return (max(0.0, way.scheduled - way.appeared), *between, way.accepted - way.appeared)


@dataclass(slots=True)
class Demo:
    """An `up --demo` that serves."""

    folder: Path
    database: Database
    web: str
    sites: str


@click.command(short_help="How long a listing takes from its site to the mail server.")
@click.option("--listings", default=6, show_default=True, type=click.IntRange(1, 50))
@click.option("--apart", default=40.0, show_default=True, help="Seconds between two of them.")
def main(listings: int, apart: float) -> None:
    """Start `up --demo`, add listings to running sample sites, and see each arrive at an SMTP server.

    Each is of another company, for an instant tracker of its own. It takes some twenty minutes.
    """
    from tests.mailbox import smtp

    with TemporaryDirectory(prefix="jobtracker-delay-") as folder, smtp() as box, demo(Path(folder), box.url) as its:
        _say("waiting until all companies are read")
        _until(lambda: its.database.read(_unread) == 0, "not all companies were read")
        browser = enter(its.web, box)
        ways = [_watch(browser, its.web, slug) for slug in its.database.read(_companies)[:listings]]
        see_through(its, ways, box, apart)
    parts = [parts_of(way) for way in ways]
    rows = [
        (name, f"{statistics.median(took):.1f}", f"{max(took):.1f}", what)
        for (name, what), took in zip(PARTS, zip(*parts, strict=True), strict=True)
    ]
    print_table(("part", "median s", "worst s", ""), rows, empty="")


def _say(text: str) -> None:
    click.echo(f"{time.strftime('%H:%M:%S')} {text}", err=True)


def _until(so: Any, why_not: str) -> Any:
    give_up = time.monotonic() + PATIENCE
    while not (found := so()):
        if time.monotonic() > give_up:
            raise click.ClickException(why_not)
        time.sleep(LOOKS)
    return found


@contextmanager
def demo(folder: Path, smtp_url: str) -> Iterator[Demo]:
    """An `up --demo` while this lasts, whose mails go to this server."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("JOBTRACKER_")}
    from tests.services.running import free_port

    said, ports = folder / "said", {name: free_port() for name in ("web", "sites", "gate")}
    with said.open("w") as out:
        up = subprocess.Popen(
            [sys.executable, "-c", UP.format(folder=str(folder), ports=ports)],
            env=env | {"JOBTRACKER_SMTP_URL": smtp_url},
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
        )
    database = Database(f"sqlite:///{folder / 'jobtracker.db'}")
    try:
        _until(lambda: up.poll() is not None or _serves(folder), "`up` does not serve")
        if up.poll() is not None:
            raise click.ClickException(f"`up` ended: {said.read_text()[-500:]}")
        address = _settings(folder)
        yield Demo(folder, database, address["BASE_URL"], address["SAMPLE_SITES"])
    finally:
        database.close()
        groups = running(folder / "started.json")
        up.send_signal(signal.SIGTERM)
        up.wait(120)
        if left := [group for group in groups if tell(group, 0)]:
            _say(f"process groups that outlived `up`: {left}")


def _settings(folder: Path) -> dict[str, str]:
    """What `up` leaves for other commands."""
    left = folder / "settings"
    return dict(re.findall(r"^JOBTRACKER_(\w+)='(.*)'$", left.read_text(), re.MULTILINE)) if left.exists() else {}


def _serves(folder: Path) -> bool:
    return answers(f"{_settings(folder).get('BASE_URL', '')}/healthz")


def _unread(session: Any) -> int:
    its = select(CompanyRow.id).where(CompanyRow.last_complete_at.is_(None), CompanyRow.switched_off == "")
    return len(session.scalars(its).all())


def _companies(session: Any) -> Sequence[str]:
    """Some that are well, of one ATS after the other."""
    its = select(CompanyRow.ats, CompanyRow.slug).where(CompanyRow.failures == 0, CompanyRow.held_since.is_(None))
    by_ats: dict[str, list[str]] = {}
    for ats, slug in session.execute(its.where(CompanyRow.open_count > 2).order_by(CompanyRow.slug)):
        by_ats.setdefault(ats, []).append(slug)
    longest = max(map(len, by_ats.values()))
    return [of[number] for number in range(longest) for of in by_ats.values() if number < len(of)]


def enter(web: str, box: Mailbox) -> Session:
    """Somebody who has just signed up, by the link in a mail."""
    browser = local_session()
    _post(browser, f"{web}/api/account", {"email": EMAIL, "password": PASSWORD})
    asked = time.monotonic()
    mail = _until(lambda: box.mails and box.mails.pop(), "no mail to confirm the account")
    _say(f"the mail that confirms an account came after {time.monotonic() - asked:.1f} s")
    token = re.search(r"#(\S+)", mail.get_body(("plain",)).get_content())
    _post(browser, f"{web}/api/account/confirm", {"token": token and token[1], "password": PASSWORD})
    return browser


def _post(browser: Session, url: str, document: dict[str, Any]) -> Any:
    csrf = browser.get(f"{url.partition('/api/')[0]}/api/csrf", timeout=30).json()["token"]
    answer = browser.post(url, json=document, headers={"X-CSRFToken": csrf}, timeout=30)
    if not answer.ok:
        raise click.ClickException(f"{url}: {answer.status_code} {answer.text[:300]}")
    return answer.json()


def _watch(browser: Session, web: str, slug: str) -> Way:
    about = {"search": f"q={TITLE}&company={slug}", "cadence": "instant", "zone": "Europe/Vienna", "days": 30}
    return Way(slug, _post(browser, f"{web}/api/account/trackers", about)["id"])


def see_through(its: Demo, ways: Sequence[Way], box: Mailbox, apart: float) -> None:
    """Add the listings one after the other, and follow all until each has arrived."""
    begins = [time.monotonic() + number * apart for number in range(len(ways))]
    give_up = begins[-1] + PATIENCE
    while not all(way.accepted for way in ways):
        if time.monotonic() > give_up:
            raise click.ClickException(f"still on their way: {[way for way in ways if not way.accepted]}")
        for way, at in zip(ways, begins, strict=True):
            if not way.appeared and time.monotonic() >= at:
                _appear(its, way)
        its.database.read(_look, [way for way in ways if way.appeared and not way.gathered])
        _arrive(box, ways)
        time.sleep(LOOKS)


def _appear(its: Demo, way: Way) -> None:
    page, form = f"{its.sites}/company/{way.company}/add", {"title": TITLE, "place": "Vienna"}
    with local_session() as browser:
        browser.post(page, form, headers={"Origin": its.sites}, timeout=30).raise_for_status()
    way.appeared = time.time()
    its.database.write(_ask, way)
    _say(f"{way.company}: has a new listing")


def _ask(session: Any, way: Way) -> None:
    company = session.execute(select(CompanyRow).where(CompanyRow.slug == way.company)).scalar_one()
    way.scheduled = company.due_at.timestamp()
    operating.ask(session, [company.id], now=dt.datetime.fromtimestamp(way.appeared, dt.UTC))


def _look(session: Any, ways: Sequence[Way]) -> None:
    """Note what is there now that was not before."""
    for way in ways:
        match = session.execute(select(Match.run_id).where(Match.tracker_id == way.tracker_id)).first()
        if match and not way.matched:
            way.matched, way.run_id = time.time(), match.run_id
            run = session.execute(select(RunRow.started_at, RunRow.finished_at).where(RunRow.id == match.run_id)).one()
            way.began, way.closed = run.started_at.timestamp(), run.finished_at.timestamp()
            _say(f"{way.company}: is matched")
        made = select(Delivery.created_at).where(Delivery.tracker_id == way.tracker_id)
        if session.execute(made).first():
            way.gathered = time.time()


def _arrive(box: Mailbox, ways: Sequence[Way]) -> None:
    while box.mails:
        mail = box.mails.pop()
        number = re.search(r"tracker-(\d+)", str(mail["List-ID"]))
        for way in ways:
            if number and way.tracker_id == int(number[1]):
                way.accepted = time.time()
                way.gathered = way.gathered or way.accepted
                _say(f"{way.company}: is mailed")
