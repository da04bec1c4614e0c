"""`jobtracker crawl` and Scrapy's own commands."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import func, select

from crawler.commands.crawl import crawl
from jobtracker.config import settings
from jobtracker.db import Database, open_database
from jobtracker.models import ListingRow, RunRow
from sample_sites import MadeUpBoard, Server, Sites
from tests.crawler import site

ROOT = Path(__file__).parents[2]
PLUGIN = """
import json
from crawler.base import Company, CompanySpider, Posting

class Bakery(CompanySpider):
    name = "bakery"
    company = Company("bakery", "A bakery")
    start_urls = ["{base}/board"]
    allowed_domains = ["127.0.0.1"]

    def parse(self, response):
        for job in json.loads(response.body)["jobs"]:
            yield Posting(id=job["id"], title=job["title"], url=response.url, places=["Ulm, Germany"])
"""


@pytest.fixture
def registry(tmp_path: Path) -> Path:
    folder = tmp_path / "companies"
    folder.mkdir()
    (folder / "greenhouse.csv").write_text("slug,name,token\nacme,Acme,acme\nacorn,Acorn,acorn\nzeta,Zeta,zeta\n")
    return folder


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Recordings of nobody."""
    folder = tmp_path / "cassettes"
    folder.mkdir()
    return folder


@pytest.fixture
def run(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.setenv("JOBTRACKER_DATABASE_URL", sqlite_url)
    return CliRunner()


def invoke(run: CliRunner, *words: object) -> Result:
    return run.invoke(crawl, [str(word) for word in words])


def test_in_a_demo_the_sample_sites_are_crawled(sqlite_url: str, registry: Path) -> None:
    with Server(Sites([MadeUpBoard("acme", "greenhouse", 3)])) as server:
        env = {"JOBTRACKER_DATABASE_URL": sqlite_url, "JOBTRACKER_SAMPLE_SITES": server.url}
        command = [sys.executable, "-m", "jobtracker", "crawl", "acme", "--companies", str(registry)]
        done = subprocess.run(command, env=os.environ | env, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    database = open_database(sqlite_url)
    assert database.read(lambda session: session.scalar(select(func.count()).select_from(ListingRow))) == 3
    database.close()


def test_an_unknown_company_is_wrong_use_and_the_nearest_names_are_told(run: CliRunner, registry: Path) -> None:
    result = invoke(run, "acme-", "--companies", registry)
    assert result.exit_code == 2
    assert "no company 'acme-'; did you mean acme" in result.stderr
    assert result.stdout == ""


def test_a_failed_company_is_one_line_and_exit_status_1(run: CliRunner, registry: Path, archive: Path) -> None:
    result = invoke(run, "acme", "--companies", registry, "--archive", archive, "--json")
    assert result.exit_code == 1
    assert [*map(str.split, result.stderr.splitlines())] == [["acme:", "failed:", "GET", *result.stderr.split()[3:]]]
    [row] = json.loads(result.stdout)
    assert row["company"] == "acme"
    assert row["outcome"] == "failed"
    assert set(row) == {"company", "outcome", "seen", "new", "changed", "removed", "reopened", "held", "error"}


def test_a_bad_row_is_told_and_the_others_go_on(run: CliRunner, registry: Path, archive: Path) -> None:
    with (registry / "greenhouse.csv").open("a") as file:
        file.write("Bad Slug,Bad,bad\n")
    result = invoke(run, "--companies", registry, "--archive", archive, "--json")
    assert result.stderr.startswith("greenhouse.csv:5: ")
    assert [row["company"] for row in json.loads(result.stdout)] == ["acme", "acorn", "zeta"]


@pytest.mark.timeout(20)
def test_companies_that_cannot_be_read_are_refused_at_the_door(
    run: CliRunner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fifo = tmp_path / "greenhouse.csv"
    os.mkfifo(fifo)
    assert str(invoke(run, "--companies", fifo).exception) == f"{fifo}: neither a file nor a folder"
    for name, expected in (("REGISTRY", "shipped, none, or a CSV file"), ("PLUGINS_DIR", "a folder")):
        with monkeypatch.context() as patch:
            patch.setenv(f"JOBTRACKER_{name}", str(fifo))
            settings.cache_clear()
            line = str(invoke(run, "--json").exception)
            assert line.startswith(f"JOBTRACKER_{name}={fifo}: expected {expected}")
        settings.cache_clear()


@pytest.mark.parametrize("time", ["yesterday", "2026-13-01", ""])
def test_a_time_that_is_none_is_wrong_use(run: CliRunner, time: str) -> None:
    assert invoke(run, "--now", time).exit_code == 2


def environment(database: str, plugins: Path) -> dict[str, str]:
    return os.environ | {
        "JOBTRACKER_DATABASE_URL": database,
        "JOBTRACKER_PLUGINS_DIR": str(plugins),
        "JOBTRACKER_REGISTRY": "none",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }


LOOPBACK = ("-s", "ALLOWED_PRIVATE_HOSTS=127.0.0.1", "-s", "HOST_DELAY=0")


def scrapy(database: str, folder: Path, base: str, *words: str) -> subprocess.CompletedProcess[str]:
    plugins = folder / "plugins"
    plugins.mkdir(exist_ok=True)
    (plugins / "bakery.py").write_text(PLUGIN.format(base=base))
    (plugins / "files.py").write_text(PLUGIN.format(base="file://").replace('"bakery"', '"files"'))
    return subprocess.run(
        [sys.executable, "-m", "scrapy", *words],
        cwd=ROOT,
        env=environment(database, plugins),
        capture_output=True,
        text=True,
        check=False,
    )


def count(database: Database, model: type[ListingRow | RunRow]) -> int:
    return database.read(lambda session: session.scalar(select(func.count()).select_from(model))) or 0


def test_scrapys_own_commands_work_as_any_scrapy_user_expects(sqlite_url: str, tmp_path: Path) -> None:
    database = open_database(sqlite_url)
    feed = tmp_path / "bakery.csv"
    with site.running() as base:
        listed = scrapy(sqlite_url, tmp_path, base, "list")
        assert (listed.returncode, listed.stdout) == (0, "bakery\nfiles\nfleet\n")
        parsed = scrapy(sqlite_url, tmp_path, base, "parse", f"{base}/board", "--spider", "bakery", "--nocolour")
        assert "'title': 'Baker 2'" in parsed.stdout, parsed.stderr
        assert count(database, RunRow) == 0
        crawled = scrapy(sqlite_url, tmp_path, base, "crawl", "bakery", "-o", str(feed), *LOOPBACK)
        assert crawled.returncode == 0, crawled.stderr
        assert (count(database, RunRow), count(database, ListingRow)) == (1, 3)
        assert [line.split(",")[:3] for line in feed.read_text().splitlines()] == [
            ["company", "id", "title"],
            *(["bakery", str(number), f"Baker {number}"] for number in (1, 2, 3)),
        ]
        unknown = scrapy(sqlite_url, tmp_path, base, "crawl", "bakry")
        assert unknown.returncode == 2
        assert "did you mean bakery?" in unknown.stderr
    database.close()


def test_scrapys_shell_and_its_like_take_a_url_alone_and_files_and_this_machine_too(
    sqlite_url: str, tmp_path: Path, registry: Path
) -> None:
    def said(*words: str) -> str:
        done = scrapy(sqlite_url, tmp_path, base, *words)
        return done.stdout if words[-1] == "--nolog" else done.stdout + done.stderr

    board = tmp_path / "board.json"
    board.write_text('{"jobs": [{"id": 7, "title": "Mason"}], "meta": {"total": 1}}')
    rows = ("-s", f"COMPANIES={registry}", "--nolog")
    with site.running() as base:
        assert "(200, 'bakery')" in said("shell", f"{base}/board", "-c", "(response.status, spider.name)", "--nolog")
        assert "Mason" in said("shell", board.as_uri(), "-c", "response.text", "--nolog")
        assert "'title': 'Baker 2'" in said("parse", f"{base}/board", "--nocolour", "--nolog")
        assert "'title': 'Mason'" in said("parse", board.as_uri(), "--spider", "acme", "--nocolour", *rows)
        assert "Mason" in said("fetch", board.as_uri(), "--nolog")
        assert "Forbidden by robots.txt" in said("shell", f"{base}/forbidden", "-c", "response")
        redirected = said("shell", f"{base}/to?url=http://127.0.0.2/", "-c", "response")
        assert "127.0.0.2 is a private address, and ALLOWED_PRIVATE_HOSTS does not name it" in redirected
        assert "Unsupported URL scheme 'file'" in said("crawl", "files", *LOOPBACK)


def test_an_interrupt_is_told_and_what_was_done_is_printed(sqlite_url: str, tmp_path: Path) -> None:
    own = PLUGIN + '    custom_settings = {{"ALLOWED_PRIVATE_HOSTS": ["127.0.0.1"]}}\n'  # an engine each, in turn
    slow = own.replace('"bakery"', '"{name}"').replace("/board", "/hang?wait=60")
    with site.running() as base:
        (tmp_path / "a.py").write_text(own.format(base=base))
        for name in ("hangs", "never"):
            (tmp_path / f"{name}.py").write_text(slow.format(base=base, name=name))
        child = subprocess.Popen(
            [sys.executable, "-c", "from jobtracker.cli import main; main()", "crawl", "--json"],
            env=environment(sqlite_url, tmp_path),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        while not site.Handler.asked["/hang?wait=60"]:
            assert child.poll() is None
            time.sleep(0.05)
        child.send_signal(signal.SIGINT)
        output, errors = child.communicate(timeout=30)
    assert child.returncode == 130
    assert {row["company"]: row["outcome"] for row in json.loads(output)} == {"bakery": "complete", "hangs": "failed"}
    assert errors.splitlines() == [
        "hangs: failed: interrupted",
        "jobtracker: interrupted: 1 of 3 companies done, 2 not",
    ]
