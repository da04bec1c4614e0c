"""A million vacancies wait for one tracker, and one for each of thousands: how long these wait."""

from __future__ import annotations

import datetime as dt
import math
import multiprocessing
import resource
import sys
from collections.abc import Callable, Mapping
from multiprocessing.connection import Connection
from time import monotonic, process_time
from typing import Any, NamedTuple

import click
from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from benchmarks.boards import empty_database
from jobtracker.commands.table import print_table
from jobtracker.company import Company
from jobtracker.db import Database
from jobtracker.document import document
from jobtracker.lifecycle import Evidence
from jobtracker.listing import Facts, Place
from jobtracker.mail.message import Mail
from jobtracker.mail.site import Site
from jobtracker.models import Match, Tracker, User, Vacancy
from jobtracker.run import Fingerprint, Prepared
from jobtracker.store import closing, companies, deliveries, runs
from jobtracker.tasks import mail as mailing
from jobtracker.tasks import send as sending
from jobtracker.tasks.mail import send
from jobtracker.tasks.send import gather

NOW = dt.datetime(2026, 4, 1, 8, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)
BOARD = 5_000
"""Vacancies that are open: the newest, which are looked at first. Of older ones nothing is asked in these rounds."""
ROUNDS = 12
CHUNK = 20_000
ACME = Company("acme", "Acme", "greenhouse", {"token": "acme"})
SITE = Site("https://tracker.example", "a key of thirty-two letters or so")
FLOODED = 1
"""The tracker for which most waits."""
SPAWN = multiprocessing.get_context("spawn")


class Round(NamedTuple):
    """What one round of sending came to."""

    seconds: float
    cpu: float
    """Seconds, of the process that sends."""
    the_one: float
    """Seconds until what waits for the one tracker is put into its mail."""
    mails: int
    others: int
    """Trackers for which one vacancy waited and that have been told of it, so far."""
    flooded: int
    """Vacancies that the one tracker has been told of, so far."""
    megabytes: float
    """At most, of the process that sends."""


class Taker:
    """Takes mails at once."""

    def __init__(self) -> None:
        self.mails = 0

    def send(self, mail: Mail) -> None:
        """Count it."""
        self.mails += 1


@click.command(short_help="A million vacancies wait for one tracker, one for each of many.")
@click.option("--pending", default=1_000_000, show_default=True, help="Vacancies that wait for the one.")
@click.option("--others", default=10_000, show_default=True, help="Trackers for each of which one waits.")
@click.option("--database", "kind", default="postgresql", show_default=True)
def main(pending: int, others: int, kind: str) -> None:
    """Do rounds of sending, ten minutes apart, until everybody else is told, and one more.

    Each does what is due, however long it takes; the task leaves to the next minute what takes longer than seven.
    """
    with empty_database(kind) as url:
        began = monotonic()
        fill(url, pending, others)
        click.echo(f"filled in {monotonic() - began:.0f} s", err=True)
        ours, theirs = SPAWN.Pipe()
        process = SPAWN.Process(target=_rounds, args=(theirs, url, others))
        process.start()
        rounds: list[Round] = []
        while (one := ours.recv()) is not None:
            rounds.append(one)
            click.echo(f"round {len(rounds)}: {one}", err=True)
        process.join()
    columns = ("seconds", "CPU s", "s for the one", "mails", "others told", "of the million told", "MB")
    places = (0, 0, 1, 0, 0, 0, 0)
    rows = [[f"{each:,.{places[at]}f}" for at, each in enumerate(one)] for one in rounds]
    print_table(("round", *columns), [(number, *row) for number, row in enumerate(rows, 1)], empty="")
    needed = next((number for number, one in enumerate(rounds, 1) if one.others == others), 0)
    click.echo(f"everybody else is told after {needed} rounds" if needed else "somebody else still waits")
    sys.exit(not 0 < needed <= 2)


def _rounds(pipe: Connection, url: str, others: int) -> None:
    database, by, now, last = Database(url), Taker(), NOW + 20 * MINUTE, 0
    sending.LONGEST = mailing.LONGEST = math.inf
    for _ in range(ROUNDS):
        began, cpu, before = monotonic(), process_time(), by.mails
        database.write(deliveries.gather, FLOODED, now=now)
        the_one = monotonic() - began
        gather(database, now)
        send(database, by, SITE, now)
        told = database.read(_told)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
        rest = sum(number for tracker, number in told.items() if tracker != FLOODED)
        spent = (monotonic() - began, process_time() - cpu, the_one)
        pipe.send(Round(*spent, by.mails - before, rest, told.get(FLOODED, 0), peak))
        if last == others:
            break
        now, last = now + MINUTE * 10, rest
    pipe.send(None)


def _told(session: Session) -> Mapping[int, int]:
    its = select(Match.tracker_id, func.count()).where(Match.state == "told").group_by(Match.tracker_id)
    return dict(session.execute(its).tuples().all())


def fill(url: str, pending: int, others: int) -> None:
    """A board, people with a tracker each, and what was found for these."""
    database = Database(url)
    database.write(companies.sync, [ACME], origin="given", now=NOW)
    claim = database.write(runs.claim, ACME.slug, now=NOW, version=lambda _: "1.1")
    ids = [str(number) for number in range(min(BOARD, pending))]
    database.write(closing.close, claim, Evidence(seen={*ids}), [_prepared(id_) for id_ in ids], now=NOW)
    _add(database, User, others + 1, _user)
    _add(database, Tracker, others + 1, _tracker)
    board = database.read(lambda session: session.scalars(select(Vacancy.id).order_by(Vacancy.id)).all())
    old = range(board[-1] + 1, board[-1] + 1 + pending - len(board))
    _add(
        database,
        Vacancy,
        len(old),
        lambda at: {"id": old[at], "company_id": 1, "first_seen_at": NOW, "appeared_at": NOW},
    )
    waits = [*board, *old]
    _add(database, Match, pending, lambda at: _match(FLOODED, waits[at], NOW - MINUTE * (at // 1_000)))
    _add(database, Match, others, lambda at: _match(FLOODED + 1 + at, board[at % len(board)], NOW))
    database.close()


def _add(database: Database, table: Any, number: int, row: Callable[[int], dict[str, Any]]) -> None:
    for begin in range(0, number, CHUNK):
        rows = [row(at) for at in range(begin, min(begin + CHUNK, number))]
        database.write(lambda session, some: session.connection().execute(insert(table), some) and None, rows)


def _user(at: int) -> dict[str, Any]:
    return {"id": at + 1, "email": f"reader{at}@example.com", "created_at": NOW, "confirmed_at": NOW} | {
        "session_key": f"{at:043}", "password_hash": "", "admin": False,
    }  # fmt: skip


def _tracker(at: int) -> dict[str, Any]:
    times = dict.fromkeys(("created_at", "since", "changed_at", "next_at"), NOW)
    about = {"id": at + 1, "user_id": at + 1, "name": "Backlog", "search": "q=backlog", "search_key": str(at)}
    about |= {"muted_companies": [], "muted_words": [], "ends_at": NOW + dt.timedelta(days=90)}
    return about | times | {"cadence": "instant", "hour": 8, "weekday": 0, "zone": "Europe/Vienna"}


def _match(tracker: int, vacancy: int, at: dt.datetime) -> dict[str, Any]:
    about = {"tracker_id": tracker, "vacancy_id": vacancy, "listing_id": vacancy, "company_id": 1, "run_id": 1}
    return about | {"matched_at": at, "state": "waits"}


def _prepared(id_: str) -> Prepared:
    title = f"Backlog {id_}"
    facts = Facts(title=title, text="At once.", places=(Place("Berlin", city="Berlin"),))
    return Prepared(
        external_id=id_,
        fingerprint=Fingerprint("a", "1.1", False),
        url=f"https://example.com/{id_}",
        facts=facts,
        title_key=title.lower(),
        places_key="berlin",
        document=document(facts, ACME),
    )


if __name__ == "__main__":
    main()
