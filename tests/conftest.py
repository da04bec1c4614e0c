"""What every test stands on: no settings or plugins of whoever runs it, real databases, and skips that CI may forbid.

JOBTRACKER_TEST_REQUIRE=mariadb,postgresql,corpus turns a skip whose reason has one of these words into a failure.
"""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import pytest

from jobtracker.config import Settings, settings
from tests import copies, offline, servers

Report = TypeVar("Report", pytest.TestReport, pytest.CollectReport)
REQUIRED = [word for word in os.environ.get("JOBTRACKER_TEST_REQUIRE", "").lower().split(",") if word]


def pytest_configure(config: pytest.Config) -> None:
    offline.go_offline()
    if servers.begin_run():
        config.add_cleanup(lambda: servers.sweep(Path(os.environ.pop(servers.RUN))))
    for name in [name for name in os.environ if name.startswith("JOBTRACKER_") and "_TEST_" not in name]:
        del os.environ[name]
    plugins = TemporaryDirectory(prefix="jobtracker-no-plugins-")
    config.add_cleanup(plugins.cleanup)
    os.environ["JOBTRACKER_PLUGINS_DIR"] = plugins.name  # of the processes that a test starts, too
    Settings.model_config["env_file"] = None


@pytest.fixture(autouse=True)
def _own_settings() -> Iterator[None]:
    """A test that sets the environment is read anew, and leaves nothing to the next."""
    settings.cache_clear()
    yield
    settings.cache_clear()


@pytest.fixture(scope="session")
def _sqlite(tmp_path_factory: pytest.TempPathFactory) -> copies.SQLite:
    return copies.SQLite(tmp_path_factory.mktemp("newest"))


@pytest.fixture(scope="session")
def _postgresql() -> Iterator[copies.PostgreSQL]:
    _need("postgresql")
    made = copies.PostgreSQL()
    yield made
    made.close()


@pytest.fixture(scope="session")
def _mariadb() -> copies.MariaDB:
    _need("mariadb")
    return copies.MariaDB()


def _need(kind: str) -> None:
    try:
        servers.server_url(kind)
    except servers.Absent as absent:
        pytest.skip(str(absent))


@pytest.fixture
def sqlite_url(_sqlite: copies.SQLite, tmp_path: Path) -> Iterator[str]:
    """A new SQLite file with the newest schema and nothing in it."""
    with _sqlite.new(tmp_path) as url:
        yield url


@pytest.fixture
def postgresql_url(_postgresql: copies.PostgreSQL) -> Iterator[str]:
    """A new database on a real PostgreSQL, with the newest schema and nothing in it."""
    with _postgresql.new() as url:
        yield url


@pytest.fixture
def mariadb_url(_mariadb: copies.MariaDB) -> Iterator[str]:
    """A new database on a real MariaDB, with the newest schema and nothing in it."""
    with _mariadb.new() as url:
        yield url


@pytest.fixture
def redis_url() -> Iterator[str]:
    """A new, empty database on a real Valkey."""
    with servers.fresh_valkey() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql", "mariadb"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The test runs three times: on a new database of each kind, with the newest schema and nothing in it."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture(params=["sqlite", "postgresql", "mariadb"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """As database_url, but without a schema."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    _need(request.param)
    with servers.fresh_database(request.param) as url:
        yield url


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    return _fail_if_required((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    return _fail_if_required((yield))


def _fail_if_required(report: Report) -> Report:
    if report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longreprtext
        if any(word in reason.lower() for word in REQUIRED):
            report.outcome = "failed"
            report.longrepr = f"skipped, but JOBTRACKER_TEST_REQUIRE forbids it: {reason}"
    return report
