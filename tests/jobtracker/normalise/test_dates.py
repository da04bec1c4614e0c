import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobtracker.normalise.dates import CLOSING_HORIZON, read_date

SEEN = dt.datetime(2026, 10, 20, 15, 30, tzinfo=dt.UTC)


def at(*parts):
    return dt.datetime(*parts, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("raw", "moment"),
    [
        ("2026-10-01", at(2026, 10, 1)),
        ("2026-10-01T12:00:00Z", at(2026, 10, 1, 12)),
        ("2026-10-01T12:00:00-04:00", at(2026, 10, 1, 16)),
        ("2026-10-01T12:00:00.250+0000", at(2026, 10, 1, 12, 0, 0, 250_000)),
        ("2026-10-01 12:00:00 UTC", at(2026, 10, 1, 12)),
        ("20261001", at(2026, 10, 1)),
        ("Thu, 01 Oct 2026 08:30:00 +0200", at(2026, 10, 1, 6, 30)),
        ("October  1, 2026", at(2026, 10, 1)),
        ("1. Oktober 2026", at(2026, 10, 1)),
        ("1er octobre 2026", at(2026, 10, 1)),
        ("1 de octubre de 2026", at(2026, 10, 1)),
        ("01.10.2026", at(2026, 10, 1)),
        ("13/10/2026", at(2026, 10, 13)),
        ("10/13/2026", at(2026, 10, 13)),
        (1_790_000_000, at(2026, 9, 21, 14, 13, 20)),
        (1_790_000_000_000, at(2026, 9, 21, 14, 13, 20)),
        ("1790000000000", at(2026, 9, 21, 14, 13, 20)),
    ],
)
def test_an_absolute_date_is_read_as_utc(raw, moment):
    assert read_date(raw, SEEN) == (moment, False)


@pytest.mark.parametrize(
    ("raw", "days"),
    [
        ("Posted Today", 0), ("Posted Yesterday", 1), ("Posted 5 Days Ago", 5), ("3 days", 3),
        ("Heute ausgeschrieben", 0), ("Gestern ausgeschrieben", 1), ("Vor 5 Tagen ausgeschrieben", 5),
        ("Publié aujourd'hui", 0), ("Publié hier", 1), ("Publié il y a 5 jours", 5),
        ("Publicado hoy", 0), ("Publicado ayer", 1), ("Publicado hace 5 días", 5), ("5 日前に掲載", 5),
    ],
)  # fmt: skip
def test_relative_days_are_exact_to_the_day(raw, days):
    assert read_date(raw, SEEN) == (at(2026, 10, 20) - dt.timedelta(days=days), False)


@pytest.mark.parametrize(
    ("raw", "days"),
    [
        ("Posted 30+ Days Ago", 30), ("Vor mehr als 30 Tagen ausgeschrieben", 30),
        ("Publié il y a plus de 30 jours", 30),
        ("Publicado hace más de 30 días", 30), ("30 日以上前に掲載", 30), ("2 weeks ago", 14), ("1 month ago", 30),
    ],
)  # fmt: skip
def test_a_bound_is_marked_as_one(raw, days):
    assert read_date(raw, SEEN) == (SEEN - dt.timedelta(days=days), True)


@pytest.mark.parametrize(
    "raw",
    [
        None, True, "", "soon", "2026", "10/11/2026", "1970-01-01", "2026-10-25", "2026-02-31", "9999-12-31",
        "0001-01-01T00:00:00+14:00", "5 developers", "12 duties", float("nan"), 10**400, -5, [1], {}, "32 October 2026",
    ],
)  # fmt: skip
def test_what_is_no_date_is_none(raw):
    assert read_date(raw, SEEN) == (None, False)


def test_a_closing_date_lies_ahead():
    assert read_date("2027-01-31", SEEN, horizon=CLOSING_HORIZON) == (at(2027, 1, 31), False)
    assert read_date("2099-01-31", SEEN, horizon=CLOSING_HORIZON) == (None, False)


@given(st.text() | st.integers() | st.floats() | st.text("0123456789-:.T+ ZdayshourPosted", max_size=30))
def test_no_value_raises_or_lies_ahead(raw):
    moment, _ = read_date(raw, SEEN)
    assert moment is None or (moment.utcoffset() == dt.timedelta() and moment <= SEEN + dt.timedelta(days=2))
