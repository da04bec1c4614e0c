"""Companies that do everything a company's spider can do to an engine, each with the verdict it deserves.

`python -m tests.crawler.nasty` crawls them beside healthy ones in one engine and counts the wrong verdicts.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from scrapy.exceptions import CloseSpider, DropItem
from scrapy.settings import Settings
from sqlalchemy import select

from crawler import local
from crawler.base import Company
from crawler.batch import Batch
from jobtracker.db import Database
from jobtracker.models import CompanyRow, RunRow
from jobtracker.run import RunReport
from tests.crawler import site
from tests.crawler.nasty import callbacks, details, errbacks, sites  # noqa: F401  (they fill CASES)
from tests.crawler.nasty.case import CASES, Case, Nasty

HEALTHY = 6


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


class Loader:
    """Knows the cases."""

    def __init__(self, kinds: list[type[Nasty]]) -> None:
        self.kinds = {kind.name: kind for kind in kinds}

    def load(self, name: str) -> type[Nasty]:
        return self.kinds[name]

    def kind_of(self, company: Company) -> type[Nasty]:
        return self.kinds[company.slug]

    def seated(self, companies: Sequence[Company]) -> Sequence[Company]:
        return companies

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
            clock=lambda: dt.datetime.now(dt.UTC),
            on_report=lambda report: reports.update({report.company: report}),
        )
    rows = database.read(
        lambda session: session.execute(
            select(CompanyRow.slug, RunRow.detail_failures).join(RunRow, RunRow.company_id == CompanyRow.id)
        ).all()
    )
    failures = dict(tuple(row) for row in rows)
    return [Result(each, reports[each.name], failures.get(each.name, 0)) for each in cases]
