"""`bench due`: what it counts as an appearance, and that the crawler it plays knows only what it found."""

import datetime as dt
import json
import lzma
from collections import Counter

import pytest
from click.testing import CliRunner

from benchmarks import due
from benchmarks.due import Board, learnt, main, play, read_boards
from jobtracker import schedule
from jobtracker.schedule import DAY, HOUR

BEGIN = dt.datetime(2026, 1, 5, tzinfo=dt.UTC)


def post(id_, published, title="Baker"):
    return [id_, None, title, "Ulm", published and published.isoformat(), None]


def write(path, *boards):
    with lzma.open(path, "wt") as file:
        for name, observations in boards:
            seen = [{"at": f"{at:%Y-%m-%dT%H:%M:%S}"} | rest for at, rest in observations]
            file.write(json.dumps({"board": name, "observations": seen}) + "\n")
    return path


@pytest.fixture
def read(tmp_path):
    def reading(*observations):
        left = Counter()
        [board] = read_boards(write(tmp_path / "history.xz", ("acme", observations)), left)
        return board, left

    return reading


def test_an_appearance_lies_between_two_observations(read):
    inside = BEGIN + 5 * HOUR
    added = [post(2, inside.astimezone(dt.timezone(-5 * HOUR))), post(3, BEGIN - HOUR), post(4, None), post(1, inside)]
    late = [post(5, BEGIN + 9 * DAY)]
    board, left = read(
        (BEGIN, {"add": [post(1, BEGIN - DAY)]}), (BEGIN + DAY, {"add": added}), (BEGIN + 2 * DAY, {"add": late})
    )
    assert board.appearances == [inside]
    assert left == Counter(
        {
            "the id was there before": 1,
            "no first_published": 1,
            "first_published before an observation without it": 1,
            "first_published after it was seen": 1,
        }
    )


def test_the_size_of_a_board_is_that_of_the_last_observation(read):
    board, _ = read((BEGIN, {"add": [post(1, None), post(2, None)]}), (BEGIN + DAY, {"gone": [1]}))
    sizes = [board.size(BEGIN + hours * HOUR) for hours in (0, 23, 24, 99)]
    assert sizes == [2, 2, 1, 1]


def boards(days, later=()):
    """Two boards, of which one has a listing every three hours and the other one a week."""
    busy = [BEGIN + hour * HOUR for hour in range(1, 24 * days, 3)]
    quiet = [BEGIN + day * DAY + HOUR for day in range(1, days, 7)]
    end = BEGIN + days * DAY
    return [
        Board("busy", BEGIN, end, busy, [BEGIN], [9]),
        Board("quiet", BEGIN, end, sorted([*quiet, *later]), [BEGIN], [9]),
    ]


def test_every_listing_is_discovered_once_by_both():
    for learn in (None, learnt):
        busy, quiet = play(boards(150), learn, working_time=False, seed=1)
        assert (len(busy.discoveries), len(quiet.discoveries)) == (60 * 8, 9)
        assert all(0 <= delay <= 24 for _, delay in busy.discoveries + quiet.discoveries)
    assert busy.requests > quiet.requests


def test_what_was_not_found_yet_changes_no_visit(monkeypatch):
    def visits(boards):
        log = []

        def noted(slug, now, *rest, **words):
            log.append((slug, now))
            return next_due(slug, now, *rest, **words)

        monkeypatch.setattr(due.schedule, "next_due", noted)
        play(boards, learnt, working_time=True, seed=1)
        return log

    next_due = schedule.next_due
    then = BEGIN + 100 * DAY
    once, other = visits(boards(150)), visits(boards(150, [then + hour * HOUR for hour in range(200)]))
    assert once != other
    assert [visit for visit in once if visit[1] < then] == [visit for visit in other if visit[1] < then]


def test_the_table_has_a_row_for_each_play(tmp_path):
    def observations(every):
        yield BEGIN, {"add": [post(0, BEGIN)]}
        for day in range(1, 120):
            at = BEGIN + day * DAY
            yield at, {"add": [post(day, at - 7 * HOUR)]} if day % every == 0 else {}

    history = write(tmp_path / "history.xz", *((f"board-{every}", observations(every)) for every in range(1, 25)))
    result = CliRunner().invoke(main, [str(history)], catch_exceptions=False)
    assert result.exit_code == 0
    first, *rows = result.stdout.splitlines()
    assert first.startswith("24 boards, ")
    assert [row.split("\t")[:3] for row in rows if "\tall\t" in row] == [[name, "all", "12"] for name in due.PLAYS]
