"""The web page's document at every path, its files, and what search engines are told."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from defusedxml import ElementTree
from flask.testing import FlaskClient
from sqlalchemy import update

from api import front
from api.access import routes
from jobtracker.config import project_root
from jobtracker.db import DatabaseAway
from jobtracker.listing import Posting
from jobtracker.models import ListingRow
from jobtracker.store import sitemap
from tests.api.crawled import EUROS, NOON, World, read_board
from tests.jobtracker.store.boards import HOUR

INDEX = (project_root() / "frontend" / "index.html").read_text()
HOSTILE = "</script><script>alert(1)</script> Cook & Baker"
OTHERS = [str(number) for number in range(2, 8)]
HTML = {"Accept": "text/html,*/*"}


@pytest.fixture(autouse=True)
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What the build writes, as far as it matters here."""
    folder = tmp_path / "app"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text(INDEX)
    (folder / "theme.js").write_text("// dark")
    script = folder / "assets" / "index-Ab1_c-2d.js"
    script.write_text("plain")
    (folder / "assets" / f"{script.name}.gz").write_bytes(gzip.compress(b"plain"))
    (folder / "assets" / f"{script.name}.br").write_bytes(b"as small as it goes")
    monkeypatch.setattr(front, "BUILT", folder)
    return folder


def posting_of(page: str) -> dict[str, object]:
    [data] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    found: dict[str, object] = json.loads(data)
    return found


def test_the_document_is_at_every_path_of_the_page(app, client: FlaskClient) -> None:
    source = (project_root() / "frontend" / "src" / "routes.ts").read_text()
    told = {path if path.startswith("/") else f"/admin/{path}".rstrip("/") for path in _paths(source)}
    ours = {*front.PAGES, "/jobs/<int:listing_id>", "/companies/<slug>"}
    assert {_shape(path) for path in told} == {_shape(path) for path in ours}
    for path in sorted(told):
        status = 404 if path in {"/jobs/:id(\\d+)", "/companies/:slug"} else 200  # nothing is there yet
        answer = client.get(re.sub(r":\w+(\(.*?\))?", "1", path), headers=HTML)
        assert (answer.status_code, answer.mimetype) == (status, "text/html"), path
        assert '<div id="app">' in answer.text


def _paths(source: str) -> Iterator[str]:
    for path in re.findall(r'(?:path|alias): "(.*?)"', source):
        if "rest" not in path:
            yield path.replace("\\\\", "\\")


def _shape(path: str) -> str:
    return re.sub(r"<.*?>|:\w+(\(.*?\))?", "*", path)


def test_what_is_nowhere_is_a_page_for_browsers_and_a_problem_for_programs(client: FlaskClient) -> None:
    page = client.get("/nowhere", headers=HTML)
    assert (page.status_code, page.mimetype) == (404, "text/html")
    assert '<meta name="robots" content="noindex">' in page.text
    for path in ("/api/nowhere", "/assets/nowhere.js"):
        assert client.get(path, headers=HTML).mimetype == "application/problem+json"
    assert client.get("/nowhere").mimetype == "application/problem+json"
    assert client.post("/nowhere", headers=HTML).status_code == 404


@pytest.mark.parametrize("address", ["/jobs?q=%zz", "/jobs?q=%ff", "/%00", f"/jobs?q={'a' * 5000}"])
def test_an_address_that_cannot_be_read_is_told_by_the_page(client: FlaskClient, address: str) -> None:
    shown, told = client.get(address, headers=HTML), client.get(address)
    assert (shown.mimetype, told.mimetype) == ("text/html", "application/problem+json")
    assert shown.status_code == told.status_code in {400, 414}
    assert 'content="noindex"' in shown.text
    assert "script-src 'self'" in shown.headers["Content-Security-Policy"]


def test_what_is_away_is_told_by_the_page(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object, **__: object) -> None:
        raise DatabaseAway("nobody is there")

    monkeypatch.setattr(front.listing_views, "listing", away)
    answer = client.get("/jobs/1", headers=HTML)
    assert (answer.status_code, answer.mimetype, answer.headers["Retry-After"]) == (503, "text/html", "5")
    assert client.get("/", headers=HTML | {"Host": "evil.example"}).mimetype == "application/problem+json"


def test_only_our_own_scripts_run(client: FlaskClient) -> None:
    policy = client.get("/").headers["Content-Security-Policy"]
    assert "default-src 'none'; script-src 'self';" in policy
    assert "frame-ancestors 'none'" in policy
    assert not re.findall(r"<script(?![^>]*\bsrc=)", INDEX), "an inline script would not run"
    assert not re.findall(r"""(?:src|href)=["']?(?:https?:)?//""", INDEX), "nothing comes from elsewhere"


def test_the_document_is_not_sent_twice(client: FlaskClient, built: Path) -> None:
    tag = client.get("/stats").headers["ETag"]
    assert client.get("/stats", headers={"If-None-Match": tag}).status_code == 304
    (built / "index.html").write_text(INDEX.replace("main.ts", "other.ts"))
    assert client.get("/stats", headers={"If-None-Match": tag}).status_code == 200


def test_where_the_page_is_not_built_it_says_so(client: FlaskClient, built: Path) -> None:
    (built / "index.html").unlink()
    answer = client.get("/")
    assert answer.status_code == 200
    assert "Its web page is not built here" in answer.text
    assert client.get("/manifest.webmanifest").status_code == 404


@pytest.mark.parametrize(("takes", "encoding"), [("gzip, br", "br"), ("gzip", "gzip"), ("", None), ("br;q=0", None)])
def test_assets_never_change_and_travel_small(client: FlaskClient, takes: str, encoding: str | None) -> None:
    answer = client.get("/assets/index-Ab1_c-2d.js", headers={"Accept-Encoding": takes})
    assert (answer.status_code, answer.mimetype) == (200, "text/javascript")
    assert answer.headers.get("Content-Encoding") == encoding
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "Accept-Encoding" in answer.headers["Vary"]
    if encoding == "gzip":
        assert gzip.decompress(answer.data) == b"plain"


@pytest.mark.parametrize("name", ["..%2Findex.html", "index-Ab1_c-2d.js.br", "nothing.js", ".js", "index.html"])
def test_other_files_are_not_sent(client: FlaskClient, name: str) -> None:
    assert client.get(f"/assets/{name}").status_code == 404


@pytest.fixture
def acme(world: World) -> World:
    offered = Posting(
        id="1",
        title="Cook",
        url="https://acme.example/1",
        html="<p>Cook well, and <b>bake</b>.</p><script>alert(2)</script>",
        places=["Berlin, Germany"],
        workplace="hybrid",
        pay=[EUROS],
    )
    others = [Posting(id=each, title="Waiter", url=f"https://acme.example/{each}") for each in OTHERS]
    read_board(world.database, [offered, *others], NOON)
    hostile = (
        update(ListingRow).where(ListingRow.external_id == "1").values(title=HOSTILE)
    )  # a crawl would have taken it out
    world.database.write(lambda session: session.execute(hostile))
    return world


def test_a_listing_says_what_is_offered_without_javascript(acme: World) -> None:
    number = acme.id_of("1")
    page = acme.client.get(f"/jobs/{number}").text
    assert "&lt;/script&gt;" in re.findall("<title>(.*?)</title>", page)[0]
    assert f'<link rel="canonical" href="http://localhost:8000/jobs/{number}">' in page
    assert '<meta property="og:title"' in page
    assert "Cook well, and bake ." in page
    assert "alert(2)" not in page
    said = posting_of(page)
    assert said["@type"] == "JobPosting"
    assert said["title"] == HOSTILE
    assert said["hiringOrganization"]["name"] == "Acme"
    assert said["jobLocation"][0]["address"]["addressCountry"] == "DE"
    assert said["baseSalary"]["value"] == {
        "@type": "QuantitativeValue",
        "minValue": 60000,
        "maxValue": 80000,
        "unitText": "YEAR",
    }
    assert "validThrough" not in said


def test_a_removed_listing_keeps_its_page_and_says_until_when(acme: World) -> None:
    number = acme.id_of("1")
    acme.now = NOON + 2 * HOUR
    read_board(acme.database, [], NOON + HOUR, seen=OTHERS)
    answer = acme.client.get(f"/jobs/{number}")
    assert answer.status_code == 200
    assert "noindex" not in answer.text
    assert 'content="No longer open · Acme' in answer.text
    assert posting_of(answer.text)["validThrough"].startswith("2026-10-01T1")


def test_a_company_has_its_name_in_the_document(acme: World) -> None:
    page = acme.client.get("/companies/acme").text
    assert "<title>Jobs at Acme · Job Tracker</title>" in page
    assert "7 open listings at Acme" in page
    assert page.count("<title>") == 1


def test_search_engines_find_what_is_open(acme: World, monkeypatch: pytest.MonkeyPatch) -> None:
    client, number = acme.client, acme.id_of("1")
    assert "Sitemap: http://localhost:8000/sitemap.xml" in client.get("/robots.txt").text
    parts = addresses(client, "/sitemap.xml")
    assert parts == [
        "http://localhost:8000/sitemap/pages.xml",
        "http://localhost:8000/sitemap/companies-0.xml",
        "http://localhost:8000/sitemap/listings-0.xml",
    ]
    assert f"http://localhost:8000/jobs/{number}" in addresses(client, "/sitemap/listings-0.xml")
    assert addresses(client, "/sitemap/companies-0.xml") == ["http://localhost:8000/companies/acme"]
    for path in addresses(client, "/sitemap/pages.xml"):
        assert client.get(path).status_code == 200
    monkeypatch.setattr(sitemap, "MOST", 1)
    assert addresses(client, f"/sitemap/listings-{number}.xml") == [f"http://localhost:8000/jobs/{number}"]
    assert client.get(f"/sitemap/listings-{number + 100}.xml").status_code == 404
    assert client.get("/sitemap/listings-999999999999999999.xml").status_code == 404


def addresses(client: FlaskClient, path: str) -> list[str]:
    answer = client.get(path)
    assert (answer.status_code, answer.mimetype) == (200, "application/xml")
    return [each.text for each in ElementTree.fromstring(answer.text).iter() if each.tag.endswith("loc")]


def test_the_types_that_the_page_is_built_with_are_of_this_api() -> None:
    """After a change of the API `make api-types` makes them anew."""
    from api.document import digest

    written = (project_root() / "frontend" / "src" / "api" / "schema.d.ts").read_text()
    assert written.startswith(f"/** Of the API's document {digest()}")


def test_every_route_of_the_page_is_public(app) -> None:
    assert {route.level for route in routes(app) if route.endpoint.startswith(("front", "sitemap"))} == {"public"}


def test_a_browser_asks_for_the_first_results_of_a_plain_search_at_once(client: FlaskClient) -> None:
    assert {client.get(path).headers.get("Link") for path in ("/", "/jobs")} == {front.FIRST_RESULTS}
    assert [client.get(path).headers.get("Link") for path in ("/?q=cook", "/stats")] == [None, None]
