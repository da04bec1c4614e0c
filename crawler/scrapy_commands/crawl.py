"""`scrapy crawl X`: a fleet of one."""

from __future__ import annotations

import argparse
import datetime as dt

from scrapy.commands import BaseRunSpiderCommand
from scrapy.exceptions import UsageError
from scrapy.utils.log import configure_logging, log_scrapy_info

from crawler import local
from crawler.loader import RegistryLoader
from jobtracker.config import settings as project_settings
from jobtracker.db import open_database
from jobtracker.run import RunReport


class Command(BaseRunSpiderCommand):
    """Takes what Scrapy's own command takes: -a NAME=VALUE, -o FILE, -s NAME=VALUE."""

    requires_project = True
    requires_crawler_process = False  # the driver has its own, with another spider in it

    def syntax(self) -> str:
        return "[options] <company>"

    def short_desc(self) -> str:
        return "Crawl a company and keep its listings"

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if len(args) != 1:
            raise UsageError("name one company")
        assert self.settings is not None
        configure_logging(self.settings)
        log_scrapy_info(self.settings)
        loader = RegistryLoader.from_settings(self.settings)
        try:
            companies = local.choose(loader, args, self.settings)
        except local.UnknownCompany as error:
            raise UsageError(str(error)) from None
        reports: list[RunReport] = []
        database = open_database(project_settings().database_url)
        finished = local.crawl(
            database,
            loader,
            companies,
            self.settings,
            clock=lambda: dt.datetime.now(dt.timezone.utc),
            on_report=reports.append,
            spider_args=opts.spargs,
        )
        self.exitcode = 0 if finished and all(report.outcome != "failed" for report in reports) else 1
