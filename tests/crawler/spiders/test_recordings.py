"""Every spider over every recording of its folder under tests/data: a case is two files and no code.

cassette.json is what the site answered (`jobtracker record` writes one), expected.json the postings by id, each with
the fields that are filled. The params are read off the first recorded URL, by the patterns that the spider declares.
"""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest

from crawler.loader import adapters
from crawler.recorder import filled
from crawler.recordings import Recording
from tests.crawler.replay import read, spider_of

DATA = Path(__file__).parents[2] / "data"
CASES = sorted(path.parent.relative_to(DATA) for path in DATA.glob("*/*/cassette.json") if path.parts[-3] in adapters())


def params_of(case: Path) -> dict[str, str]:
    requests = Recording(DATA / case / "cassette.json").requests()
    url = next(url for _, url, _ in requests if not url.endswith("/robots.txt"))
    return adapters()[case.parts[0]].recognise(url) or {"link": url}


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_recording_gives_its_expected_postings(case: Path) -> None:
    spider = spider_of(adapters()[case.parts[0]], params_of(case))
    reading = read(spider, DATA / case / "cassette.json")
    postings = [filled(reading.postings[id_]) for id_ in sorted(reading.postings)]
    assert orjson.loads(orjson.dumps(postings)) == orjson.loads((DATA / case / "expected.json").read_bytes())
    assert (spider.run.evidence.problems, spider.run.evidence.dropped) == ([], 0)


def test_every_adapter_has_a_recording() -> None:
    assert {case.parts[0] for case in CASES} == set(adapters())
