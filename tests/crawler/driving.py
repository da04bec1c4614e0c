"""Companies driven by the real driver, before a small site."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from scrapy.settings import Settings
from sqlalchemy import select

from crawler import local
from jobtracker.db import Database
from jobtracker.models import CompanyRow, ListingRow
from jobtracker.run import RunReport
from tests.crawler import nasty

NOW = dt.datetime(2026, 4, 1, tzinfo=dt.UTC)


def crawl(database: Database, base: str, *cases: nasty.Case, settings: Settings | None = None) -> dict[str, RunReport]:
    loader = nasty.Loader([each.kind(base) for each in cases])
    reports: list[RunReport] = []
    local.crawl(
        database,
        loader,  # type: ignore[arg-type]
        loader.companies(),
        settings or nasty.settings(),
        clock=lambda: NOW,
        on_report=reports.append,
    )
    return {report.company: report for report in reports}


def case(name: str, parse: Callable[..., Any] | None = None, **attributes: Any) -> nasty.Case:
    return nasty.Case(name, "", 0, attributes=attributes | ({"parse": parse} if parse else {}))


def listings(database: Database, slug: str) -> dict[str, tuple[str, bool]]:
    """External id -> status, and whether its detail is pending."""
    found = select(ListingRow.external_id, ListingRow.status, ListingRow.detail_pending)
    rows = database.read(
        lambda session: session.execute(
            found.join(CompanyRow, CompanyRow.id == ListingRow.company_id).where(CompanyRow.slug == slug)
        ).all()
    )
    return {row.external_id: (row.status, row.detail_pending) for row in rows}
