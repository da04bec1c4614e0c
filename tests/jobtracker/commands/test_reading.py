"""The commands that read what crawls have stored."""

import csv
import datetime as dt
import io
import json
import os
import pty
import subprocess
import sys

import pytest
from click.testing import CliRunner

from jobtracker.cli import jobtracker
from jobtracker.company import Company
from jobtracker.config import settings
from jobtracker.db import Database
from jobtracker.errors import JobTrackerError
from jobtracker.lifecycle import Evidence
from jobtracker.store import closing, companies, runs
from tests.jobtracker.store.boards import VERSION, prepared

NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


@pytest.fixture
def stored(sqlite_url, monkeypatch):
    """A database with two listings of Acme, and the settings that lead to it."""
    monkeypatch.setenv("JOBTRACKER_DATABASE_URL", sqlite_url)
    settings.cache_clear()
    database = Database(sqlite_url)
    database.write(companies.sync, [Company("acme", "Acme", "lever", {"token": "a"})], origin="given", now=NOW)
    held = database.write(runs.claim, "acme", now=NOW, version=lambda _: VERSION)
    rows = [prepared("1", "Rust Engineer", text="we build boats"), prepared("2", "=Cook", text="we eat")]
    database.write(closing.close, held, Evidence(seen={"1", "2"}), rows, now=NOW)
    yield database
    database.close()


def run(*words):
    return CliRunner().invoke(jobtracker, words, catch_exceptions=False)


@pytest.mark.parametrize(
    ("query", "titles"),
    [("boats", ["Rust Engineer"]), ("we eat", ["=Cook"]), ("engin*", ["Rust Engineer"]), ("plumber", [])],
)
def test_search_finds_what_holds_all_the_words(stored, query, titles):
    found = json.loads(run("search", query, "--json", "--now", "2026-01-02").stdout)
    assert [listing["title"] for listing in found] == titles


def test_search_leaves_out_companies_that_were_long_not_verified(stored):
    assert json.loads(run("search", "we", "--json", "--now", "2026-01-09").stdout) == []


def test_search_at_a_pipe_prints_a_line_a_listing(stored):
    lines = run("search", "we", "--now", "2026-01-02").stdout.splitlines()
    assert len(lines) == 2
    title, company, *_, first_seen = lines[0].split("\t")
    assert (title, company, first_seen) == ("=Cook", "Acme", "2026-01-01")


def test_search_takes_several_words_and_wants_one(stored):
    found = json.loads(run("search", "rust", "engineer", "--json", "--now", "2026-01-02").stdout)
    assert [listing["title"] for listing in found] == ["Rust Engineer"]
    for words in ([], [""], ["", "!?"]):
        assert run("search", *words).exit_code == 2


def test_search_takes_the_query_language(stored):
    for query, titles in {"-rust": ["=Cook"], "rust OR cook": ["=Cook", "Rust Engineer"], "title:boats": []}.items():
        found = json.loads(run("search", *query.split(), "--json", "--now", "2026-01-02").stdout)
        assert [listing["title"] for listing in found] == titles


def test_search_shows_where_a_query_cannot_be_read(stored):
    failed = run("search", "rust", "title:")
    assert failed.exit_code == 2
    assert failed.output.endswith("  rust title:\n       ^^^^^^\n")


def test_what_was_posted_long_before_it_was_first_seen_is_no_news(stored):
    days = {"1": NOW - dt.timedelta(3), "2": None, "3": NOW - dt.timedelta(5)}
    rows = [prepared(id_, f"Cook {id_}", text="soup") for id_ in days]
    for row in rows:
        row.facts.posted_at = days[row.external_id]
    stored.write(companies.sync, [Company("cafe", "Cafe", "lever", {"token": "c"})], origin="given", now=NOW)
    held = stored.write(runs.claim, "cafe", now=NOW, version=lambda _: VERSION)
    stored.write(closing.close, held, Evidence(seen={*days}), rows, now=NOW)
    found = json.loads(run("search", "soup", "--json", "--now", "2026-01-02").stdout)
    assert [listing["external_id"] for listing in found] == ["2", "1", "3"]


def test_runs_shows_what_became_of_them(stored):
    found = json.loads(run("runs", "--json").stdout)
    assert [(r["company"], r["outcome"], r["new"]) for r in found] == [("acme", "complete", 2)]
    assert run("runs", "--failed").stdout == ""


def test_runs_of_a_company_that_nobody_knows_are_wrong_use(stored):
    assert run("runs", "acme").exit_code == 0
    result = run("runs", "acne")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "no company 'acne'; did you mean acme?" in result.stderr


def test_export_writes_every_listing(stored, tmp_path):
    lines = run("export", "--format", "jsonl").stdout.splitlines()
    assert {json.loads(line)["external_id"] for line in lines} == {"1", "2"}
    rows = list(csv.DictReader(io.StringIO(run("export", "--format", "csv").stdout)))
    assert {row["company_name"] for row in rows} == {"Acme"}
    assert run("export", "--format", "parquet", "-o", str(tmp_path / "all.parquet")).exit_code == 0
    assert [path.name for path in tmp_path.glob("all.*")] == ["all.parquet"]


def test_export_names_the_file_that_cannot_be_written(stored, tmp_path):
    file = tmp_path / "no" / "all.csv"
    with pytest.raises(JobTrackerError) as error:
        run("export", "--format", "csv", "-o", str(file))
    assert str(error.value) == f"{file}: No such file or directory"


def test_parquet_is_not_written_to_a_terminal(stored):
    ours, theirs = pty.openpty()
    words = ["jobtracker", "export", "--format", "parquet"]
    start = f"import sys; from jobtracker.cli import main; sys.argv = {words}; main()"
    done = subprocess.run([sys.executable, "-c", start], stdout=theirs, stderr=subprocess.PIPE, text=True, check=False)
    os.close(theirs)
    os.close(ours)
    assert done.returncode == 2
    assert "-o" in done.stderr


def test_reindex_makes_the_tokens_of_what_is_stored(stored):
    assert run("reindex").stdout == "2 listings indexed anew\n"
    assert len(json.loads(run("search", "berlin cooks", "--json", "--now", "2026-01-02").stdout)) == 1
    assert len(json.loads(run("search", "engineer", "--json", "--now", "2026-01-02").stdout)) == 1


def test_expire_closes_what_nobody_has_seen_for_long(stored):
    assert run("expire", "--now", "2026-03-01").stdout == "2 closed: 2 silent for 45 days, 0 of retired companies\n"


@pytest.mark.parametrize("time", ["yesterday", "0001-01-01", "9999-12-31T23:59:59-14:00"])
def test_a_time_that_is_none_is_wrong_use(stored, time):
    assert run("expire", "--now", time).exit_code == 2
