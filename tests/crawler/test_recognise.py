from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.base import BadParams
from crawler.loader import adapters
from crawler.recognise import Board, recognise, recognise_page

GH = {"token": "stripe"}
WD = {"host": "nvidia.wd5.myworkdayjobs.com", "tenant": "nvidia", "site": "External"}


@pytest.mark.parametrize(
    ("url", "ats", "params"),
    [
        ("https://boards.greenhouse.io/stripe", "greenhouse", GH),
        ("https://boards.greenhouse.io/stripe/jobs/123?gh_src=x", "greenhouse", GH),
        ("https://job-boards.greenhouse.io/stripe/", "greenhouse", GH),
        ("http://www.boards.greenhouse.io/stripe", "greenhouse", GH),
        ("https://job-boards.eu.greenhouse.io/stripe/jobs/1", "greenhouse", GH),
        ("https://boards.greenhouse.io/embed/job_board?for=stripe", "greenhouse", GH),
        ("https://boards.greenhouse.io/embed/job_board/js?for=stripe&x=1", "greenhouse", GH),
        ("https://boards.greenhouse.io/embed/job_app?token=99&for=stripe", "greenhouse", GH),
        ("https://boards-api.greenhouse.io/v1/boards/stripe/jobs?content=true", "greenhouse", GH),
        ("https://boards-api.eu.greenhouse.io/v1/boards/stripe/jobs",
         "greenhouse", {**GH, "host": "boards-api.eu.greenhouse.io"}),
        ("https://jobs.lever.co/palantir/0bbf-4f4", "lever", {"token": "palantir"}),
        ("https://jobs.eu.lever.co/kiln", "lever", {"token": "kiln", "host": "eu.lever.co"}),
        ("https://api.lever.co/v0/postings/kiln?mode=json", "lever", {"token": "kiln"}),
        ("https://jobs.ashbyhq.com/ramp/caf900ec", "ashby", {"token": "ramp"}),
        ("https://jobs.ashbyhq.com/Bell%20Works", "ashby", {"token": "Bell Works"}),
        ("https://nvidia.wd5.myworkdayjobs.com/External", "workday", WD),
        ("https://nvidia.wd5.myworkdayjobs.com/en-US/External/job/x/y_JR1", "workday", WD),
        ("https://nvidia.wd5.myworkdayjobs.com/wday/cxs/nvidia/External/jobs", "workday", WD),
        ("https://wd3.myworkdaysite.com/en-US/recruiting/acme/Careers/job/x",
         "workday", {"host": "wd3.myworkdaysite.com", "tenant": "acme", "site": "Careers"}),
        ("https://careers.smartrecruiters.com/Visa", "smartrecruiters", {"token": "Visa"}),
        ("https://jobs.smartrecruiters.com/Visa/744-director", "smartrecruiters", {"token": "Visa"}),
        ("https://apply.workable.com/zego/j/0897A038EC/", "workable", {"token": "zego"}),
        ("https://zego.workable.com/jobs/1", "workable", {"token": "zego"}),
        ("https://www.workable.com/api/accounts/zego?details=true", "workable", {"token": "zego"}),
        ("https://channable.recruitee.com/o/ai-engineer", "recruitee", {"token": "channable"}),
        ("https://acme.jobs.personio.de/job/1", "personio", {"token": "acme"}),
        ("https://acme.jobs.personio.com", "personio", {"token": "acme", "host": "jobs.personio.com"}),
        ("https://paddla.teamtailor.com/jobs/900001-x", "teamtailor", {"token": "paddla"}),
        ("https://paddla.na.teamtailor.com/", "teamtailor", {"token": "paddla.na"}),
    ],
)  # fmt: skip
def test_a_careers_url_names_its_board(url: str, ats: str, params: dict[str, str]) -> None:
    assert recognise(url, adapters()) == Board(ats, params)
    adapters()[ats].url_for(params)


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com/careers",
        "https://evil.example/?u=https://boards.greenhouse.io/stripe",
        "https://boards.greenhouse.io.evil.example/stripe",
        "https://notboards.greenhouse.io/stripe",
        "https://boards.greenhouse.io/embed/job_board/js",
        "https://boards.greenhouse.io/",
        "https://jobs.ashbyhq.com/_next/static/x.js",
        "https://apply.workable.com/j/0897A038EC",
        "https://help.workable.com/hc/en-us",
        "https://www.teamtailor.com/en/",
        "https://nvidia.wd5.myworkdayjobs.com/wday/asset/x.js",
        "https://[bad",
        "",
    ],
)
def test_other_urls_name_none(url: str) -> None:
    assert recognise(url, adapters()) is None


@given(st.text(max_size=60))
def test_recognising_never_raises(url: str) -> None:
    recognise(url, adapters())
    recognise(f"https://boards.greenhouse.io/{url}", adapters())
    recognise_page("https://acme.example", url, adapters())


@pytest.mark.parametrize(
    ("page", "board"),
    [
        (
            '<script src="https://boards.greenhouse.io/embed/job_board/js?for=acme&amp;b=1"></script>',
            Board("greenhouse", {"token": "acme"}),
        ),
        ('<iframe src="//jobs.lever.co/acme?x"></iframe>', Board("lever", {"token": "acme"})),
        (r'<script>{"url":"https:\/\/jobs.ashbyhq.com\/acme\/embed"}</script>', Board("ashby", {"token": "acme"})),
        (
            r'<script>{"u":"https:\u002F\u002Fapply.workable.com\u002Facme"}</script>',
            Board("workable", {"token": "acme"}),
        ),
        ("<a href='https://acme.jobs.personio.de'>Jobs</a>", Board("personio", {"token": "acme"})),
    ],
)
def test_a_page_names_its_board_by_links_embeds_and_scripts(page: str, board: Board) -> None:
    assert recognise_page("https://acme.example/careers", page, adapters()) == [board]


def test_the_board_named_most_often_comes_first() -> None:
    page = '<a href="https://jobs.lever.co/partner/1">' + "".join(
        f'<a href="https://jobs.lever.co/Acme/{n}">' for n in range(3)
    )
    boards = recognise_page("https://acme.example", page + '<a href="https://jobs.lever.co/acme">', adapters())
    assert [board.params["token"].lower() for board in boards] == ["acme", "partner"]


@pytest.mark.parametrize(
    ("ats", "params", "line"),
    [
        ("greenhouse", {}, "no token"),
        ("greenhouse", {"token": "x", "host": "evil.example"}, "expected boards-api.greenhouse.io or"),
        ("workday", {"host": "10.0.0.1", "tenant": "x", "site": "y"}, "expected one of myworkdayjobs.com"),
        ("workday", {"host": "x.wd1.myworkdayjobs.com", "tenant": "x"}, "no site"),
    ],
)
def test_bad_params_are_one_line(ats: str, params: dict[str, str], line: str) -> None:
    with pytest.raises(BadParams, match=line):
        adapters()[ats].url_for(params)


def test_a_param_cannot_leave_its_place_in_the_url() -> None:
    url = adapters()["recruitee"].url_for({"token": "127.0.0.1/?x=#"})
    assert url == "https://127.0.0.1%2F%3Fx%3D%23.recruitee.com/api/offers/"
