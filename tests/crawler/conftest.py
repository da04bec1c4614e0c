"""What tests of the driver stand on. A file may have its own of the same name."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from jobtracker.db import Database, open_database
from tests.crawler import site


@pytest.fixture
def database(sqlite_url: str) -> Iterator[Database]:
    opened = open_database(sqlite_url)
    yield opened
    opened.close()


@pytest.fixture
def base() -> Iterator[str]:
    with site.running() as url:
        yield url
