"""What the benchmark that kills finds: each wrong thing is planted here on purpose."""

import os
import random
import signal
import time
from collections import Counter
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.killing import checks
from benchmarks.killing.boards import STEP, Truth, simulated, step_of, truth
from benchmarks.killing.checks import Blow
from benchmarks.killing.history import Event, History, Run, Shown
from benchmarks.killing.plan import KILL, STOP, plan
from benchmarks.killing.processes import brood
from benchmarks.killing.report import Outcome, must_be_none, show

BEGAN = 1000.0
SEEN = Truth(BEGAN, [{"acme": frozenset("12")}, {"acme": frozenset("12")}, {"acme": frozenset("23")}])
"""Listing 1 leaves when the last of three steps begins, and 3 comes."""
FROZEN = BEGAN + 2 * STEP
FIRST = Run(1, "acme", 1, "complete", BEGAN + 1, BEGAN + 4, "n1")
SECOND = Run(2, "acme", 2, "complete", FROZEN + 1, FROZEN + 4, "n2")
WELL = History(
    runs=[FIRST, SECOND],
    events=[
        Event(1, "acme", "1", "new", BEGAN + 4, 1),
        Event(2, "acme", "2", "new", BEGAN + 4, 1),
        Event(3, "acme", "2", "changed", FROZEN + 4, 2),
        Event(4, "acme", "3", "new", FROZEN + 4, 2),
        Event(5, "acme", "1", "removed", FROZEN + 4, 2),
    ],
    listings=[Shown("acme", "1", "removed"), Shown("acme", "2", "open"), Shown("acme", "3", "open")],
)


def found(history, **about):
    """The cases by figure, those of which there are none left out."""
    outcome = replace(Outcome(history, SEEN, {}, FROZEN, [], 2), **about)
    return {figure: cases for figure, cases in must_be_none(outcome).items() if cases}


def with_runs(*runs):
    return replace(WELL, runs=runs)


def with_event(*event):
    return replace(WELL, events=[*WELL.events, Event(9, "acme", *event)])


def test_nothing_is_found_where_all_is_well():
    assert found(WELL) == {}
    assert show(Outcome(WELL, SEEN, {}, FROZEN, [], 2))


@pytest.mark.parametrize(
    ("listings", "what"),
    [
        ([Shown("acme", "2", "open")], {"listings lost": ["acme 3"]}),
        ([Shown("acme", "2", "open"), Shown("acme", "3", "removed")], {"listings lost": ["acme 3"]}),
        ([Shown("acme", id_, "open") for id_ in "123"], {"listings wrongly open": ["acme 1"]}),
        ([Shown("acme", id_, "open", id_ == "1") for id_ in "123"], {}),  # held, as the rules say
        ([*WELL.listings, Shown("acme", "4", "staged")], {"left behind in SQL": ["acme 4: staged"]}),
    ],
)
def test_rows_that_differ_from_the_boards(listings, what):
    assert found(replace(WELL, listings=listings)) == what


def test_what_was_removed_while_it_was_there_or_shown_when_it_was_not():
    figures = found(with_event("2", "removed", FROZEN + 4, 2))
    assert figures == {"wrongly removed, at any time": ["acme 2: removed in run 2"]}
    figures = found(with_event("4", "new", FROZEN + 4, 2))
    assert figures == {"wrongly shown, at any time": ["acme 4: new in run 2"]}
    slow = FIRST._replace(finished_at=FROZEN + 0.5)  # it may have read the board before or after
    told = [*WELL.events[:2], WELL.events[4]._replace(run_id=1, at=FROZEN + 0.5), WELL.events[3]]
    assert found(replace(WELL, runs=[slow, SECOND], events=told)) == {}


def test_two_runs_that_both_wrote():
    late = FIRST._replace(finished_at=SECOND.started_at + 1)
    assert found(with_runs(late, SECOND)) == {"double commits": ["acme: run 2 began before run 1 had ended"]}
    again = SECOND._replace(generation=1)
    assert found(with_runs(FIRST, again)) == {"double commits": ["acme: runs 1 and 2 have generation 1"]}
    assert found(with_runs(late._replace(outcome="superseded"), SECOND)) == {}


@pytest.mark.parametrize("kind", ["new", "reopened"])
def test_a_listing_that_appears_twice(kind):
    assert found(with_event("3", kind, FROZEN + 4, 2)) == {
        "listings with a broken story": [f"acme 3: {kind} after 'new'"]
    }


def test_a_company_that_nobody_reads_any_more():
    (line,) = found(with_runs(FIRST))["companies stuck"]
    assert line == "acme: last run 1: complete "
    failed = SECOND._replace(outcome="failed", error="the database is away")
    assert found(with_runs(FIRST, failed))["companies stuck"] == ["acme: last run 2: failed the database is away"]
    aside = replace(with_runs(FIRST), paused={"acme": "its code killed its node"})
    assert found(aside)["companies stuck"] == ["acme: its code killed its node"]
    assert found(with_runs())["companies stuck"] == ["acme: never read"]


def test_what_is_left_behind():
    open_end = Run(3, "acme", 3, "running", FROZEN + 5, None, "n1")
    assert found(with_runs(FIRST, SECOND, open_end)) == {"left behind in SQL": ["acme: run 3 has no end"]}
    assert found(with_event("2", "changed", FROZEN + 4, None)) == {"left behind in SQL": ["acme 2: changed, of no run"]}
    assert found(WELL, left={"leases": 2}) == {"left behind in Redis": ["2 leases"]}
    assert not show(Outcome(WELL, SEEN, {"leases": 2}, FROZEN, [], 2))


def test_the_time_until_a_lost_company_is_taken_again():
    lost = Run(1, "acme", 1, "superseded", 100, 160, "n1")
    again = Run(2, "acme", 2, "superseded", 160, 200, "n2")
    well = Run(3, "acme", 3, "complete", 200, 210, "n1")
    blows = [Blow("n1", 90), Blow("n1", 110), Blow("n1", 150), Blow("n2", 120), Blow("n1", 205)]
    assert checks.taken_again([lost, again, well], blows, KILL) == [50]
    assert checks.taken_again([lost, again, well], blows, STOP) == []
    stopped = [*blows, Blow("n1", 105, STOP)]  # before it was killed
    assert checks.taken_again([lost, again, well], stopped, STOP) == [55]
    assert checks.taken_again([lost, again, well], stopped, KILL) == []
    assert checks.longest_wait([well], ["acme"], 100, 300) == (110, "acme")


def test_a_plan_has_so_many_of_each_and_is_the_same_for_the_same_seed():
    counts = {"kill": 20, "stop": 20, "valkey": 5, "postgresql": 0}
    planned = plan(random.Random(1), counts, 10)
    assert planned == plan(random.Random(1), counts, 10) == sorted(planned)
    assert Counter(one.kind for one in planned) == {kind: count for kind, count in counts.items() if count}
    assert all(5 <= one.lasts <= 60 for one in planned if one.kind == "stop")
    assert {one.forgets for one in planned if one.kind == "valkey"} == {True, False}


def test_the_truth_follows_from_the_seed_and_ends_when_the_boards_are_frozen():
    first, again = (truth(3, 2, BEGAN, BEGAN + 30 * STEP + 1) for _ in range(2))
    assert first == again
    assert len(first.steps) == 31
    assert first.steps[0] != first.steps[-1]
    (slug, *_) = first.steps[0]
    assert first.at(slug, BEGAN, BEGAN + STEP) == [first.steps[0][slug], first.steps[1][slug]]
    assert first.at(slug, BEGAN + 900 * STEP, BEGAN + 901 * STEP) == [first.steps[-1][slug]]
    assert simulated(step_of(BEGAN, BEGAN + STEP)) > simulated(step_of(BEGAN, BEGAN + STEP - 1))


def test_what_is_killed_dies_with_its_children_and_none_outlives_the_brood(tmp_path):
    script = "sleep 60 & echo $!; exec sleep 60"
    with brood() as young:
        first = young.start(["/bin/sh", "-c", script], tmp_path / "first")
        second = young.start(["/bin/sh", "-c", script], tmp_path / "second")
        children = [_child(tmp_path / name) for name in ("first", "second")]
        young.kill(first)
        assert first.returncode == -signal.SIGKILL
        assert not young.has_ended(second)
        os.kill(children[1], 0)
    assert second.returncode == -signal.SIGKILL
    for child in children:
        _wait_until_gone(child)


def _child(log):
    while not (said := log.read_text()).endswith("\n"):
        time.sleep(0.01)
    return int(said)


def _wait_until_gone(pid):
    """It is init's to reap."""
    give_up = time.monotonic() + 20
    with suppress(ProcessLookupError):
        while time.monotonic() < give_up:
            os.kill(pid, 0)
            if Path(f"/proc/{pid}/stat").exists() and ") Z " in Path(f"/proc/{pid}/stat").read_text():
                return
            time.sleep(0.01)
        pytest.fail(f"{pid} lives")
