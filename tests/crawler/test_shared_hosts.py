"""The download handler with hosts that all nodes share over Redis."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from itertools import pairwise
from time import monotonic
from typing import Any, ClassVar

import pytest
from scrapy import Spider
from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import CannotResolveHostError, DownloadTimeoutError
from scrapy.http import Request, Response
from scrapy.http.request import NO_CALLBACK

from crawler import local, shared_hosts
from crawler.download import PoliteHandler
from crawler.politeness import HostBusy
from jobtracker.config import settings
from jobtracker.db import open_database
from jobtracker.fleet.hosts import Hosts
from jobtracker.fleet.redis import connect
from sample_sites import Sites, made_up_boards
from sample_sites.ways import shortcut_settings
from tests.crawler import web
from tests.own_valkey import own_valkey

URL = "https://h.example/board"


class Site(BaseDownloadHandler):
    """Notes when it was asked; the path says what comes: a status, or what is raised."""

    asked: ClassVar[list[float]] = []
    raises: ClassVar[dict[str, Exception]] = {"time-out": DownloadTimeoutError(), "no-name": CannotResolveHostError()}

    async def download_request(self, request: Request) -> Response:
        self.asked.append(monotonic())
        word = request.url.rpartition("/")[2]
        if word in self.raises:
            raise self.raises[word]
        if word == "slow":
            await asyncio.sleep(1)
        return Response(request.url, status=int(word) if word.isdigit() else 200, headers={"Retry-After": "0"})

    async def close(self) -> None:
        pass


@pytest.fixture(autouse=True)
def _fresh() -> None:
    Site.asked.clear()


@pytest.fixture
def shared(redis_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    use(redis_url, monkeypatch)
    return redis_url


def use(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JOBTRACKER_REDIS_URL", url)
    settings.cache_clear()


@asynccontextmanager
async def nodes(count: int, **changes: Any) -> AsyncIterator[list[PoliteHandler]]:
    made = []
    for _ in range(count):
        own = {"INNER_DOWNLOAD_HANDLER": Site, "CHECK_ADDRESSES": False, "HOST_DELAY": 0.05, "RETRY_BACK_OFF": 0}
        crawler = Crawler(Spider, local.scrapy_settings(own | changes))
        made.append(PoliteHandler(crawler))
    try:
        yield made
    finally:
        for node in made:
            await node.close()


async def ask(node: PoliteHandler, words: Sequence[str], **about: Any) -> list[str]:
    """Each answer's status, or what was raised, one after the other."""
    found = []
    for word in words:
        try:
            response = await node.download_request(Request(f"https://h.example/{word}", **about))
            found.append(str(response.status))
        except Exception as error:  # noqa: BLE001
            found.append(f"{type(error).__name__} {error}".strip())
    return found


def gaps() -> list[float]:
    moments = sorted(Site.asked)
    return [after - before for before, after in pairwise(moments)]


def test_two_nodes_together_keep_one_rate(shared: str) -> None:
    async def run() -> None:
        async with nodes(2) as made:
            await asyncio.gather(*[node.download_request(Request(URL)) for node in made for _ in range(6)])

    asyncio.run(run())
    assert len(Site.asked) == 12
    assert sum(gaps()) >= 11 * 0.05
    assert min(gaps()) > 0.01, "each goes when it is granted"


@pytest.mark.parametrize("way", ["no Redis", "SHARED_HOSTS off"])
def test_alone_a_process_keeps_its_own(way: str, redis_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if way != "no Redis":
        use(redis_url, monkeypatch)

    async def run() -> None:
        async with nodes(2, SHARED_HOSTS=False, HOST_DELAY=0.2) as made:
            await asyncio.gather(*[node.download_request(Request(URL)) for node in made for _ in range(3)])

    asyncio.run(run())
    assert sum(gaps()) < 5 * 0.2
    assert connect(redis_url).dbsize() == 0


def test_a_slot_is_not_held_by_those_that_wait_for_their_host(shared: str) -> None:
    async def run() -> float:
        async with nodes(1, CONCURRENT_REQUESTS=2, HOST_DELAY=0.6) as (node,):
            waiting = [asyncio.ensure_future(node.download_request(Request(URL))) for _ in range(4)]
            began = monotonic()
            others = [f"https://host-{n}.example/board" for n in range(20)]
            await asyncio.gather(*[node.download_request(Request(url)) for url in others])
            took = monotonic() - began
            await asyncio.gather(*waiting)
            return took

    assert asyncio.run(run()) < 1.2


def test_a_turn_is_not_taken_before_there_is_a_slot(shared: str) -> None:
    """Else those that were granted while all slots were taken would go out together."""

    async def run() -> None:
        async with nodes(1, CONCURRENT_REQUESTS=1) as (node,):
            slow = asyncio.ensure_future(node.download_request(Request("https://other.example/slow")))
            await asyncio.sleep(0.01)
            await asyncio.gather(slow, *[node.download_request(Request(URL)) for _ in range(4)])

    asyncio.run(run())
    assert min(gaps()[1:]) > 0.01


def test_redis_killed_and_started_again_loses_no_request(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(shared_hosts, "ASK_AGAIN", 0.05)
    with own_valkey() as valkey:
        use(valkey.url, monkeypatch)

        async def run() -> list[Response]:
            async with nodes(2) as made:
                tasks = [asyncio.ensure_future(n.download_request(Request(URL))) for n in made for _ in range(10)]
                await asyncio.wait(tasks[:3])
                valkey.kill()
                answered = len(Site.asked)
                await asyncio.sleep(0.3)
                assert len(Site.asked) <= answered + 2, "nobody goes without leave"
                valkey.start()
                return await asyncio.gather(*tasks)

        with caplog.at_level(logging.WARNING):
            responses = asyncio.run(run())
    assert [response.status for response in responses] == [200] * 20
    lines = [record.getMessage() for record in caplog.records]
    away, back = (sum(words in line for line in lines) for words in ("Redis is away", "Redis is back"))
    assert away == back
    assert away in {1, 2}, "a line a node, of those that asked meanwhile"


def test_only_the_deadline_ends_the_waiting_for_redis(monkeypatch: pytest.MonkeyPatch) -> None:
    use("unix:///nonexistent/socket", monkeypatch)

    async def run() -> None:
        async with nodes(1) as (node,), asyncio.timeout(0.2):
            await node.download_request(Request(URL))

    with pytest.raises(TimeoutError):
        asyncio.run(run())


def one_node(words: Sequence[str], **about: Any) -> list[str]:
    async def run() -> list[str]:
        async with nodes(1, HOST_DELAY=0) as (node,):
            return await ask(node, words, **about)

    return asyncio.run(run())


def state(url: str) -> Any:
    return Hosts(connect(url)).state("h.example")


def test_three_failures_switch_a_host_off_for_every_node(shared: str) -> None:
    one_node(["403", "time-out", "500"])
    until = state(shared).off_until
    assert abs(until - dt.datetime.now(dt.UTC) - dt.timedelta(minutes=30)) < dt.timedelta(seconds=20)
    line = f"host h.example is off until {until:%H:%M} UTC: 3 failures, the last: 500 Internal Server Error"
    assert one_node(["board"]) == [f"HostOff {line}"]


@pytest.mark.parametrize(
    "words",
    [
        ["404"] * 4,
        ["400", "401", "410", "422"],
        ["no-name"] * 4,
        ["503", "503", "board", "503", "503"],
        ["403", "403", "404", "403"],
    ],
    ids=" ".join,
)
def test_what_is_no_failure_of_the_host(words: list[str], shared: str) -> None:
    one_node(words)
    assert one_node(["board"]) == ["200"]


def test_the_retries_of_one_request_are_one_failure(shared: str) -> None:
    one_node(["503"])
    one_node(["503"] * 5, meta={"retry_times": 1})
    assert state(shared).failures == 1


def test_a_robots_txt_proves_no_health_and_a_forbidden_one_no_illness(shared: str) -> None:
    one_node(["503", "503"])
    one_node(["board", "403"], callback=NO_CALLBACK)
    assert state(shared).failures == 2
    one_node(["503"], callback=NO_CALLBACK)
    assert state(shared).off_until is not None


def test_a_retry_after_holds_for_every_node_and_one_too_long_fails(shared: str) -> None:
    async def run() -> list[str]:
        async with nodes(2, HOST_DELAY=0) as (one, other):
            await one._hosts.pause("h.example", 0.2)
            began = monotonic()
            await ask(other, ["board"])
            assert monotonic() - began > 0.19
            await one._hosts.pause("h.example", 3600)
            return await ask(other, ["board"])

    assert asyncio.run(run()) == [f"{HostBusy.__name__} the host asks to be left alone for 3600 s"]


def test_the_run_fails_with_the_hosts_line(shared: str, sqlite_url: str) -> None:
    boards = made_up_boards(5, 2, ats=("greenhouse",))
    sites = Sites(boards)
    for board in boards:
        sites.fault(board.slug, "503")
    changes = {"POLITENESS_ENABLED": True, "CHECK_ADDRESSES": False, "COMPANIES_AT_ONCE": 1, "RETRY_BACK_OFF": 0}
    database = open_database(sqlite_url)
    reports = web.crawl(database, boards, shortcut_settings(sites) | changes)
    database.close()
    errors = [report.error for report in reports.values()]
    assert all(error.endswith("503 Service Unavailable") for error in errors)
    off = "host boards-api.greenhouse.io is off until "
    assert [off in error for error in errors] == [False, False, False, True, True]
    assert {report.outcome for report in reports.values()} == {"failed"}
    state = Hosts(connect(shared)).state("boards-api.greenhouse.io")
    assert state is not None
    assert state.failures == 3
