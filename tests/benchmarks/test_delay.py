"""What `bench delay` makes of the times that it saw."""

from benchmarks.delay import PARTS, Way, parts_of

WAY = Way("acme", 1, appeared=100.0, scheduled=3700.0, began=130.0, closed=131.5)
WAY.matched, WAY.gathered, WAY.accepted = 131.9, 760.0, 760.5


def test_each_part_is_from_one_step_to_the_next_and_the_last_is_all_of_them():
    took = dict(zip((name for name, _ in PARTS), parts_of(WAY), strict=True))
    assert [round(seconds, 1) for seconds in took.values()] == [3600.0, 30.0, 1.5, 0.4, 628.1, 0.5, 660.5]


def test_what_was_due_already_waited_for_no_schedule():
    assert parts_of(Way("acme", 1, appeared=100.0, scheduled=40.0))[0] == 0.0
