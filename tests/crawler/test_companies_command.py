from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from crawler.commands import companies as command
from crawler.fetch import Answer, Refused, Unreachable
from sample_sites import MadeUpBoard, Server, Sites

GH = "https://boards-api.greenhouse.io/v1/boards/{}/jobs?content=true"
HEAD = "slug,name,token,host,country,homepage,min_listings\n"


def board(count: int, name: str = "Acme Trams") -> str:
    jobs = [{"id": n, "title": f"Driver {n}", "company_name": name, "location": {"name": "Graz"}} for n in range(count)]
    return json.dumps({"jobs": jobs, "meta": {"total": count}})


class Web:
    """Stands in for the network: what each URL answers; whatever else is asked for is not there."""

    def __init__(self, pages: dict[str, Any]) -> None:
        self.pages, self.asked = pages, list[str]()

    def fetch(self, url: str, **kwargs: Any) -> Answer:
        self.asked.append(url)
        page = self.pages.get(url, 404)
        if isinstance(page, Exception):
            raise page
        if isinstance(page, int):
            return Answer(url, page, {}, b"")
        return Answer(
            url, 200, {"Content-Type": "text/html" if page.startswith("<") else "application/json"}, page.encode()
        )


@pytest.fixture
def registry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "companies"
    folder.mkdir()
    monkeypatch.setenv("JOBTRACKER_REGISTRY", str(folder))
    return folder


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    def invoke(*words: str, **pages: Any) -> Result:
        web = Web(pages.get("web", {}))
        monkeypatch.setattr(command, "_fetcher", lambda: web)
        result = CliRunner().invoke(command.companies, list(words))
        result.web = web  # type: ignore[attr-defined]
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result

    return invoke


def test_a_boards_url_becomes_a_sorted_row_after_five_listings_were_shown(registry: Path, run: Any) -> None:
    (registry / "greenhouse.csv").write_text(HEAD + "aaa,Aaa,aaa,,,,\nzzz,Zzz,zzz,,,,\n")
    result = run(
        "add", "https://job-boards.greenhouse.io/acme/jobs/7", "--country", "AT", web={GH.format("acme"): board(8)}
    )
    assert result.exit_code == 0
    assert "acme-trams: Acme Trams, greenhouse, 8 listings" in result.output
    assert result.output.count("Driver") == 5
    rows = (registry / "greenhouse.csv").read_text().splitlines()
    assert rows == [HEAD.strip(), "aaa,Aaa,aaa,,,,", "acme-trams,Acme Trams,acme,,AT,,", "zzz,Zzz,zzz,,,,"]


def test_one_that_is_there_already_is_said_and_not_fetched(registry: Path, run: Any) -> None:
    (registry / "greenhouse.csv").write_text(HEAD + "acme,Acme,Acme,boards-api.greenhouse.io,,,\n")
    result = run("add", "boards.greenhouse.io/acme")
    assert (result.exit_code, result.output, result.web.asked) == (0, "known already: acme (Acme, greenhouse)\n", [])


def test_in_the_demo_a_sample_site_is_added(registry: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JOBTRACKER_DATABASE_URL", sqlite_url)
    with Server(Sites([MadeUpBoard("stones", "greenhouse", 3, text=100)])) as sites:
        monkeypatch.setenv("JOBTRACKER_SAMPLE_SITES", sites.url)
        result = CliRunner().invoke(command.companies, ["add", "boards.greenhouse.io/stones"])
    assert "stones: Stones, greenhouse, 3 listings" in result.output
    assert "stones,Stones,stones" in (registry / "greenhouse.csv").read_text()


def test_a_careers_page_is_recognised_by_what_it_embeds(registry: Path, run: Any) -> None:
    page = '<html><script src="https://boards.greenhouse.io/embed/job_board/js?for=acme"></script></html>'
    web = {"https://acme.example/careers": page, GH.format("acme"): board(1)}
    assert run("add", "https://acme.example/careers", "--yes", "--slug", "acme", web=web).exit_code == 0
    assert (registry / "greenhouse.csv").read_text() == HEAD + "acme,Acme Trams,acme,,,,\n"


def test_a_page_with_job_postings_is_a_site_of_its_own(registry: Path, run: Any) -> None:
    record = {"@type": "JobPosting", "title": "Mason", "hiringOrganization": {"name": "Pebble"}}
    job = f'<script type="application/ld+json">{json.dumps(record)}</script>'
    web = {
        "https://pebble.example/careers/": '<html><a href="/careers/mason-1">Mason</a></html>',
        "https://pebble.example/careers/mason-1": f"<html>{job}</html>",
    }
    assert run("add", "https://pebble.example/careers/", web=web).exit_code == 0
    assert "pebble,Pebble,https://pebble.example/careers/,," in (registry / "jsonld.csv").read_text()


def test_a_board_that_moved_to_another_host_is_found_there(registry: Path, run: Any) -> None:
    web = {"https://acme.jobs.personio.com/xml?language=en": "<workzag-jobs></workzag-jobs>"}
    assert run("add", "https://acme.jobs.personio.de", web=web).exit_code == 0
    assert (registry / "personio.csv").read_text().splitlines()[1] == "acme,Acme,acme,jobs.personio.com,,,"


@pytest.mark.parametrize(
    ("url", "web", "line"),
    [
        ("https://boards.greenhouse.io/gone", {}, "dead: 404 from https://boards-api.greenhouse.io/v1/boards/gone/"),
        (
            "https://boards.greenhouse.io/odd",
            {GH.format("odd"): "<html>Sign in</html>"},
            "dead: the answer is HTML, not JSON",
        ),
        (
            "https://jobs.ashbyhq.com/bare",
            {"https://api.ashbyhq.com/posting-api/job-board/bare?includeCompensation=true": '{"jobs": []}'},
            "dead: the board is empty",
        ),
        ("https://x.example/", {"https://x.example/": "<html>nothing</html>"}, "not recognised: no known ATS"),
        ("https://x.example/", {"https://x.example/": Unreachable("no such host: x.example")}, "dead: no such host"),
        (
            "https://x.example/",
            {"https://x.example/": Refused("x.example leads to the private address 10.0.0.1")},
            "refused: x.ex",
        ),
        (
            "http://127.0.0.1/",
            {"http://127.0.0.1/": Refused("127.0.0.1 leads to the private address")},
            "refused: 127.0.0.1",
        ),
        ("file:///etc/passwd", {}, "refused: not an http(s) URL"),
        ("https://careers.smartrecruiters.com/Visa", {}, "refused: smartrecruiters is switched off: robots.txt"),
    ],
)
def test_what_cannot_be_added_is_one_line(registry: Path, run: Any, url: str, web: dict[str, Any], line: str) -> None:
    result = run("add", url, web=web)
    assert result.exit_code == 1
    assert result.stderr.startswith(f"jobtracker: {line}")
    assert len(result.stderr.splitlines()) == 1
    assert list(registry.iterdir()) == []


def test_a_bad_option_is_wrong_use(registry: Path, run: Any) -> None:
    for words in (["--country", "UK"], ["--slug", "No Slug"], ["--homepage", "x"]):
        assert run("add", "https://boards.greenhouse.io/acme", *words, web={GH.format("acme"): board(1)}).exit_code == 2
    assert list(registry.iterdir()) == []


def test_an_import_of_urls_has_a_verdict_for_each(registry: Path, run: Any, tmp_path: Path) -> None:
    (registry / "greenhouse.csv").write_text(HEAD + "old,Old,old,,,,\nacme-trams,Other,other,,,,\n")
    urls = [
        "# comment", "", "https://boards.greenhouse.io/old", "https://boards.greenhouse.io/acme",
        "boards.greenhouse.io/ACME", "https://boards.greenhouse.io/gone", "https://x.example/",
        "http://10.0.0.1/", "no url at all", "Acme", "acme,Acme,https://x.example/", "https://no url/",
    ]  # fmt: skip
    (tmp_path / "urls.txt").write_text("\n".join(urls))
    web = {
        GH.format("acme"): board(2), GH.format("ACME"): board(2), "https://x.example/": "<html></html>",
        "http://10.0.0.1/": Refused("10.0.0.1 leads to the private address 10.0.0.1"),
    }  # fmt: skip
    result = run("import", str(tmp_path / "urls.txt"), web=web)
    assert [line.split("  ")[0] for line in result.stdout.splitlines()] == [
        "known already", "added", "known already", "dead", "not recognised", "refused",
        *["refused"] * 4,
    ]  # fmt: skip
    assert result.stdout.count("not a URL") == 4
    assert len({line.index(url) for line, url in zip(result.stdout.splitlines(), urls[2:], strict=True)}) == 1
    assert "1 added" in result.stderr
    assert result.exit_code == 1
    assert "acme-trams-2,Acme Trams,acme,," in (registry / "greenhouse.csv").read_text()


def test_an_import_of_rows_has_a_verdict_for_each(registry: Path, run: Any, tmp_path: Path) -> None:
    (registry / "ashby.csv").write_text("slug,name,token\nold,Old,old\n")
    rows = "slug,name,token\nnew,New,new\nelder,Old,OLD\nold,Else,else\n,x,y\n"
    (tmp_path / "ashby.csv").write_text(rows)
    result = run("import", str(tmp_path / "ashby.csv"))
    assert result.stdout.splitlines() == [
        "bad row        ashby.csv:5  slug '' is not made of a-z, 0-9 and single hyphens",
        "added          ashby.csv:2  new",
        "known already  ashby.csv:3  as old",
        "bad row        ashby.csv:4  slug 'old' is another board's",
    ]
    assert result.web.asked == []
    assert (registry / "ashby.csv").read_text().splitlines()[1:] == ["new,New,new,,,", "old,Old,old,,,"]


def test_a_csv_whose_name_is_no_ats_is_not_read_as_urls(registry: Path, run: Any, tmp_path: Path) -> None:
    (tmp_path / "foo.csv").write_text("slug,name,token\nnew,New,new\n")
    result = run("import", str(tmp_path / "foo.csv"))
    assert (result.exit_code, result.stdout, result.web.asked) == (2, "", [])
    assert "no ATS is called 'foo'" in result.stderr


def test_check_says_what_is_wrong_and_where(registry: Path, run: Any) -> None:
    (registry / "ashby.csv").write_text("slug,name,token\nb,B,b\na,A,a\n,C,c\n")
    result = run("check")
    assert result.exit_code == 1
    assert result.stderr.splitlines() == [
        "ashby.csv:4: slug '' is not made of a-z, 0-9 and single hyphens", "ashby.csv:3: not sorted: a stands after b",
    ]  # fmt: skip
    (registry / "ashby.csv").write_text("slug,name,token\na,A,a\n")
    assert (run("check").stdout, run("check").exit_code) == ("1 companies, 1 ATS: all rows are well\n", 0)


def test_check_live_reads_the_boards_of_names(registry: Path, run: Any) -> None:
    (registry / "greenhouse.csv").write_text(HEAD + "acme,Acme,acme,,,,\ngone,Gone,gone,,,,\n")
    result = run("check", "--live", "acme", "gone", web={GH.format("acme"): board(3)})
    assert result.stdout.splitlines()[0] == "alive  acme  3 listings"
    assert result.stdout.splitlines()[1].startswith("dead   gone  404 from https://boards-api")
    assert result.exit_code == 1
    assert "did you mean acme" in run("check", "--live", "acne").stderr
    assert run("check", "--live", "nobody").exit_code == 2
    assert run("check", "acme").exit_code == 2
    bare = run("check", "--live")
    assert (bare.exit_code, bare.stdout) == (2, "")
    assert "check --live NAME..." in bare.stderr


def test_list_prints_the_rows(registry: Path, run: Any) -> None:
    (registry / "ashby.csv").write_text("slug,name,token,country\nacme,Acme,acme,AT\n")
    assert run("list").output == "acme  ashby  AT  Acme\n"
    assert run("list", "--ats", "lever").output == ""
    unknown = run("list", "--ats", "leveer")
    assert (unknown.exit_code, unknown.stdout) == (2, "")
    assert "no ATS is called 'leveer'; did you mean lever?" in unknown.stderr
    assert json.loads(run("list", "--json").output)[0]["params"] == {"token": "acme"}


def test_what_a_site_writes_does_not_reach_the_terminal_raw(registry: Path, run: Any) -> None:
    jobs = {"jobs": [{"id": 1, "title": "\x1b[31mRed\u202e", "company_name": "A\x07cme"}], "meta": {"total": 1}}
    result = run("add", "https://boards.greenhouse.io/acme", web={GH.format("acme"): json.dumps(jobs)})
    assert "\x1b" not in result.output
    assert "\u202e" not in result.output
    assert "\x07" not in (registry / "greenhouse.csv").read_text()
