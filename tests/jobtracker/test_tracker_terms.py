"""For how long, how often and where to: what may be said, and what is refused."""

import datetime as dt

import pytest

from jobtracker import account, tracker_terms
from jobtracker.tracker import Refused

NOW = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)


def test_an_address_is_one_and_ones_own_is_none():
    assert tracker_terms.address(None, "eve@example.com") is None
    assert tracker_terms.address("EVE@example.com", "eve@example.com") is None
    assert tracker_terms.address("Mum@Example.com", "eve@example.com") == "mum@example.com"
    for wrong in ("mum", "mum@example.com\r\nBcc: x@example.com", "mum@example.com\n", "a@b.c, d@e.f"):
        with pytest.raises(account.Refused) as refused:
            tracker_terms.address(wrong, "eve@example.com")
        assert refused.value.field == "email"


@pytest.mark.parametrize(
    ("field", "changed"),
    [
        ("cadence", {"cadence": "hourly"}),
        ("hour", {"hour": 24}),
        ("hour", {"hour": -1}),
        ("weekday", {"weekday": 7}),
        ("zone", {"zone": "Vienna"}),
        ("zone", {"zone": "../etc/passwd"}),
        ("zone", {"zone": ""}),
        ("zone", {"zone": "localtime"}),
        ("zone", {"zone": "Factory"}),
        ("zone", {"zone": "Europe/Vienna\n"}),
    ],
)
def test_times_that_cannot_be_are_refused(field, changed):
    good = {"cadence": "weekly", "hour": 0, "weekday": 6, "zone": "Europe/Vienna"}
    assert tracker_terms.times(**good).zone == "Europe/Vienna"
    with pytest.raises(Refused) as refused:
        tracker_terms.times(**{**good, **changed})
    assert refused.value.field == field


def test_it_ends_after_days_or_with_a_day_where_its_reader_lives():
    def end(days=None, until=None):
        return tracker_terms.end("Asia/Tokyo", days=days, until=until, now=NOW)

    assert end(days=30) == NOW + dt.timedelta(days=30)
    assert end(until=dt.date(2026, 3, 1)) == dt.datetime(2026, 3, 1, 15, tzinfo=dt.UTC)
    assert end(until=dt.date(2027, 3, 2)) == dt.datetime(2027, 3, 2, 15, tzinfo=dt.UTC)
    wrong = [{}, {"days": 3, "until": dt.date(2026, 4, 1)}, {"days": 0}, {"days": 367}]
    wrong += [{"until": dt.date(2026, 2, 28)}, {"until": dt.date(2027, 3, 3)}, {"until": dt.date.max}]
    for each in wrong:
        with pytest.raises(Refused):
            end(**each)


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.com",
        "http://",
        "https://user:secret@example.com/",
        "http://127.0.0.1/",
        "http://[::1]:8000/",
        "http://169.254.169.254/latest",
        "http://localhost:8000/",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://.../",
        "https://example.com/\r\nX: y",
        "https://example.com:port/",
        "https://exa mple.com/",
        "https://example.com/" + "x" * 2_000,
        "javascript:alert(1)",
    ],
)
def test_a_webhook_is_a_public_address_of_the_web(url):
    assert tracker_terms.web_address("") == ""
    assert tracker_terms.web_address("https://example.com:8443/hook?key=1") == "https://example.com:8443/hook?key=1"
    with pytest.raises(Refused) as refused:
        tracker_terms.web_address(url)
    assert refused.value.field == "webhook_url"
