"""Crawl sample sites with the project's own spiders, without a socket or with one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from crawler import local
from crawler.companies.registry import Registry
from crawler.loader import RegistryLoader
from jobtracker.company import Company
from jobtracker.db import Database
from jobtracker.models import CompanyRow, ListingRow
from jobtracker.run import RunReport
from sample_sites import OpenBoard

NOW = dt.datetime(2026, 4, 1, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


def company_of(board: OpenBoard) -> Company:
    return Company(board.slug, board.slug, board.ats, board.params)


def crawl(
    database: Database, boards: Sequence[OpenBoard], settings: Mapping[str, Any], now: dt.datetime = NOW
) -> dict[str, RunReport]:
    """Crawl every board once, in one engine; the reports by company."""
    companies = [company_of(board) for board in boards]
    loader = RegistryLoader(Registry({company.slug: company for company in companies}), [], None)
    reports: dict[str, RunReport] = {}
    local.crawl(
        database,
        loader,
        companies,
        local.scrapy_settings({"LOG_LEVEL": "CRITICAL", "DOWNLOAD_MAXSIZE": 2**22} | dict(settings)),
        clock=lambda: now,
        on_report=lambda report: reports.update({report.company: report}),
    )
    return reports


def listed(database: Database, status: str = "open") -> dict[str, set[str]]:
    """External ids in a state, by company."""
    query = select(CompanyRow.slug, ListingRow.external_id, ListingRow.status).join(
        ListingRow, CompanyRow.id == ListingRow.company_id, isouter=True
    )
    found: dict[str, set[str]] = {}
    for slug, id_, at in database.read(lambda session: session.execute(query).all()):
        found.setdefault(slug, set()).update({id_} if at == status else ())
    return found
