import datetime as dt
import time
from collections import Counter
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobtracker.schedule import (
    DAY,
    DEFAULT_INTERVAL,
    HOUR,
    JITTER,
    MAX_INTERVAL,
    MAX_WAIT,
    MIN_INTERVAL,
    RETRIES,
    WAITED_FOR,
    Rate,
    after_visit,
    back_off,
    learn,
    middays,
    next_due,
    rank,
    usual_budget,
)

NOW = dt.datetime(2026, 5, 4, 12, tzinfo=dt.UTC)  # a Monday

moments = st.datetimes(timezones=st.just(dt.UTC))
usual = st.timedeltas(-20_000 * DAY, 20_000 * DAY).map(NOW.__add__)
intervals = st.timedeltas(MIN_INTERVAL, MAX_INTERVAL)
rate = st.builds(
    Rate,
    new=st.floats(0, 1e4),
    days=st.floats(0, 60),
    size=st.integers(0, 10_000),
    requests=st.floats(1, 100),
    weight=st.sampled_from([1, WAITED_FOR]),
)
fleets = st.dictionaries(st.text("abc", min_size=1), rate, min_size=1, max_size=30)


def spent(rates, intervals):
    """Requests a day."""
    return sum(rates[slug].requests / (interval / DAY) for slug, interval in intervals.items())


def waiting(rates, intervals):
    return sum(known.new / known.days * known.weight * (intervals[slug] / HOUR) for slug, known in rates.items())


# Intervals


@given(fleets, st.floats(0, 1))
def test_the_budget_is_kept_and_so_are_the_bounds(rates, part):
    requests = sum(known.requests for known in rates.values())
    least, most = requests / (MAX_INTERVAL / DAY), requests / (MIN_INTERVAL / DAY)
    budget = least + part * (most - least)
    found = learn(rates, budget)
    assert found.keys() == rates.keys()
    assert all(MIN_INTERVAL <= interval <= MAX_INTERVAL for interval in found.values())
    assert spent(rates, found) == pytest.approx(budget, rel=1e-6)


@given(fleets)
def test_a_budget_that_the_bounds_forbid_is_met_as_well_as_they_let(rates):
    assert set(learn(rates, 0).values()) == {MAX_INTERVAL}
    assert set(learn(rates, 1e9).values()) == {MIN_INTERVAL}


def test_companies_of_which_nothing_is_known_are_alike():
    rates = {str(number): Rate(requests=3) for number in range(40)}
    found = learn(rates, usual_budget(rates))
    assert all(interval / DEFAULT_INTERVAL == pytest.approx(1) for interval in found.values())


def test_no_companies_have_no_intervals():
    assert learn({}, 100) == middays({}) == {}


@given(fleets, rate, st.floats(0, 100), st.floats(1, 1e6))
def test_whoever_changes_more_or_costs_less_or_is_waited_for_is_not_visited_less_often(rates, known, more, budget):
    rates |= {
        "one": replace(known, weight=1),
        "more new": replace(known, weight=1, new=known.new + more),
        "larger": replace(known, weight=1, size=known.size + int(more)),
        "cheaper": replace(known, weight=1, requests=known.requests / (1 + more)),
        "waited for": replace(known, weight=WAITED_FOR),
    }
    found = learn(rates, budget)
    assert all(found[other] <= found["one"] for other in ("more new", "larger", "cheaper", "waited for"))


def test_learnt_intervals_wait_less_than_equal_ones_at_the_same_budget():
    rates = {str(new): Rate(new=new, days=1_000) for new in (100, 400, 1_600, 6_400)}
    budget = usual_budget(rates)
    found = learn(rates, budget)
    assert waiting(rates, found) < 0.8 * waiting(rates, dict.fromkeys(rates, DEFAULT_INTERVAL))
    assert found["1600"] / found["6400"] == pytest.approx(2, rel=0.02)


def test_a_company_of_which_little_is_known_is_taken_for_one_of_its_size():
    rates = {str(number): Rate(new=30, days=30, size=99) for number in range(50)}
    rates |= {"unknown": Rate(size=99), "quiet day": Rate(days=1, size=99), "small": Rate(size=5)}
    found = learn(rates, 2 * usual_budget(rates))
    assert found["unknown"] == pytest.approx(found["0"], rel=0.05)
    assert found["0"] < found["quiet day"] < 1.1 * found["0"]
    assert found["small"] > 2 * found["0"]


def test_intervals_of_a_hundred_thousand_companies_take_a_second_or_so():
    rates = {str(number): Rate(new=number % 97, days=30, size=number % 1_009) for number in range(100_000)}
    begun = time.process_time()
    learn(rates, 400_000)
    middays(rates)
    assert time.process_time() - begun < 5


# What is learnt


def test_what_was_seen_long_ago_counts_less():
    known = after_visit(Rate(size=7), NOW, NOW + DAY, 10)
    assert known == Rate(new=10, days=1, size=7)
    later = after_visit(known, NOW + DAY, NOW + 31 * DAY, 0)
    assert (later.new, later.days) == (5, 30.5)


def test_a_clock_that_went_back_adds_no_time():
    known = after_visit(Rate(new=1, days=1), NOW, NOW - HOUR, 0)
    assert (known.new, known.days) == (1, 1)


def visited(midday, days, size=10):
    """A company visited every four hours whose listings appear around an hour of the day."""
    known = Rate(size=size)
    for visit in range(6 * days):
        at = NOW + visit * 4 * HOUR
        known = after_visit(known, at - 4 * HOUR, at, int((at - 2 * HOUR).hour == midday))
    return known


@pytest.mark.parametrize("midday", [2, 6, 10, 14, 18, 22])
def test_the_hours_of_a_company_are_learnt_from_what_its_visits_found(midday):
    rates = {"one": visited(midday, 60), "new": Rate(size=5)}
    found = middays(rates)
    assert found["one"] == pytest.approx(midday, abs=0.1)
    assert found["new"] == pytest.approx(midday, abs=0.1)


def test_hours_that_nobody_can_know_are_none():
    assert middays({"one": visited(14, 3)}) == {"one": None}
    spread = Rate()
    for visit in range(240):
        spread = after_visit(spread, NOW + visit * HOUR, NOW + (visit + 1) * HOUR, 1)
    assert middays({"one": spread}) == {"one": None}
    assert middays({"far apart": after_visit(Rate(), NOW, NOW + DAY, 50)}) == {"far apart": None}


def test_a_company_of_another_zone_has_its_own_hours():
    rates = {str(number): visited(18, 60) for number in range(20)} | {"sydney": visited(2, 60)}
    assert middays(rates)["sydney"] == pytest.approx(2, abs=1.5)


# The next visit


@given(st.text(), usual, intervals)
def test_an_interval_varies_by_a_tenth(slug, now, interval):
    due_at = next_due(slug, now, interval)
    assert (1 - JITTER) * interval <= due_at - now <= (1 + JITTER) * interval
    assert next_due(slug, now, interval) == due_at


@given(st.text(), usual, intervals, st.none() | st.floats(0, 24, exclude_max=True), st.booleans())
def test_whatever_the_hour_nobody_waits_longer_than_a_day(slug, now, interval, midday, first):
    due_at = next_due(slug, now, interval, first=first, working_time=True, midday=midday)
    assert now <= due_at <= now + MAX_WAIT


def test_second_visits_are_spread_over_the_interval_and_none_comes_at_once():
    dues = [next_due(f"company-{number}", NOW, DEFAULT_INTERVAL, first=True) for number in range(24_000)]
    minutes = Counter(int((due_at - NOW) / (HOUR / 4)) for due_at in dues)
    assert minutes.keys() == set(range(2, 24))  # SECOND of it are 36 minutes
    assert all(950 < minutes[quarter] < 1_270 for quarter in range(3, 24))


def test_companies_that_came_together_part():
    dues = sorted(next_due(f"company-{number}", NOW, DEFAULT_INTERVAL) for number in range(12_000))
    tenths = Counter(int((due_at - NOW - 0.9 * DEFAULT_INTERVAL) / (0.02 * DEFAULT_INTERVAL)) for due_at in dues)
    assert all(1_050 < tenths[tenth] < 1_350 for tenth in range(10))
    again = {next_due("company", NOW + number * DEFAULT_INTERVAL, DEFAULT_INTERVAL).minute for number in range(30)}
    assert len(again) > 10


def visits(interval, midday, weeks=8):
    """Times of visits, in hours from a Monday's beginning in UTC."""
    begin = at = dt.datetime(2026, 5, 4, tzinfo=dt.UTC)
    while at < begin + weeks * 7 * DAY:
        at = next_due("company", at, interval, working_time=True, midday=midday)
        yield (at - begin) / HOUR


@pytest.mark.parametrize("midday", [None, 1.0, 12.5, 18.0])
def test_working_time_costs_no_more_visits(midday):
    assert len(list(visits(2 * HOUR, midday))) == pytest.approx(8 * 7 * 12, rel=0.02)


@pytest.mark.parametrize(("midday", "noon"), [(4.5, 4), (12.5, 12), (21.5, 21)])
def test_visits_come_when_listings_appear(midday, noon):
    hours = Counter(int(hour) % 168 for hour in visits(HOUR, midday))

    def around(hour):
        return sum(hours[(hour + add) % 168] for add in range(-3, 4))

    wednesday, night, sunday = around(48 + noon), around(48 + noon + 12), around(6 * 24 + noon)
    assert wednesday > 2 * night
    assert wednesday > 2.5 * sunday


def test_the_weekend_is_the_company_s_own():
    def wait(at, midday):
        return next_due("company", at, HOUR, working_time=True, midday=midday) - at

    sunday_evening = dt.datetime(2026, 5, 3, 23, tzinfo=dt.UTC)
    assert 2 * wait(sunday_evening, 4.5) < wait(sunday_evening, 21.5)  # Monday in Japan, Sunday in California
    friday_evening = dt.datetime(2026, 5, 1, 23, tzinfo=dt.UTC)
    assert 2 * wait(friday_evening, 21.5) < wait(friday_evening, 4.5)
    elsewhere = friday_evening.astimezone(dt.timezone(dt.timedelta(hours=9)))
    assert wait(elsewhere, 4.5) == wait(friday_evening, 4.5)


@given(intervals | st.timedeltas(HOUR / 60, 5 * DAY))
def test_back_off_only_grows_and_never_beyond_a_day(interval):
    waits = [back_off(interval, failures) for failures in range(1, 60)]
    assert all(one <= other for one, other in pairwise(waits))
    assert waits[0] == min(RETRIES[0], interval)
    assert waits[-1] == max(interval, DAY)
    assert back_off(interval, 0) == interval


def test_back_off_tries_twice_soon_and_then_ever_rarer():
    waits = [back_off(DEFAULT_INTERVAL, failures) / HOUR for failures in range(1, 7)]
    assert waits == [0.25, 1, 6, 12, 24, 24]


# The queue


@given(moments, moments, moments, moments)
def test_the_bands_never_mix(one, other, third, fourth):
    asked = rank(one, asked_at=other)
    assert asked == rank(fourth, asked_at=other, read=False)
    assert asked < rank(third, read=False) < rank(fourth)


@given(moments, st.timedeltas(dt.timedelta(milliseconds=1), dt.timedelta(days=9)), st.booleans())
def test_within_a_band_who_waits_longest_comes_first(due_at, later, read):
    due_at = max(due_at, dt.datetime(1970, 1, 1, tzinfo=dt.UTC))
    if due_at < dt.datetime(9999, 1, 1, tzinfo=dt.UTC):
        assert rank(due_at, read=read) < rank(due_at + later, read=read)
        assert rank(NOW, asked_at=due_at) < rank(NOW, asked_at=due_at + later)
