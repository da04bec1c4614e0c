"""When what waits may be mailed: at somebody's hour, once a date, whatever clocks and senders do."""

import datetime as dt
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from jobtracker.cadence import GATHERED, Rhythm, local_date, mail_at, moment

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
ZONES = sorted(available_timezones() - {"localtime", "Factory"})
START = dt.datetime(2005, 1, 1, tzinfo=dt.UTC)
TIMES = st.integers(0, 32 * 365 * 24 * 60).map(lambda minutes: START + minutes * dt.timedelta(minutes=1))
RHYTHMS = st.builds(
    Rhythm,
    st.sampled_from(["daily", "weekly"]),
    hour=st.integers(0, 23),
    weekday=st.integers(0, 6),
    zone=st.sampled_from(ZONES),
)


def utc(text):
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


def daily(hour, zone="Europe/Vienna"):
    return Rhythm("daily", hour, 0, zone)


def test_an_instant_mail_gathers_for_ten_minutes():
    first = utc("2026-04-01T12:00")
    assert mail_at(Rhythm("instant", 8, 0, "UTC"), first, dt.date(2026, 4, 1)) == first + GATHERED


def test_a_daily_mail_goes_at_the_next_such_hour():
    assert mail_at(daily(8), utc("2026-01-05T06:59"), None) == utc("2026-01-05T07:00")
    assert mail_at(daily(8), utc("2026-01-05T07:00"), None) == utc("2026-01-05T07:00")
    assert mail_at(daily(8), utc("2026-01-05T07:01"), None) == utc("2026-01-06T07:00")
    assert mail_at(daily(8), utc("2026-01-05T05:00"), dt.date(2026, 1, 5)) == utc("2026-01-06T07:00")


def test_a_weekly_mail_goes_on_its_day():
    friday = Rhythm("weekly", 8, 4, "America/New_York")
    assert mail_at(friday, utc("2026-01-05T06:59"), None) == utc("2026-01-09T13:00")
    assert mail_at(friday, utc("2026-01-05T06:59"), dt.date(2026, 1, 9)) == utc("2026-01-16T13:00")


@pytest.mark.parametrize(
    ("zone", "date", "hour", "at"),
    [
        ("Europe/Vienna", "2026-03-29", 2, "2026-03-29T01:00"),  # 2:00 is 3:00
        ("Europe/Vienna", "2026-10-25", 2, "2026-10-25T00:00"),  # the first of two
        ("Australia/Lord_Howe", "2026-10-04", 2, "2026-10-03T15:30"),  # half an hour is skipped
        ("America/Nuuk", "2026-03-28", 23, "2026-03-29T01:00"),  # the next moment is another date's
        ("Pacific/Apia", "2011-12-30", 8, "2011-12-30T10:00"),  # no such date
    ],
)
def test_an_hour_that_is_skipped_is_the_next_moment_and_one_that_comes_twice_the_first(zone, date, hour, at):
    assert moment(zone, dt.date.fromisoformat(date), hour) == utc(at)


@given(RHYTHMS, TIMES, st.none() | st.integers(-9, 0))
@example(daily(8, "Pacific/Apia"), utc("2011-12-29T20:00"), 0)
@example(daily(23, "America/Nuuk"), utc("2026-03-28T12:00"), None)
def test_it_is_at_that_hour_of_a_date_without_a_mail_and_soon(rhythm, first, before):
    last = None if before is None else local_date(rhythm.zone, first) + before * DAY
    at = mail_at(rhythm, first, last)
    there = at.astimezone(ZoneInfo(rhythm.zone))
    assert at >= first
    assert last is None or there.date() > last
    assert at - first <= (16 if rhythm.cadence == "weekly" else 3) * DAY
    if there.hour != rhythm.hour or there.minute:  # only where clocks skip it
        just_before = (at - dt.timedelta(seconds=1)).astimezone(ZoneInfo(rhythm.zone))
        assert there.utcoffset() != just_before.utcoffset()
    elif rhythm.cadence == "weekly":
        assert there.weekday() == rhythm.weekday


@given(RHYTHMS, TIMES, st.lists(st.integers(1, 60 * 24 * 10), min_size=2, max_size=30))
def test_whoever_is_late_sends_one_mail_and_no_date_has_two(rhythm, start, pauses):
    """Something comes each time a sender looks, which it does now and then."""
    waits, last, dates = start, None, []
    now = start
    for pause in pauses:
        now += pause * dt.timedelta(minutes=1)
        if mail_at(rhythm, waits, last) <= now:
            last = local_date(rhythm.zone, now)
            dates.append(last)
            waits = now
    assert len(dates) == len(set(dates))
