"""The benchmark of a month: its accounts, and two small days of it."""

import re

from click.testing import CliRunner

from benchmarks.month import START, Month, Watch, main
from jobtracker.run import RunReport
from sample_sites import Sites, World
from sample_sites.sites import Struck


def test_what_leaves_is_found_or_not_and_what_is_there_is_wrongly_removed():
    watch = Watch()
    watch.turn(0, {"acme": {"1", "2", "3"}})
    watch.hear(0, [("acme", id_, "new", "") for id_ in "123"])
    watch.turn(5, {"acme": {"2", "3", "4"}})
    watch.sample(set())
    watch.sample({("acme", "1")})
    assert watch.phantoms == [(3, 1, 1), (3, 1, 0)]
    watch.hear(8, [("acme", "1", "removed", "absent"), ("acme", "2", "removed", "gone"), ("acme", "4", "new", "")])
    assert watch.found == [(5, 3)]
    assert watch.read == [(0, 0)] * 3 + [(5, 3)]
    assert watch.wrong == [(8, "acme", "2", "gone")]
    watch.hear(9, [("acme", "2", "reopened", "")])
    assert watch.read[-1] == (8, 1)
    assert watch.shown == {"acme": {"2", "3", "4"}}


def test_what_nobody_can_have_seen_is_counted_apart():
    watch = Watch()
    watch.turn(0, {"acme": {"1"}})
    watch.hear(0, [("acme", "1", "new", "")])
    watch.turn(1, {"acme": {"2"}})
    watch.turn(2, {"acme": {"1"}})
    assert (watch.came_back, watch.unseen) == (1, 1)
    assert (watch.left, watch.came, watch.wrong) == ({}, {}, [])


def test_two_days_of_a_small_world(tmp_path):
    words = ["--companies", "8", "--days", "2", "--faulty", "0.1", "--bad-ats", "workday"]
    result = CliRunner(catch_exceptions=False).invoke(
        main, [*words, "--seed", "2", "--details", str(tmp_path / "wrong.json")]
    )
    rows = dict(line.split("\t") for line in result.stdout.splitlines())
    assert (result.exit_code, rows["wrong removals, of so many runs"]) == (0, "0, 0"), result.stdout
    assert rows["companies, hours"] == "8, 48"
    assert sum(map(int, re.findall(r"(\d+) \w", rows["runs"]))) > 8 * 6
    assert int(rows["faulty answers"]) > 5
    in_sql, told = rows["open in SQL, as the events say"].split(", ")
    assert in_sql == told
    assert (tmp_path / "wrong.json").read_text() == "[]"


def test_a_wrong_removal_is_told_with_the_faults_that_led_to_it():
    world = World(1, 1, START, ats=("lever",))
    month = Month(world, None, Sites(world.boards.values()))
    (slug,) = world.boards
    for kind in ("half-left", "empty"):
        month.sites.lately.append(Struck(slug, kind, ""))
        month._note(RunReport(company=slug, outcome="complete"))
        month._explain([] if kind == "half-left" else [(6, slug, "1", "confirmed"), (6, slug, "2", "absent")])
    assert month.causes == {"lever, confirmed: half-left, then empty": 1, "lever, absent: empty": 1}
    assert month.outcomes == {"complete": 2}
