"""What a crawl says while it goes on, and at its end."""

from __future__ import annotations

import pytest
from rich.console import Console

from crawler.progress import table, watched
from jobtracker.run import RunReport

REPORTS = [
    RunReport(company="acme", outcome="complete", seen=3, new=3),
    RunReport(company="bakery", outcome="failed", error="GET https://x.example: 500 [Internal]"),
    RunReport(company="cafe", outcome="partial", seen=1, error="1 of 2"),
    RunReport(company="depot", outcome="failed", error="interrupted"),
]


def shown(*reports: RunReport) -> str:
    console = Console(width=100)
    with console.capture() as captured:
        console.print(table(reports))
    return captured.get()


def test_each_run_that_is_not_complete_is_a_line_on_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    with watched(len(REPORTS)) as on_report:
        for report in REPORTS:
            on_report(report)
    assert capsys.readouterr() == (
        "",
        "bakery: failed: GET https://x.example: 500 [Internal]\ncafe: partial: 1 of 2\ndepot: failed: interrupted\n",
    )


def test_the_table_does_not_say_again_why() -> None:
    text = shown(*REPORTS)
    assert "1 of 2" not in text
    assert "500" not in text
    assert "4 companies" in text


def test_interrupted_runs_do_not_count_as_failed() -> None:
    *_, foot = shown(*REPORTS).partition("4 companies")
    assert "1 failed" in foot
    assert "1 interrupted" in foot
    assert "1 partial" in foot
