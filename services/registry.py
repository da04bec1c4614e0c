"""`python -m services.registry`: bring schema and companies of SQL up to date.

In a process of its own, which ends: it needs Scrapy to know what a company is, and `up` itself should stay small.
"""

from __future__ import annotations

import datetime as dt
import sys

import click

from crawler.loader import RegistryLoader
from crawler.local import scrapy_settings, sync_registry
from jobtracker.config import settings
from jobtracker.db import open_database
from jobtracker.errors import JobTrackerError


def main() -> None:
    """Prints how many companies there are; on failure one line, and exit status 1."""
    try:
        database = open_database(settings().database_url)
        loader = RegistryLoader.from_settings(scrapy_settings({}))
        for line in loader.errors:
            click.echo(line, err=True)
        if loader.errors and not loader.companies():
            sys.exit(f"JOBTRACKER_REGISTRY={settings().registry}: not one company in it can be used")
        sync_registry(database, loader, lambda: dt.datetime.now(dt.UTC))
        click.echo(len(list(loader.companies())))
    except JobTrackerError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
