"""Pages that stay in the sitemap when their listing is closed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from scrapy.http import HtmlResponse, Response

from crawler import local
from crawler.archive import replay_settings
from crawler.base.empty_page import why_no_proof
from crawler.companies.registry import Registry
from crawler.loader import RegistryLoader
from crawler.recordings import save_cassette
from jobtracker.company import Company
from jobtracker.db import Database, open_database
from jobtracker.run import RunReport
from tests.crawler.web import HOUR, NOW, listed

SITE = "https://pebble.example"
PAGE = f"{SITE}/jobs/mason-1"
HTML = "text/html; charset=utf-8"


def page(script: str = "", title: str = "Pebble careers", body: str = '<a href="/">Home</a>') -> str:
    return f"<html><head><title>{title}</title>{script}</head><body>{body}</body></html>\n"


def job(title: str, **more: str) -> str:
    fields = {"@context": "https://schema.org", "@type": "JobPosting", "title": title, **more}
    inside = ",".join(f'"{name}":"{value}"' for name, value in fields.items())
    return page(f'<script type="application/ld+json">{{{inside}}}</script>')


def answer(body: str, url: str = PAGE, status: int = 200) -> Response:
    return HtmlResponse(url, status=status, headers={"Content-Type": HTML}, body=body.encode())


@pytest.mark.parametrize(
    "response",
    [
        answer(page()),
        answer(page(title="Page not found | Pebble")),
        answer(page(title="Maintenance Technician (closed)")),
        answer(page(body='Position filled. <a href="https://www.pebble.example/jobs">All</a>'), PAGE + "/?ref=map"),
    ],
)
def test_a_whole_page_of_the_site_without_a_posting_is_proof(response: Response) -> None:
    assert why_no_proof(response, PAGE) == ""


@pytest.mark.parametrize(
    ("response", "why"),
    [
        (answer(page(), status=203), "no HTML page"),
        (Response(PAGE, body=page().encode()), "no HTML page"),
        (answer(page(), f"{SITE}/careers"), f"it leads to {SITE}/careers"),
        (answer(page(), "https://login.pebble.example/jobs/mason-1"), "it leads to https://login"),
        (answer(page()[:-12]), "cut off"),
        (answer(""), "cut off"),
        (answer(page('<script type="application/ld+json">{"@type":"JobPosting","title":</script>')), "cannot be read"),
        (answer(page(body='<div itemtype="https://schema.org/JobPosting"></div>')), "cannot be read"),
        (answer(page(body='<a href="/">Home</a><input type="password">')), "login page"),
        (answer(page(title="503 Service Unavailable")), "its title says '503'"),
        (answer(page(title="Just a moment...")), "its title says"),
        (answer(page(title="Site maintenance")), "its title says"),
        (answer(page(title="Anmelden")), "its title says"),
        (answer(page(body="Pardon our interruption")), "links no other page"),
        (answer(page(body='<a href="#top">x</a><a href="https://cdn.example/">y</a><a href="https://[">')), "links no"),
    ],
)
def test_whatever_stands_in_place_of_a_page_proves_nothing(response: Response, why: str) -> None:
    assert why in why_no_proof(response, PAGE)


@pytest.fixture
def visit(sqlite_url: str, tmp_path: Path) -> Iterator[Callable[..., RunReport]]:
    """Crawl a site whose sitemap names these pages; the pages are what each answers."""
    database = open_database(sqlite_url)
    company = Company("pebble", "Pebble", "jsonld", {"link": f"{SITE}/sitemap.xml", "pattern": "/jobs/"})
    loader = RegistryLoader(Registry({"pebble": company}), [], None)

    def crawl(now: dt.datetime, pages: dict[str, str], lastmod: str = "") -> RunReport:
        urls = "".join(f"<url><loc>{SITE}/jobs/{name}</loc><lastmod>{lastmod}</lastmod></url>" for name in pages)
        answers = {f"{SITE}/sitemap.xml": ("application/xml", f"<urlset>{urls}</urlset>")}
        answers |= {f"{SITE}/jobs/{name}": (HTML, body) for name, body in pages.items()}
        save_cassette(tmp_path / "pebble.json", [interaction(url, *about) for url, about in answers.items()])
        reports: list[RunReport] = []
        settings = local.scrapy_settings(replay_settings(tmp_path))
        local.crawl(database, loader, [company], settings, clock=lambda: now, on_report=reports.append)
        return reports[0]

    crawl.database = database  # type: ignore[attr-defined]
    yield crawl
    database.close()


def interaction(url: str, kind: str, body: str) -> dict[str, Any]:
    return {
        "recorded_at": "2026-04-01T00:00:00",
        "request": {"body": {"encoding": "utf-8", "string": ""}, "headers": {}, "method": "GET", "uri": url},
        "response": {
            "body": {"encoding": "utf-8", "string": body},
            "headers": {"Content-Type": [kind]},
            "status": {"code": 200, "message": "OK"},
            "url": url,
        },
    }


def still_open(visit: Any) -> set[str]:
    database: Database = visit.database
    return {id_.removeprefix("/jobs/") for id_ in listed(database)["pebble"]}


def board(count: int, **other: str) -> dict[str, str]:
    return {f"mason-{n}": job(f"Mason {n}") for n in range(count)} | {
        name.replace("_", "-"): body for name, body in other.items()
    }


@pytest.mark.parametrize("closed", [page(), job("Mason 2", validThrough="2026-03-29")])
def test_a_listing_whose_page_has_it_no_more_is_removed_and_stays_so(visit: Any, closed: str) -> None:
    visit(NOW, board(7))
    report = visit(NOW + HOUR, board(7, mason_2=closed))
    assert (report.outcome, report.removed, report.held) == ("complete", 1, 0)
    again = visit(NOW + 2 * HOUR, board(7, mason_2=closed))
    assert (again.outcome, again.new, again.reopened, again.removed) == ("complete", 0, 0, 0)
    assert still_open(visit) == board(7).keys() - {"mason-2"}
    assert visit(NOW + 3 * HOUR, board(7)).reopened == 1


@pytest.mark.parametrize(
    "other", [page(title="Sign in"), page()[:-12], page(body="blocked"), job("Mason 2", validThrough="2026-03-31")]
)
def test_a_listing_whose_page_cannot_be_read_stays_open(visit: Any, other: str) -> None:
    visit(NOW, board(7))
    report = visit(NOW + HOUR, board(7, mason_2=other))
    assert (report.outcome, report.removed, report.held) == ("complete", 0, 0)
    assert still_open(visit) == board(7).keys()


def test_a_site_that_stops_writing_postings_into_its_pages_loses_none(visit: Any) -> None:
    visit(NOW, board(12))
    for hours in (1, 8, 15):
        report = visit(NOW + hours * HOUR, board(12) | {f"mason-{n}": page() for n in range(5)})
        assert (report.outcome, report.removed, report.held) == ("partial", 0, 0)
        assert "known pages have no open JobPosting any more" in report.error
    assert visit(NOW + 16 * HOUR, dict.fromkeys(board(12), page())).outcome == "failed"
    assert still_open(visit) == board(12).keys()


def test_half_of_a_small_board_is_held_until_a_second_run_says_the_same(visit: Any) -> None:
    visit(NOW, board(2))
    assert visit(NOW + HOUR, board(2, mason_1=page())).held == 1
    assert visit(NOW + 8 * HOUR, board(2, mason_1=page())).removed == 1


def test_a_last_day_that_passes_is_noticed_within_a_week_though_the_page_did_not_change(visit: Any) -> None:
    pages = board(7, mason_2=job("Mason 2", validThrough="2026-04-03"))
    visit(NOW, pages, lastmod="2026-03-01")
    removed = [visit(NOW + day * 24 * HOUR, pages, lastmod="2026-03-01").removed for day in range(1, 13)]
    assert sum(removed) == 1
    assert sum(removed[:4]) == 0
    assert still_open(visit) == pages.keys() - {"mason-2"}


def test_a_page_whose_one_posting_becomes_several_has_those_only(visit: Any) -> None:
    visit(NOW, board(7))
    two = job("Mason A", identifier="a") + job("Mason B", identifier="b")
    visit(NOW + HOUR, board(7, mason_2=two))
    assert still_open(visit) == board(7).keys() - {"mason-2"} | {"mason-2#a", "mason-2#b"}
