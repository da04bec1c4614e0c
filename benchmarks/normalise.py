"""What a new listing costs from the site's record to the row that is written: CPU per 1,000, and where it goes."""

from __future__ import annotations

import cProfile
import datetime as dt
import pstats
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click
import orjson

from jobtracker.commands.table import print_table

SEEN_AT = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
STAGES = {
    "HTML to a safe subset and to text": "normalise/html.py",
    "title": "normalise/title.py",
    "places": "normalise/places.py",
    "workplace": "normalise/workplace.py",
    "where one may work from": "normalise/work_from.py",
    "pay": "normalise/pay.py",
    "employment type": "normalise/employment.py",
    "dates": "normalise/dates.py",
    "language": "normalise/language.py",
    "what it is found by": "jobtracker/document.py",
    "hash": "jobtracker/fingerprint.py",
}


@click.command(short_help="From the record to the row: CPU, and where it goes.")
@click.argument("recorded", type=click.Path(path_type=Path, exists=True))
def main(recorded: Path) -> None:
    """Normalise every listing of RECORDED, a set of recorded boards of one ATS, twice: cold and warm."""
    bodies = [_body(path) for path in sorted((recorded / "cassettes").glob("*.json"))]
    ats = ats_of(recorded)
    rows = []
    for name in ("cold (gazetteer and caches loaded in it)", "warm"):
        begun = time.process_time()
        count = sum(1 for _ in _prepared(ats, bodies))
        rows.append((name, count, round(1e6 * (time.process_time() - begun) / max(count, 1))))
    print_table(("", "listings", "CPU ms per 1,000"), rows, empty="no listings")
    profile = cProfile.Profile()
    profile.runcall(lambda: sum(1 for _ in _prepared(ats, bodies)))
    print_table(("stage", "share of the profile, %"), _shares(profile), empty="")


def ats_of(recorded: Path) -> str:
    """The one ATS of a recorded set. Raises UsageError if there is none, or more than one."""
    found = sorted(path.stem for path in (recorded / "companies").glob("*.csv"))
    if len(found) != 1:
        rows = f"rows of {', '.join(found)}" if found else "no companies/*.csv"
        raise click.UsageError(f"{recorded} has {rows}; one ATS is measured, companies/<ATS>.csv")
    return found[0]


def _body(cassette: Path) -> bytes:
    """The first answer but for robots.txt's."""
    answers = orjson.loads(cassette.read_bytes())["http_interactions"]
    body: str = next(a for a in answers if not _is_robots(a))["response"]["body"]["string"]
    return body.encode()


def _is_robots(interaction: Mapping[str, Any]) -> bool:
    uri: str = interaction["request"]["uri"]
    return uri.endswith("/robots.txt")


def _prepared(ats: str, bodies: list[bytes]) -> Iterator[object]:
    from crawler.loader import adapters
    from crawler.prepare import prepare
    from jobtracker.company import Company

    spider_class = adapters()[ats]
    for body in bodies:
        spider = spider_class(company=Company("acme", "Acme", ats, {"token": "acme"}))
        for posting in spider.postings(spider.records(spider.document(_answer(body)))):
            yield prepare(posting, spider.run.fingerprint(posting), seen_at=SEEN_AT, company=spider.company)


def _answer(body: bytes) -> object:
    from scrapy.http import TextResponse

    return TextResponse("https://example.com/", body=body, encoding="utf-8")


def _shares(profile: cProfile.Profile) -> list[tuple[str, float]]:
    """The share of each stage's outermost public function."""
    stats = pstats.Stats(profile).stats  # type: ignore[attr-defined]
    whole = max(cumulative for _, _, _, cumulative, _ in stats.values())
    shares = [
        (stage, round(100 * max((v[3] for k, v in stats.items() if k[0].endswith(file)), default=0) / whole, 1))
        for stage, file in STAGES.items()
    ]
    return sorted(shares, key=lambda row: -row[1])
