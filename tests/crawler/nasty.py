"""Companies that do everything a company's spider can do to an engine, each with the verdict it deserves.

`python -m tests.crawler.nasty` crawls them beside healthy ones in one engine and counts the wrong verdicts.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from scrapy import Request
from scrapy.exceptions import CloseSpider, DropItem
from scrapy.http import Response
from scrapy.settings import Settings
from sqlalchemy import select

from crawler import local
from crawler.base import Company, CompanySpider, Posting
from crawler.batch import Batch
from jobtracker.db import Database, open_database
from jobtracker.models import CompanyRow, RunRow
from jobtracker.run import RunReport
from tests.crawler import site

HEALTHY = 6
Parse = Callable[..., Any]


class Nasty(CompanySpider):
    """`base` is the site's address, `paths` what it is asked for first."""

    base = ""
    paths: tuple[str, ...] = ("/board",)
    meta: Mapping[str, Any] = {}

    def url(self, path: str) -> str:
        return self.base + path if path.startswith("/") else path

    def get(self, path: str, **about: Any) -> Request:
        return Request(self.url(path), **about)

    async def start(self) -> Any:
        for path in self.paths:
            yield self.get(path, dont_filter=True, meta=dict(self.meta))

    def parse(self, response: Response, **kwargs: Any) -> Any:
        yield from listed(response)

    def rest(self, response: Response) -> Any:
        yield from listed(response)


def listed(response: Response) -> Iterator[Posting]:
    for job in json.loads(response.body)["jobs"]:
        yield Posting(id=job["id"], title=job["title"], url=response.url)


class TroublePipeline:
    def process_item(self, item: Any) -> Any:
        titles = [getattr(each, "title", "") for each in item.postings] if isinstance(item, Batch) else []
        if "DROP" in titles:
            raise DropItem("not wanted")
        if "BOOM" in titles:
            raise ValueError("boom")
        if "CLOSE" in titles:
            raise CloseSpider("from a pipeline")
        return item


@dataclass
class Case:
    name: str
    outcome: str
    seen: int
    why: str = ""
    """Words that the run's error must hold."""
    details_failed: int = 0
    attributes: dict[str, Any] = field(default_factory=dict)

    def kind(self, base: str) -> type[Nasty]:
        company = Company(self.name, self.name)
        return type(self.name, (Nasty,), {"name": self.name, "company": company, "base": base, **self.attributes})


CASES: list[Case] = []


def case(outcome: str, seen: int, why: str = "", details_failed: int = 0, **attributes: Any) -> Callable[[Parse], Parse]:
    """Make a case of a `parse` method, named after it."""

    def add(parse: Parse) -> Parse:
        about = {"parse": parse} | attributes
        CASES.append(Case(parse.__name__.replace("_", "-"), outcome, seen, why, details_failed, about))
        return parse

    return add


def plain(name: str, outcome: str, seen: int, why: str, *paths: str, **attributes: Any) -> None:
    """Add a case whose spider is good and whose site is not."""
    CASES.append(Case(name, outcome, seen, why, 0, {"paths": paths} | attributes))


# What a good spider meets
plain("status-401", "failed", 0, "401 Unauthorized", "/status?code=401")
plain("status-403", "failed", 0, "403 Forbidden", "/status?code=403")
plain("status-404", "failed", 0, "404 Not Found", "/status?code=404")
plain("status-429", "failed", 0, "429 Too Many Requests", "/status?code=429")
plain("status-500", "failed", 0, "500 Internal Server Error", "/status?code=500")
plain("status-204", "failed", 0, "JSONDecodeError", "/status?code=204")
plain("status-299", "failed", 0, "JSONDecodeError", "/status?code=299")
plain("half-fails", "partial", 3, "403 Forbidden", "/board", "/status?code=403")
plain("retried", "complete", 3, "", "/flaky?fails=2")
plain("retried-in-vain", "failed", 0, "500 Internal Server Error", "/flaky?fails=3")
plain("redirected", "complete", 3, "", "/hops?left=3")
plain("redirect-loop", "failed", 0, "max redirections", "/hops?left=99")
plain("redirect-to-403", "failed", 0, "403 Forbidden", "/to?url=/status?code=403")
plain("redirect-to-file", "failed", 0, "302", "/to?url=file:///etc/passwd")
plain("redirect-to-private", "failed", 0, "private address", "/to?url=http://10.0.0.1/")
plain("redirect-to-metadata", "failed", 0, "private address", "/to?url=http://169.254.169.254/latest")
plain("private", "failed", 0, "private address", "http://192.168.1.1/board")
plain("private-ipv6", "failed", 0, "private address", "http://[::ffff:10.0.0.1]/board")
plain("robots", "failed", 0, "robots.txt", "/forbidden")
plain("robots-half", "partial", 3, "robots.txt", "/board", "/forbidden")
plain("no-such-host", "failed", 0, "no such host", "http://nowhere.invalid/board")
plain("refused", "failed", 0, "connection refused", "http://127.0.0.1:1/board")
plain("no-answer", "failed", 0, "no answer in time", "/hang", meta={"download_timeout": 0.4})
plain("too-large", "failed", 0, "larger than DOWNLOAD_MAXSIZE", "/large?bytes=3000000")
plain("bomb", "failed", 0, "larger than DOWNLOAD_MAXSIZE", "/bomb?bytes=3000000")
plain("cut", "failed", 0, "connection", "/cut")
plain("cut-chunks", "failed", 0, "connection", "/cut_chunks")
plain("no-url", "failed", 0, "Unsupported URL scheme", "gopher://x/")
plain("repeated", "partial", 3, "came twice", "/board", "/board?")
plain("starts-offsite", "complete", 3, "", "/board", allowed_domains=["example.org"])
plain("own-agent", "complete", 1, "", "/agent", user_agent="Baker/1")
for who in ("a", "b"):
    plain(f"cookies-{who}", "complete", 2, "", f"/cookie?mine={who}", parse=lambda self, response: [
        *listed(response), self.get(f"{response.url}&again", callback=self.rest)])


@case("complete", 5)
def paged(self: Nasty, response: Response) -> Any:
    yield from listed(response)
    yield self.get("/board?ids=4,5", callback=self.rest)


@case("complete", 5)
def duplicates(self: Nasty, response: Response) -> Any:
    yield from listed(response)
    for _ in range(3):
        yield self.get("/board?ids=4,5", callback=self.rest)


@case("complete", 4)
def duplicate_for_another_callback(self: Nasty, response: Response) -> Any:
    yield from listed(response)
    yield self.get("/board?ids=4", callback=lambda response: None)
    yield self.get("/board?ids=4", callback=self.rest)


@case("partial", 3, "too deep")
def too_deep(self: Nasty, response: Response) -> Any:
    if response.meta["depth"] == 0:
        yield from listed(response)
    yield self.get(f"/board?x={response.meta['depth']}", callback=self.parse)


@case("partial", 3, "too deep or too long")
def too_long(self: Nasty, response: Response) -> Any:
    yield from listed(response)
    yield self.get("/board?x=" + 9_000 * "x", callback=self.rest)


@case("failed", 0, "ValueError: boom")
def raises_at_once(self: Nasty, response: Response) -> Any:
    raise ValueError("boom")


@case("failed", 0, "ValueError: boom")
def raises_before_yielding(self: Nasty, response: Response) -> Any:
    if response.body:
        raise ValueError("boom")
    yield None


@case("partial", 2, "ValueError: boom")
def raises_after_yielding(self: Nasty, response: Response) -> Any:
    yield from [*listed(response)][:2]
    raise ValueError("boom")


@case("partial", 2, "ValueError: boom")
def raises_after_a_request(self: Nasty, response: Response) -> Any:
    yield self.get("/board?ids=4,5", callback=self.rest)
    raise ValueError("boom")


@case("partial", 1, "ValueError: boom")
async def raises_after_await(self: Nasty, response: Response) -> Any:
    yield next(listed(response))
    await asyncio.sleep(0.01)
    raise ValueError("boom")


@case("failed", 0, "SystemExit")
def exits(self: Nasty, response: Response) -> Any:
    yield next(listed(response))
    sys.exit(3)


@case("failed", 0, "CancelledError")
async def cancels_itself(self: Nasty, response: Response) -> Any:
    yield next(listed(response))
    raise asyncio.CancelledError


@case("partial", 1, "RuntimeError")
def stops_iteration(self: Nasty, response: Response) -> Any:
    yield next(listed(response))
    raise StopIteration


@case("partial", 1, "RecursionError")
def recurses(self: Nasty, response: Response) -> Any:
    yield next(listed(response))
    yield from recurses(self, response)


@case("failed", 0, "empty board")
def yields_nothing(self: Nasty, response: Response) -> Any:
    return None


@case("complete", 3)
def returns_a_list(self: Nasty, response: Response) -> Any:
    return [*listed(response)]


@case("complete", 3)
async def returns_a_list_later(self: Nasty, response: Response) -> Any:
    await asyncio.sleep(0.01)
    return [*listed(response)]


@case("complete", 3)
async def yields_later(self: Nasty, response: Response) -> Any:
    for each in listed(response):
        await asyncio.sleep(0.01)
        yield each


@case("partial", 3, "2 postings without id or title")
def yields_rubbish(self: Nasty, response: Response) -> Any:
    yield from listed(response)
    yield 7
    yield object()


@case("complete", 1)
def yields_dicts(self: Nasty, response: Response) -> Any:
    yield {"id": 7, "title": "Baker", "colour": "blue"}
    yield None


@case("partial", 1, "4 postings without id or title")
def lacks_id_or_title(self: Nasty, response: Response) -> Any:
    yield Posting(id="1", title="Baker", url="")
    yield Posting(id="", title="Baker", url="")
    yield Posting(id="2", title=" ", url="")
    yield Posting(id="\ud800", title="Baker", url="")
    yield Posting(id=None, title=["Baker"], url=None)  # type: ignore[arg-type]


@case("partial", 3, "read 3 of 4")
def less_than_its_total(self: Nasty, response: Response) -> Any:
    self.run.expect(4)
    yield from listed(response)


@case("complete", 1_200)
def many(self: Nasty, response: Response) -> Any:
    for number in range(1_200):
        yield Posting(id=f"{number}", title="Baker", url="")


@case("partial", 3, "no such host")
def errback_goes_on(self: Nasty, response: Response) -> Any:
    def errback(failure: Any) -> Any:
        yield Posting(id="4", title="Baker", url="")

    yield from [*listed(response)][:2]
    yield self.get("http://nowhere.invalid/", callback=self.rest, errback=errback)


@case("partial", 3, "no such host")
def errback_raises(self: Nasty, response: Response) -> Any:
    def errback(failure: Any) -> Any:
        raise ValueError("boom")

    yield from listed(response)
    yield self.get("http://nowhere.invalid/", callback=self.rest, errback=errback)


@case("partial", 4, "no such host")
def errback_raises_after_yielding(self: Nasty, response: Response) -> Any:
    def errback(failure: Any) -> Any:
        yield Posting(id="4", title="Baker", url="")
        raise ValueError("boom")

    yield from listed(response)
    yield self.get("http://nowhere.invalid/", callback=self.rest, errback=errback)


@case("partial", 4, "403 Forbidden")
def errback_of_a_status(self: Nasty, response: Response) -> Any:
    yield from listed(response)
    yield self.get("/status?code=403", callback=self.rest, errback=lambda failure: self.get("/board?ids=9"),)


@case("partial", 3, "403 Forbidden")
def errback_of_a_status_raises(self: Nasty, response: Response) -> Any:
    yield from listed(response)
    yield self.get("/status?code=403", callback=self.rest, errback=lambda failure: 1 / 0)


@case("complete", 3, handle_httpstatus_list=[403], paths=("/status?code=403",))
def handles_a_status(self: Nasty, response: Response) -> Any:
    assert response.status == 403
    yield self.get("/board", callback=self.rest)


@case("complete", 3, paths=("/flaky?fails=1&mine",))
def asks_again(self: Nasty, response: Response) -> Any:
    yield from listed(response)
    yield response.request.replace(callback=lambda response: None, dont_filter=True)


@case("complete", 5)
def copies_meta(self: Nasty, response: Response) -> Any:
    yield from listed(response)
    yield self.get("/board?ids=4,5", meta=response.meta, callback=self.rest)


@case("failed", 0, "TypeError")
def names_its_callback(self: Nasty, response: Response) -> Any:
    yield self.get("/board?ids=4,5", callback="rest")


@case("partial", 2, "not wanted")
def dropped(self: Nasty, response: Response) -> Any:
    yield self.get("/board?ids=4,5", callback=self.rest)
    yield Posting(id="1", title="DROP", url="")


@case("partial", 2, "boom")
def item_error(self: Nasty, response: Response) -> Any:
    yield self.get("/board?ids=4,5", callback=self.rest)
    yield Posting(id="1", title="BOOM", url="")


@case("partial", 2, "from a pipeline")
def pipeline_closes(self: Nasty, response: Response) -> Any:
    yield self.get("/board?ids=4,5", callback=self.rest)
    yield Posting(id="1", title="CLOSE", url="")


@case("failed", 0, "stopped by its spider: enough")
def closes(self: Nasty, response: Response) -> Any:
    raise CloseSpider("enough")


@case("partial", 3, "stopped by its spider: enough")
def closes_after_yielding(self: Nasty, response: Response) -> Any:
    yield from listed(response)
    yield self.get("/board?ids=4,5&wait=0.5", callback=self.rest)
    raise CloseSpider("enough")


@case("partial", 3, "no such host (and 1 more)")
def closes_in_errback(self: Nasty, response: Response) -> Any:
    def errback(failure: Any) -> Any:
        raise CloseSpider("enough")

    yield from listed(response)
    yield self.get("http://nowhere.invalid/", callback=self.rest, errback=errback)


@case("partial", 3, "not finished after")
async def hangs(self: Nasty, response: Response) -> Any:
    yield self.get("/board", callback=self.rest)
    await asyncio.sleep(600)


@case("partial", 3, "not finished after")
async def never_ends(self: Nasty, response: Response) -> Any:
    if "x=" not in response.url:
        for each in listed(response):
            yield each
    yield self.get(f"/board?wait=0.1&x={time.monotonic()}", callback=self.parse, meta={"depth_reset": True})


@case("complete", 3)
def blocks(self: Nasty, response: Response) -> Any:
    time.sleep(1)
    yield from listed(response)


@case("partial", 3, "offsite", allowed_domains=["127.0.0.1"])
def goes_offsite(self: Nasty, response: Response) -> Any:
    yield from listed(response)
    yield self.get("http://example.org/", callback=self.rest)


@case("complete", 5)
async def downloads_inline(self: Nasty, response: Response) -> Any:
    more = await self.crawler.engine.download_async(self.get("/board?ids=4,5"))
    for each in [*listed(response), *listed(more)]:
        yield each


@case("partial", 3, "500 Internal Server Error")
async def swallows_an_inline_status(self: Nasty, response: Response) -> Any:
    await self.crawler.engine.download_async(self.get("/status?code=500"))
    for each in listed(response):
        yield each


@case("partial", 3, "no such host")
async def swallows_an_inline_failure(self: Nasty, response: Response) -> Any:
    try:
        await self.crawler.engine.download_async(self.get("http://nowhere.invalid/"))
    except Exception:
        pass
    for each in listed(response):
        yield each


@case("failed", 0, "robots.txt")
async def downloads_inline_what_is_forbidden(self: Nasty, response: Response) -> Any:
    await self.crawler.engine.download_async(self.get("/forbidden"))
    for each in listed(response):
        yield each


def entries(response: Response) -> Iterator[Posting]:
    for posting in listed(response):
        posting.detail_pending = True
        yield posting


def with_details(self: Nasty, response: Response, last: str, **about: Any) -> Any:
    """Three entries; the details of the first two are good, the last one's is not."""
    for posting in entries(response):
        path = last if posting.id == "3" else f"/board?ids={posting.id}"
        yield posting
        yield self.detail(self.get(path, callback=self.rest, **(about if posting.id == "3" else {})), posting)


@case("complete", 3)
def details(self: Nasty, response: Response) -> Any:
    yield from with_details(self, response, "/board?ids=3")


@case("complete", 3)
def details_under_one_url(self: Nasty, response: Response) -> Any:
    yield from with_details(self, response, "/board?ids=2")


@case("complete", 3, details_failed=1)
def detail_fails(self: Nasty, response: Response) -> Any:
    yield from with_details(self, response, "/status?code=500")


@case("complete", 3)
def detail_is_gone(self: Nasty, response: Response) -> Any:
    yield from with_details(self, response, "/status?code=410")


@case("complete", 3, details_failed=1)
def detail_raises(self: Nasty, response: Response) -> Any:
    yield from with_details(self, response, "/status?code=200")


@case("complete", 3, details_failed=1)
def detail_is_forbidden(self: Nasty, response: Response) -> Any:
    yield from with_details(self, response, "/forbidden")


@case("complete", 3, details_failed=1)
def detail_is_too_long(self: Nasty, response: Response) -> Any:
    yield from with_details(self, response, "/board?x=" + 9_000 * "x")


@case("complete", 3, details_failed=1)
def detail_errback_raises(self: Nasty, response: Response) -> Any:
    yield from with_details(self, response, "http://nowhere.invalid/", errback=lambda failure: 1 / 0)


@case("complete", 3, details_failed=1)
def detail_is_dropped(self: Nasty, response: Response) -> Any:
    def drop(response: Response) -> Any:
        yield Posting(id="3", title="DROP", url="")

    for posting in entries(response):
        yield posting
        callback = drop if posting.id == "3" else self.rest
        yield self.detail(self.get(f"/board?ids={posting.id}", callback=callback), posting)


async def _start_raises(self: Nasty) -> Any:
    yield self.get("/board")
    raise ValueError("boom")


async def _start_raises_at_once(self: Nasty) -> Any:
    raise ValueError("boom")
    yield


async def _start_yields_items(self: Nasty) -> Any:
    yield Posting(id="1", title="Baker", url="")
    yield self.get("/board?ids=2")
    yield Posting(id="3", title="Baker", url="")


async def _start_closes(self: Nasty) -> Any:
    raise CloseSpider("enough")
    yield


def _init_raises(self: Nasty, *args: Any, **kwargs: Any) -> None:
    raise ValueError("boom")


async def _closed_raises(self: Nasty, reason: str) -> None:
    raise ValueError("boom")


CASES += [
    Case("start-raises", "partial", 3, "start(): ValueError: boom", 0, {"start": _start_raises}),
    Case("start-raises-at-once", "failed", 0, "start(): ValueError: boom", 0, {"start": _start_raises_at_once}),
    Case("start-yields-items", "complete", 3, "", 0, {"start": _start_yields_items}),
    Case("start-closes", "failed", 0, "stopped by its spider: enough", 0, {"start": _start_closes}),
    Case("start-is-no-generator", "failed", 0, "TypeError", 0, {"start": lambda self: None}),
    Case("init-raises", "failed", 0, "ValueError: boom", 0, {"__init__": _init_raises}),
    Case("closed-raises", "partial", 3, "closed(): ValueError: boom", 0, {"closed": _closed_raises}),
    Case("switched-off", "failed", 0, "switched off: not without permission", 0, {"switched_off": "not without permission"}),
    Case("own-settings", "complete", 3, "", 0, {"custom_settings": {"DEPTH_LIMIT": 1}}),
]


class Loader:
    """Knows the cases."""

    def __init__(self, kinds: list[type[Nasty]]) -> None:
        self.kinds = {kind.name: kind for kind in kinds}

    def load(self, name: str) -> type[Nasty]:
        return self.kinds[name]

    def companies(self) -> list[Company]:
        return [kind.company for kind in self.kinds.values()]


def settings() -> Settings:
    """As in production, in a hurry, and with leave to ask this machine."""
    return local.scrapy_settings(
        {
            "ALLOWED_PRIVATE_HOSTS": ["127.0.0.1"],
            "COMPANIES_AT_ONCE": 200,
            "CONCURRENT_REQUESTS": 200,
            "COMPANY_DEADLINE": 6,
            "DEPTH_LIMIT": 3,
            "DOWNLOAD_MAXSIZE": 1_000_000,
            "DOWNLOAD_TIMEOUT": 5,
            "HOST_AT_ONCE": 200,
            "HOST_DELAY": 0,
            "RETRY_BACK_OFF": 0.02,
            "ITEM_PIPELINES": {
                "tests.crawler.nasty.TroublePipeline": 50,
                "crawler.pipelines.validate.ValidatePipeline": 100,
                "crawler.pipelines.identify.IdentifyPipeline": 200,
                "crawler.pipelines.normalise.NormalisePipeline": 300,
                "crawler.pipelines.store.StorePipeline": 400,
            },
        }
    )


@dataclass
class Result:
    case: Case
    report: RunReport
    details_failed: int

    @property
    def wrong(self) -> str:
        """What is wrong about the verdict; "" if nothing is."""
        got = (self.report.outcome, self.report.seen, self.details_failed)
        want = (self.case.outcome, self.case.seen, self.case.details_failed)
        if got != want:
            return f"{self.case.name}: {got} instead of {want}: {self.report.error}"
        lacks = self.case.why not in self.report.error or bool(self.report.error) > (self.case.outcome != "complete")
        return f"{self.case.name}: says {self.report.error!r}" if lacks else ""


def run(database: Database) -> list[Result]:
    """Crawl all cases and the healthy companies between them."""
    with site.running() as base:
        healthy = [Case(f"healthy-{number}", "complete", 3) for number in range(HEALTHY)]
        cases = [*healthy[: HEALTHY // 2], *CASES, *healthy[HEALTHY // 2 :]]
        loader = Loader([each.kind(base) for each in cases])
        reports: dict[str, RunReport] = {}
        local.crawl(
            database,
            loader,  # type: ignore[arg-type]
            loader.companies(),
            settings(),
            clock=lambda: dt.datetime.now(dt.timezone.utc),
            on_report=lambda report: reports.update({report.company: report}),
        )
    rows = database.read(lambda session: session.execute(
        select(CompanyRow.slug, RunRow.detail_failures).join(RunRow, RunRow.company_id == CompanyRow.id)).all())
    failures = {slug: count for slug, count in rows}
    return [Result(each, reports[each.name], failures.get(each.name, 0)) for each in cases]


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        began = time.monotonic()
        results = run(open_database(f"sqlite:///{folder}/nasty.db"))
    wrong = [result.wrong for result in results if result.wrong]
    print(*wrong, sep="\n")
    print(f"{len(CASES)} nasty companies beside {HEALTHY} healthy ones: {len(wrong)} wrong verdicts, {time.monotonic() - began:.1f} s")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
