"""The loader: rows, sites, plugins and packages under one roof."""

from __future__ import annotations

import logging
import os
import time
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest
from scrapy.http import Request, Response

from crawler import loader as loader_module
from crawler import local
from crawler.base import CompanySpider
from crawler.companies.registry import Registry
from crawler.endings import describe
from crawler.loader import RegistryLoader, adapters
from jobtracker.company import Company

PLUGIN = """
from crawler.base import Company, CompanySpider

class Bakery(CompanySpider):
    name = "{name}"
    company = Company("{name}", "A bakery")
    start_urls = ["https://bakery.example/jobs"]
    allowed_domains = ["bakery.example"]
"""


def rows(*slugs: str) -> Registry:
    return Registry({slug: Company(slug, slug.title(), "greenhouse", {"token": slug}) for slug in slugs})


def plugins(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        (folder / f"{name}.py").write_text(text)
    return folder


def test_a_row_is_a_spider() -> None:
    loader = RegistryLoader(rows("acme", "zeta"), [], None)
    kind = loader.load("acme")
    assert sorted(loader.list()) == ["acme", "fleet", "zeta"]
    assert issubclass(kind, adapters()["greenhouse"])
    assert (kind.name, kind.company.params) == ("acme", {"token": "acme"})
    assert kind().run.evidence.seen == set()
    assert loader.load("acme") is kind
    with pytest.raises(KeyError):
        loader.load("nobody")


def test_every_adapter_is_found_under_its_name() -> None:
    assert {"greenhouse", "lever", "ashby", "workday"} <= adapters().keys()
    assert all(kind.name == name for name, kind in adapters().items())


def test_thousands_of_rows_cost_next_to_nothing() -> None:
    many = rows(*(f"company-{number}" for number in range(5_000)))
    adapters()
    began = time.process_time()
    assert len(RegistryLoader(many, [], None).list()) == 5_000 + 1
    assert time.process_time() - began < 0.5


def test_a_broken_plugin_is_skipped_with_one_line_and_the_rest_list(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = plugins(
        tmp_path,
        bakery=PLUGIN.format(name="bakery"),
        broken="def (",
        exits="import sys\nsys.exit(3)",
        raises='raise RuntimeError("two\\nlines")',
        _draft="def (",
    )
    loader = RegistryLoader(rows("acme"), [], folder)
    assert sorted(loader.list()) == ["acme", "bakery", "fleet"]
    assert [Path(name).name for name in loader.broken] == ["broken.py", "exits.py", "raises.py"]
    assert [record.levelname for record in caplog.records] == ["WARNING"] * 3
    assert "RuntimeError: two lines" in caplog.text
    assert all("\n" not in record.getMessage() for record in caplog.records)


@pytest.mark.timeout(10)
def test_a_plugin_that_is_no_file_is_skipped_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "waits.py")
    (tmp_path / "folder.py").mkdir()
    loader = RegistryLoader(rows("acme"), [], plugins(tmp_path, bakery=PLUGIN.format(name="bakery")))
    assert sorted(loader.list()) == ["acme", "bakery", "fleet"]
    assert {Path(name).name: why for name, why in loader.broken.items()} == dict.fromkeys(
        ("folder.py", "waits.py"), "not a regular file"
    )


def test_a_plugin_takes_the_place_of_a_built_in_company(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    loader = RegistryLoader(rows("acme", "bakery"), [], plugins(tmp_path, mine=PLUGIN.format(name="bakery")))
    assert loader.load("bakery").company.name == "A bakery"
    assert sorted(loader.list()) == ["acme", "bakery", "fleet"]
    assert [company.name for company in loader.companies()] == ["Acme", "A bakery"]
    assert "plugin mine.py takes the place of the registry's bakery" in caplog.text


def test_a_row_that_is_given_for_a_crawl_wins_over_a_plugin(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    plugins(tmp_path, mine=PLUGIN.format(name="bakery"))
    (tmp_path / "greenhouse.csv").write_text("slug,name,token\nbakery,A row,bakery\n")
    monkeypatch.setenv("JOBTRACKER_PLUGINS_DIR", str(tmp_path))
    settings = local.scrapy_settings({"COMPANIES": str(tmp_path / "greenhouse.csv")})
    loader = RegistryLoader.from_settings(settings)
    assert [company.name for company in local.choose(loader, [], settings)] == ["A row"]
    assert [company.name for company in local.choose(loader, ["bakery"], settings)] == ["A row"]
    assert "plugin mine.py stands back: bakery is among the given companies" in caplog.text
    assert loader.broken == {}


def test_an_error_names_the_line_of_the_plugin_that_it_came_through(tmp_path: Path) -> None:
    text = PLUGIN.format(name="bakery") + "\n    def parse(self, response):\n        yield int('x')\n"
    kind = RegistryLoader(rows(), [], plugins(tmp_path, mine=text)).load("bakery")
    with pytest.raises(ValueError, match="invalid literal") as error:
        list(kind().parse(Response("https://bakery.example/jobs")))
    line = 1 + text.splitlines().index("        yield int('x')")
    assert describe(error.value) == f"ValueError: invalid literal for int() with base 10: 'x' (mine.py:{line})"
    assert describe(ValueError("x")) == "ValueError: x"


def test_of_two_plugins_with_one_name_the_second_is_skipped(tmp_path: Path) -> None:
    text = PLUGIN.format(name="bakery")
    loader = RegistryLoader(rows(), [], plugins(tmp_path, a=text, b=text))
    assert [Path(name).name for name in loader.broken] == ["b.py"]


class Packaged(CompanySpider):
    name = "packaged"
    company = Company("packaged", "From a package")


def test_a_package_adds_companies_but_never_replaces_one(monkeypatch: pytest.MonkeyPatch) -> None:
    good = EntryPoint("packaged", f"{__name__}:Packaged", "jobtracker.spiders")
    absent = EntryPoint("absent", "no.such.module:Spider", "jobtracker.spiders")
    monkeypatch.setattr(loader_module, "entry_points", lambda group: [good, absent])
    assert RegistryLoader(rows(), [], None).load("packaged") is Packaged
    shadowed = RegistryLoader(rows("packaged"), [], None)
    assert shadowed.load("packaged") is not Packaged
    assert len(shadowed.broken) == 2


def test_the_shipped_registry_and_sites_load_without_complaint() -> None:
    loader = RegistryLoader.from_settings(local.scrapy_settings({}))
    assert loader.errors == []
    assert loader.broken == {}


@pytest.mark.parametrize(
    ("url", "names"),
    [
        ("https://boards.greenhouse.io/acme", ["acme"]),
        ("https://job-boards.greenhouse.io/acme/jobs/1?x=y", ["acme"]),
        ("https://boards-api.greenhouse.io/v1/boards/acme/jobs?content=true", ["acme"]),
        ("https://boards-api.greenhouse.io/v1/boards/acme/jobs/1", ["acme"]),
        ("https://boards-api.greenhouse.io/v1/boards/acm/jobs", []),
        ("https://boards-api.greenhouse.io/", []),
        ("https://www.bakery.example/x", ["bakery"]),
        ("http://127.0.0.1:8000/another", ["local"]),
        ("http://127.0.0.1:8001/another", []),
        ("file:///tmp/board.json", []),
    ],
)
def test_a_url_finds_its_company(tmp_path: Path, url: str, names: list[str]) -> None:
    local = PLUGIN.format(name="local").replace("https://bakery.example/jobs", "http://127.0.0.1:8000/jobs")
    local = local.replace('allowed_domains = ["bakery.example"]', "")
    folder = plugins(tmp_path, bakery=PLUGIN.format(name="bakery"), local=local)
    assert RegistryLoader(rows("acme", "zeta"), [], folder).find_by_request(Request(url)) == names
