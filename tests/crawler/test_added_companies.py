"""Companies that were added, beside a registry that has rows of theirs, or none; and a database that is away."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from crawler import additions, local
from crawler.loader import RegistryLoader
from jobtracker.company import Company
from jobtracker.db import Database
from jobtracker.models import CompanyRow
from jobtracker.store import additions as store

NOW = dt.datetime(2026, 4, 1, tzinfo=dt.UTC)


@pytest.fixture
def here(sqlite_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Database]:
    """An SQLite that the settings name, with an empty registry."""
    monkeypatch.setenv("JOBTRACKER_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("JOBTRACKER_REGISTRY", "none")
    database = Database(sqlite_url)
    yield database
    database.close()


def added(database: Database) -> dict[str, CompanyRow]:
    return database.read(lambda s: {row.slug: row for row in s.scalars(select(CompanyRow))})


def test_a_row_of_the_registry_with_an_added_companys_slug(
    here: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Of the same board it takes the company over; of another it is left out, and told."""
    for slug in ("same", "other"):
        here.write(store.add_company, Company(slug, slug, "lever", {"token": slug}), now=NOW)
    rows = "slug,name,token\nother,Theirs,theirs\nsame,Same Inc.,Same\n"
    (tmp_path / "lever.csv").write_text(rows)
    monkeypatch.setenv("JOBTRACKER_REGISTRY", str(tmp_path / "lever.csv"))
    additions.settings.cache_clear()
    loader = RegistryLoader.from_settings(local.scrapy_settings({}))
    assert loader.load("other").company.params == {"token": "other"}
    assert loader.load("same").company.name == "Same Inc."
    assert "lever.csv:2: other is the slug of a company that was added, of another board" in caplog.text
    local.sync_registry(here, loader, lambda: NOW)
    assert {slug: (row.name, row.origin) for slug, row in added(here).items()} == {
        "same": ("Same Inc.", "registry"),
        "other": ("other", "added"),
    }


def test_a_row_of_the_registry_with_an_added_companys_board_is_left_out(
    here: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    here.write(store.add_company, Company("pebble", "Pebble", "lever", {"token": "pebble"}), now=NOW)
    (tmp_path / "lever.csv").write_text("slug,name,token\npebble-inc,Pebble Inc.,Pebble\n")
    monkeypatch.setenv("JOBTRACKER_REGISTRY", str(tmp_path / "lever.csv"))
    additions.settings.cache_clear()
    loader = RegistryLoader.from_settings(local.scrapy_settings({}))
    assert [company.slug for company in loader.companies()] == ["pebble"]
    assert "lever.csv:2: pebble-inc has the board of pebble, which was added, and is left out" in caplog.text
    local.sync_registry(here, loader, lambda: NOW)
    assert [*added(here)] == ["pebble"]


def test_a_database_that_does_not_answer_leaves_the_registry_as_it_is(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("JOBTRACKER_DATABASE_URL", "postgresql://me:secret@127.0.0.1:1/none")
    monkeypatch.setenv("JOBTRACKER_REGISTRY", "none")
    assert RegistryLoader.from_settings(local.scrapy_settings({})).list()[0] == "fleet"
    assert "companies that were added are left out" in caplog.text
    assert "secret" not in caplog.text
