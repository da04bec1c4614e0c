"""The API beside a bare view: the same SQL, the same JSON, the same gunicorn, in turns."""

from __future__ import annotations

import os
import pickle
import statistics
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click
import orjson
from sqlalchemy import event

from api import create_app
from benchmarks.api.load import rate
from benchmarks.filling import fill
from benchmarks.own_postgresql import serving
from jobtracker.commands.table import print_table
from jobtracker.config import Settings
from jobtracker.db import Database
from tests.own_valkey import own_valkey

KEY = "0123456789abcdefghijklmnopqrstuvwxyz"
QUESTIONS = {
    "25 listings": "/api/listings?limit=25",
    "25 of a word": "/api/listings?limit=25&q=oneword",
    "25 of a word, counted, with facets": "/api/listings?limit=25&q=oneword&count=true&facets=true",
}


@dataclass
class Question:
    """What is asked, and what the API does for it."""

    name: str
    path: str
    statements: list[tuple[str, Any]]
    body: Any
    etag: str


@click.command(short_help="Requests a second of the API, beside a bare view.")
@click.option("--listings", default=20_000, show_default=True)
@click.option("--rounds", default=5, show_default=True, help="Each asks everybody once, in turns.")
@click.option("--seconds", default=3.0, show_default=True, help="So long each.")
@click.option("--lines", default=8, show_default=True, help="Connections at once.")
@click.option("--workers", default=2, show_default=True)
@click.option("--profile", is_flag=True, help="Where the API's time goes, in this process.")
def main(listings: int, rounds: int, seconds: float, lines: int, workers: int, profile: bool) -> None:
    """Ask /api/listings and for a 304, limits on, on PostgreSQL; beside it a bare Flask view.

    That one runs the same statements, fetches their rows and answers with the same JSON. Medians of the rounds.
    """
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        folder.chmod(0o711)
        url = stack.enter_context(serving(folder / "postgresql"))
        redis_url = stack.enter_context(own_valkey()).url
        database = Database(url)
        database.upgrade()
        fill(database, listings, processes=2)
        with database.engine.begin() as connection:  # what nobody has confirmed for long would not be found
            connection.exec_driver_sql("UPDATE company SET last_complete_at = now()")
        settings = Settings(database_url=url, redis_url=redis_url, secret_key=KEY, rate_limits=1e6)
        asked = [look(settings, name, path) for name, path in QUESTIONS.items()]
        if profile:
            print_profile(settings, asked[0].path)
        env = {
            "JOBTRACKER_DATABASE_URL": url,
            "JOBTRACKER_REDIS_URL": redis_url,
            "JOBTRACKER_SECRET_KEY": KEY,
            "JOBTRACKER_RATE_LIMITS": "1000000",
            "JOBTRACKER_WEB_WORKERS": str(workers),
        }
        rows = [row for question in asked for row in compare(question, env, folder, rounds, seconds, lines)]
        database.close()
    columns = ("question", "statements", "bytes", "API /s", "bare /s", "ratio", "304 /s", "to bare", "to a bare 304")
    print_table(columns, rows, empty="")


def look(settings: Settings, name: str, path: str) -> Question:
    """Ask once in this process, and write down what is said to the database."""
    app = create_app(settings)
    client, engine = app.test_client(), app.extensions["jobtracker"].database.engine
    statements: list[tuple[str, Any]] = []
    client.get(path, base_url="http://localhost")  # the data's version is asked for here, once a second

    @event.listens_for(engine, "before_cursor_execute")
    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, _many: bool) -> None:
        statements.append((statement, parameters))

    answer = client.get(path, base_url="http://localhost")
    if answer.status_code != 200 or len(answer.json["items"]) != 25:
        raise click.ClickException(f"{path}: {answer.status_code} {answer.text[:500]}")
    engine.dispose()
    return Question(name, path, statements, answer.json, answer.headers.get("ETag", ""))


def compare(
    question: Question, env: dict[str, str], folder: Path, rounds: int, seconds: float, lines: int
) -> Iterator[tuple[object, ...]]:
    """The API and the bare view, in turns."""
    file = folder / "bare"
    file.write_bytes(pickle.dumps((question.statements, question.body)))
    found: dict[str, list[float]] = {"api": [], "known": [], "bare": [], "nothing": []}
    with (
        server(["-m", "jobtracker", "serve", "--port"], [], env) as api,
        server(["-m", "benchmarks.api.bare"], [str(file)], env) as bare,
    ):
        turns = [
            ("api", api, question.path, 200, {}),
            ("bare", bare, "/bare", 200, {}),
            ("known", api, question.path, 304, {"If-None-Match": question.etag}),
            ("nothing", bare, "/nothing", 304, {}),
        ]
        for number in range(rounds + 1):  # the first one warms
            for name, port, path, status, headers in turns:
                got = rate(port, path, status=status, seconds=seconds if number else 1, lines=lines, headers=headers)
                if number:
                    found[name].append(got)
    api_rate, known, bare_rate, nothing = (
        statistics.median(found[name]) for name in ("api", "known", "bare", "nothing")
    )
    size = len(orjson.dumps(question.body))
    shown = [f"{value:.0f}" for value in (api_rate, bare_rate)]
    yield (
        question.name,
        len(question.statements),
        size,
        *shown,
        f"{api_rate / bare_rate:.2f}",
        f"{known:.0f}",
        f"{known / bare_rate:.2f}",
        f"{known / nothing:.2f}",
    )


@contextmanager
def server(before: list[str], after: list[str], env: dict[str, str]) -> Iterator[int]:
    """One, at a port of its own."""
    from tests.services.running import free_port, until

    port = free_port()
    command = [sys.executable, *before, str(port), *after]
    process = subprocess.Popen(command, env=os.environ | env, stderr=subprocess.DEVNULL)
    try:
        until(lambda: serves(port))
        yield port
    finally:
        process.terminate()
        process.wait(20)


def serves(port: int) -> bool:
    """True if anything answers there."""
    import socket

    try:
        socket.create_connection(("127.0.0.1", port)).close()
    except OSError:
        return False
    return True


def print_profile(settings: Settings, path: str) -> None:
    """The API's own time for one request, by function."""
    import cProfile
    import pstats

    client = create_app(settings).test_client()
    for _ in range(20):
        client.get(path, base_url="http://localhost")
    with cProfile.Profile() as profile:
        for _ in range(500):
            client.get(path, base_url="http://localhost")
    pstats.Stats(profile).sort_stats("cumulative").print_stats(60)
