"""`scrapy crawl X`: a fleet of one; `scrapy crawl fleet`: a node of the fleet."""

from __future__ import annotations

import argparse
import datetime as dt
import logging
import os
from typing import TYPE_CHECKING

from scrapy.commands import BaseRunSpiderCommand
from scrapy.exceptions import UsageError
from scrapy.settings import Settings
from scrapy.utils.log import configure_logging, log_scrapy_info

if TYPE_CHECKING:
    from jobtracker.run import RunReport

logger = logging.getLogger(__name__)


class Command(BaseRunSpiderCommand):
    """Takes what Scrapy's own command takes: -a NAME=VALUE, -o FILE, -s NAME=VALUE."""

    requires_project = True
    requires_crawler_process = False  # the driver has its own, with another spider in it

    def syntax(self) -> str:
        """What follows the command."""
        return "[options] <company>"

    def short_desc(self) -> str:
        """What `scrapy --help` says."""
        return "Crawl a company and keep its listings"

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Crawl it."""
        from crawler import local  # SQLAlchemy and all rules: Scrapy loads this module whatever its command is
        from crawler.loader import FLEET, RegistryLoader
        from jobtracker.config import settings as project_settings
        from jobtracker.db import open_database

        if len(args) != 1:
            raise UsageError("name one company")
        settings = self.settings or Settings()
        configure_logging(settings)
        log_scrapy_info(settings)
        if args == [FLEET]:
            group = {name: value for name, value in opts.spargs.items() if not name.startswith("_")}  # scrapyd's: _job
            self.exitcode = self._crawl_fleet(settings, group)
            return
        loader = RegistryLoader.from_settings(settings)
        reports: list[RunReport] = []
        database = open_database(project_settings().database_url)
        # A node's registry is as old as its egg: there the database says which companies there are, and what of them.
        companies = local.stored(database, args) if "SCRAPYD_JOB" in os.environ else []
        if not companies:
            try:
                companies = local.choose(loader, args, settings)
            except local.UnknownCompany as error:
                raise UsageError(str(error)) from None
            if not settings.get("COMPANIES"):
                local.sync_registry(database, loader, _now)
        finished = local.crawl(
            database,
            loader,
            companies,
            settings,
            clock=_now,
            on_report=reports.append,
            spider_args=opts.spargs,
            queue=local.fleet_queue(),
        )
        self.exitcode = 0 if finished and all(report.outcome != "failed" for report in reports) else 1

    def _crawl_fleet(self, settings: Settings, group: dict[str, str]) -> int:
        from redis.exceptions import RedisError

        from crawler import node
        from jobtracker.errors import JobTrackerError

        try:
            return 0 if node.crawl(settings, group) else 1
        except JobTrackerError as error:
            logger.error("%s", error)  # noqa: TRY400  (one line says it all)
        except RedisError as error:
            logger.error("Redis is away: %s", error)  # noqa: TRY400  (here, too)
        return 1


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
