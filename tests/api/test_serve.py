"""The API as `jobtracker serve` serves it: real processes, real signals."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
import requests
from apiflask import APIFlask

from jobtracker.db import Database
from tests.api.conftest import KEY, client_of
from tests.own_valkey import own_valkey
from tests.services.running import free_port, until

SLOW = """
import sys, time
from api import app, serve
from api.access import access
make = app.make_app
def with_slow(*args):
    made = make(*args)
    @made.get("/slow")
    @access("public")
    def slow():
        print("began", flush=True)
        time.sleep(1.5)
        return {"done": True}
    return made
app.make_app = with_slow
serve.serve_at("127.0.0.1", int(sys.argv[1]), access_log=False)
"""
"""The same, with a view that takes its time."""


class Served:
    """One server."""

    def __init__(self, words: list[str], env: dict[str, str]) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        clean = {name: value for name, value in os.environ.items() if not name.startswith("JOBTRACKER_")}
        self.process = subprocess.Popen(
            [sys.executable, *words, str(self.port)],
            env=clean | {"JOBTRACKER_SECRET_KEY": KEY} | env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def answers(self) -> bool:
        try:
            return requests.get(f"{self.url}/healthz", timeout=5).ok
        except requests.ConnectionError:
            assert self.process.poll() is None, self.process.communicate()[0]
            return False

    def say(self, sent: bytes) -> tuple[int, dict[str, str], bytes]:
        """What it answers to these bytes."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=10) as line:
            line.sendall(sent)
            answer = http.client.HTTPResponse(line)
            answer.begin()
            return answer.status, dict(answer.headers), answer.read()


@contextmanager
def served(env: dict[str, str], *words: str) -> Iterator[Served]:
    server = Served([*words] or ["-m", "jobtracker", "serve", "--port"], env)
    try:
        until(server.answers)
        yield server
    finally:
        server.process.terminate()
        server.process.communicate(timeout=20)


def test_a_request_that_is_being_answered_is_answered(sqlite_url: str) -> None:
    with served({"JOBTRACKER_DATABASE_URL": sqlite_url}, "-c", SLOW) as server:
        answers: list[requests.Response] = []
        asking = threading.Thread(target=lambda: answers.append(requests.get(f"{server.url}/slow", timeout=20)))
        asking.start()
        assert any(line == "began\n" for line in server.process.stdout)
        server.process.send_signal(signal.SIGTERM)
        asking.join()
        server.process.wait(timeout=20)
        assert answers[0].json() == {"done": True}
        assert server.process.returncode == 0


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"GET /api?q=" + b"a" * 6000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n", 414),
        (b"GET /api?q=" + b"a" * 90_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n", 414),
        (b"GET /api HTTP/1.1\r\nHost: localhost\r\nX-Long: " + b"a" * 100_000 + b"\r\n\r\n", 431),
        (b"GET /api HTTP/1.1\r\nHost: localhost\r\nX-Null: a\0b\r\n\r\n", 400),
        (b"NONSENSE\r\n\r\n", 400),
        (b"GET /%zz HTTP/1.1\r\nHost: localhost\r\n\r\n", 400),
        (b"GET /\xff HTTP/1.1\r\nHost: localhost\r\n\r\n", 400),
        (b"GET /api HTTP/1.1\r\nHost: evil.example\r\n\r\n", 421),
        (b"GET //evil.example/%2e%2e HTTP/1.1\r\nHost: localhost\r\n\r\n", 404),
        (b"TRACE /api HTTP/1.1\r\nHost: localhost\r\n\r\n", 405),
        (b"POST /api HTTP/1.1\r\nHost: localhost\r\nContent-Length: 999999999\r\n\r\n", 413),
        (b"POST /api HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 405),
        (b"GET /api HTTP/9.9\r\nHost: localhost\r\n\r\n", 400),
    ],
)
def test_what_cannot_be_read_is_a_problem(server: Served, sent: bytes, status: int) -> None:
    answered, headers, body = server.say(sent)
    assert (answered, headers["Content-Type"]) == (status, "application/problem+json")
    assert json.loads(body)["status"] == status
    assert json.loads(body)["detail"]


def test_an_address_that_is_not_ascii_is_told_how_to_be_written(server: Served) -> None:
    _, _, body = server.say("GET /api/listings?q=münchen HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    assert "m%C3%BCnchen" in json.loads(body)["detail"]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("served")
    with served({"JOBTRACKER_DATABASE_URL": f"sqlite:///{folder / 'test.db'}"}) as server:
        yield server


BEGUN = (
    b"",
    b"GET /api HTTP/1.1\r\nHost: localhost\r\nX-Slow: ",
    b"POST /api/session HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 90\r\n\r\n{",
    b"POST /api/session HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{",
    b"GET /api HTTP/1.1\r\nHost: localhost\r\n\r\nGET /api HTTP/1.1\r\n",  # one whole, one begun
    b"GET /api HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",  # and does not hang up
)


def test_who_never_ends_a_request_keeps_nobody_waiting(server: Served) -> None:
    with ExitStack() as stack:
        for begun in BEGUN * 8:
            line = stack.enter_context(socket.create_connection(("127.0.0.1", server.port)))
            line.sendall(begun)
        time.sleep(0.5)
        began = time.monotonic()
        assert all(requests.get(f"{server.url}/api", timeout=10).ok for _ in range(10))
        assert time.monotonic() - began < 3


def test_a_request_may_come_in_pieces_and_after_another(server: Served) -> None:
    body = b'{"email": "eve@example.com", "password": "no"}'
    for head, sent in (
        (b"Content-Length: %d" % len(body), [body[:9], body[9:]]),
        (
            b"Transfer-Encoding: chunked",
            [b"9\r\n" + body[:9], b"\r\n%x\r\n" % len(body[9:]), body[9:], b"\r\n0\r\n\r\n"],
        ),
        (b"Expect: 100-continue\r\nContent-Length: %d" % len(body), [body]),
    ):
        with socket.create_connection(("127.0.0.1", server.port), timeout=10) as line:
            for _ in range(2):
                line.sendall(b"POST /api/session HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n")
                for piece in (head + b"\r\n", b"\r\n", *sent):
                    time.sleep(0.05)
                    line.sendall(piece)
                answer = http.client.HTTPResponse(line)
                answer.begin()
                assert (answer.status, answer.read()[:8]) == (401, b'{"type":')
            line.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n" * 2)
            heard = b""
            while heard.count(b"\r\n\r\nok\n") < 2:
                heard += line.recv(4096) or pytest.fail("it hung up")


def test_processes_count_together(server: Served) -> None:
    def asked() -> int:
        text = requests.get(f"{server.url}/metrics", timeout=10).text
        found = re.search(r'requests_total{method="GET",route="/api",status="200"} (\d+)', text)
        return int(found[1]) if found else 0

    before = asked()
    for _ in range(20):
        assert requests.get(f"{server.url}/api", timeout=10).ok
    assert [asked() for _ in range(5)] == [before + 20] * 5


def test_each_process_has_connections_of_its_own(postgresql_url: str) -> None:
    with served({"JOBTRACKER_DATABASE_URL": postgresql_url}) as server:
        failed: list[int] = []

        def ask() -> None:
            statuses = [requests.get(f"{server.url}/readyz", timeout=30).status_code for _ in range(20)]
            failed.extend(status for status in statuses if status != 200)

        askers = [threading.Thread(target=ask) for _ in range(6)]
        for asker in askers:
            asker.start()
        for asker in askers:
            asker.join()
        assert failed == []


@pytest.mark.parametrize(
    ("env", "line"),
    [
        ({"JOBTRACKER_BASE_URL": "https://tracker.example"}, "JOBTRACKER_SECRET_KEY is missing"),
        ({"JOBTRACKER_DATABASE_URL": "postgresql://127.0.0.1:1/x"}, "JOBTRACKER_SECRET_KEY is missing"),
        ({"JOBTRACKER_SECRET_KEY": "short"}, "JOBTRACKER_SECRET_KEY is short or could be guessed"),
        ({"JOBTRACKER_SECRET_KEY": "a" * 40}, "JOBTRACKER_SECRET_KEY is short or could be guessed"),
        ({"JOBTRACKER_SECRET_KEY": "please-change-me-0123456789abcdefghijk"}, "could be guessed"),
    ],
)
def test_it_does_not_start_on_a_key_that_is_none(tmp_path: Path, env: dict[str, str], line: str) -> None:
    unset = {"JOBTRACKER_SECRET_KEY": "", "JOBTRACKER_DATABASE_URL": f"sqlite:///{tmp_path / 'test.db'}"}
    server = Served(["-m", "jobtracker", "serve", "--port"], unset | env)
    said, _ = server.process.communicate(timeout=60)
    assert server.process.returncode == 1
    assert len(said.splitlines()) == 1
    assert line in said
    assert "secrets.token_urlsafe(48)" in said


def test_it_says_what_is_away(make_app: Callable[..., APIFlask], tmp_path: Path) -> None:
    with own_valkey() as valkey:
        client = client_of(make_app(redis_url=valkey.url))
        assert client.get("/readyz").json == {"database": True, "redis": True, "mail": False, "matching": True}
        valkey.kill()
        answer = client.get("/readyz")
        assert (answer.status_code, answer.json) == (
            503,
            {"database": True, "redis": False, "mail": False, "matching": True},
        )
    app = make_app()
    client = client_of(app)
    assert client.get("/readyz").json == {"database": True, "redis": None, "mail": False, "matching": True}
    for url in ("postgresql://127.0.0.1:1/away", f"sqlite:///{tmp_path / 'without-a-schema.db'}"):
        app.extensions["jobtracker"] = replace(app.extensions["jobtracker"], database=Database(url))
        answer = client.get("/readyz")
        assert (answer.status_code, answer.json) == (
            503,
            {"database": False, "redis": None, "mail": False, "matching": None},
        )
        assert client.get("/healthz").status_code == 200
