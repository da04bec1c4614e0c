"""`bench match`: what its trackers ask for is what somebody would have typed, and its table is printed."""

import random

from click.testing import CliRunner

from benchmarks import made_trackers, match
from jobtracker.query_parser import parse


def test_its_trackers_ask_as_the_parser_reads(monkeypatch):
    made = match.Made()
    for asked in [*made.selective(60), *made.broad(30)]:
        typed = " ".join(f"{word}{'*' * (asked.prefix and word is asked.words[-1])}" for word in asked.words)
        if asked.words and not asked.prefix:
            assert asked.query == parse(typed)
    kinds = [(bool(asked.words), asked.prefix) for asked in made.selective(2_000)]
    assert {kind: round(kinds.count(kind) / 2_000, 1) for kind in set(kinds)} == {
        (True, False): 0.8,
        (True, True): 0.1,
        (False, False): 0.1,
    }
    assert made_trackers._company(random.Random(1)).startswith("company-")


def test_it_measures_each_set_at_each_size():
    arguments = ["--listings", "20", "--trackers", "50,100", "--no-postgresql"]
    result = CliRunner().invoke(match.main, arguments, catch_exceptions=False)
    lines = [line.split("\t") for line in result.stdout.splitlines() if "\t" in line]
    assert [line[:2] for line in lines] == [
        ["selective", "50"], ["selective", "100"], ["broad", "50"], ["broad", "100"],
    ]  # fmt: skip
