"""The benchmark of floods: a board is turned upside down, and what is told wrongly of it is found."""

import pytest

from benchmarks.floods import bench
from benchmarks.floods.bench import CASES, flood
from benchmarks.floods.scene import scene
from jobtracker.store import matching
from jobtracker.tasks import match

TRACKERS = 24


@pytest.fixture(autouse=True)
def _short(monkeypatch):
    monkeypatch.setattr(bench, "OUTAGE", 6)
    monkeypatch.setattr(bench, "FRESH", 5)
    monkeypatch.setattr(match, "_KEPT", {})


def play(name):
    with scene("sqlite", 40, 1) as at:
        its, wrong, mails = flood(at, CASES[name], TRACKERS)
        return its, wrong, mails, at.trackers


def test_a_new_company_is_a_line_a_tracker():
    its, wrong, mails, trackers = play("new")
    assert (wrong, {*its.lines.values()}, its.new + its.old) == ([], {1}, {})
    assert 0 < mails == len(its.lines) <= len(trackers)
    assert max(its.named.values()) == 40


def test_of_other_ids_nothing_is_told():
    its, wrong, mails, _ = play("requisitions")
    assert (wrong, mails, its.lines + its.new + its.old) == ([], 0, {})


def test_what_a_board_that_is_back_brings_is_a_line_to_those_who_came_meanwhile_and_what_is_new(monkeypatch):
    its, wrong, _, trackers = play("empty")
    assert wrong == []
    assert {*its.lines} <= {*trackers[TRACKERS // 2 :]}
    assert max(its.new.values()) == 5
    monkeypatch.setattr(matching, "is_beginning", lambda old, board: False)
    its, wrong, _, trackers = play("empty")
    assert f"tracker {trackers[TRACKERS // 2]}: 0 lines of 0, 5 new and 40 old ones; 5 are new" in wrong
