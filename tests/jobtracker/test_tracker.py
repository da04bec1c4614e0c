"""What may be asked of a tracker, and that what means the same is known as the same."""

import datetime as dt

import pytest

from jobtracker import account, tracker
from jobtracker.company import Company
from jobtracker.document import document
from jobtracker.listing import Facts
from jobtracker.query import fits
from jobtracker.tracker import subject

NOW = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("q=data+engineer", "?q=Data%20%20ENGINEER"),
        ("where=Bavaria", "where=DE-BY"),
        ("country=DE&country=AT", "country=Austria&country=Germany&country="),
        ("q=x&pay_currency=USD", "q=x"),
        ("q=x&state=open", "q=x"),
    ],
)
def test_what_means_the_same_has_one_key(one, other):
    assert subject(one).key == subject(other).key
    assert subject(subject(one).search).key == subject(one).key


def test_what_is_muted_is_part_of_the_key_in_whatever_order_and_case():
    plain, muted = subject("q=x"), subject("q=x", ["acme", "Bolt"], ["senior", "night shift"])
    assert plain.key != muted.key
    assert subject("q=x", ["bolt", "ACME", "acme"], ["night  shift", "Senior", "senior"]).key == muted.key
    assert subject("q=x", ["acme"]).key != subject("q=x", [], ["acme"]).key


def test_what_is_muted_does_not_fit():
    asked = subject("q=engineer", ["acme"], ["senior", "night shift"]).query

    def fitting(title, company="bolt"):
        its = Company(company, company.title())
        return fits(asked, document(Facts(title=title, text="text"), its))

    assert fitting("Engineer")
    assert fitting("Engineer, shift at night")
    assert not fitting("Engineer", "acme")
    assert not fitting("Senior Engineer")
    assert not fitting("Engineer (night shift)")
    assert not fitting("Nurse")


REFUSED = {
    "": ("search", "asks for nothing"),
    "sort=pay": ("search.sort", "is how results are shown"),
    "q=x&cursor=abc": ("search.cursor", "is how results are shown"),
    "q=x&fold=none": ("search.fold", "is how results are shown"),
    "q=x&state=removed": ("search.state", "has to be open"),
    "q=x&state=all": ("search.state", "has to be open"),
    "q=x&contry=DE": ("search", "'contry' is no parameter; did you mean country, company?"),
    "q=x&country=Narnia": ("search.country", "a country by its two letters"),
    "q=x&q=y": ("search.q", "may be given once"),
    "q=x%0Dy": ("search.q", "may hold no line breaks"),
    "q=x\ny": ("search", "may hold no line breaks"),
    "q=%FF": ("search", "is not what stands behind"),
    "company=a%0A": ("search.company", "may hold no line breaks"),
    "q=" + "x" * 9_000: ("search", "at most 8,000 characters"),
    "has_pay=false": ("search", "asks for nothing"),
    "where=": ("search", "asks for nothing"),
}


@pytest.mark.parametrize("search", REFUSED)
def test_a_search_that_cannot_be_is_refused_with_field_and_rule(search):
    field, rule = REFUSED[search]
    with pytest.raises(tracker.Refused) as refused:
        subject(search)
    assert refused.value.field == field
    assert refused.value.rule.startswith(rule)


def test_a_query_that_cannot_be_read_is_refused_with_the_place_of_the_fault():
    with pytest.raises(tracker.Refused) as refused:
        subject("q=engineer+(berlin")
    assert (refused.value.field, refused.value.start, refused.value.end) == ("search.q", 9, 10)


@pytest.mark.parametrize("word", ["", " ", "-x", "(x", '"', "!", "x\x00", "x\r\ny", "y" * 61, "NOT", "a\u2028b"])
def test_muted_words_that_are_none_are_refused(word):
    with pytest.raises(tracker.Refused) as refused:
        subject("q=x", [], [word])
    assert refused.value.field == "muted_words"


@pytest.mark.parametrize("slug", ["", "a b", "a\n", "é", "x" * 200])
def test_muted_companies_that_are_none_are_refused(slug):
    with pytest.raises(tracker.Refused) as refused:
        subject("q=x", [slug])
    assert refused.value.field == "muted_companies"


def test_too_much_muted_is_refused():
    with pytest.raises(tracker.Refused) as refused:
        subject("q=x", [], [f"word{number}" for number in range(51)])
    assert refused.value.field == "muted_words"


def test_a_name_is_one_line_and_there_always_is_one():
    assert tracker.name_of(" My   jobs ", subject("q=x")) == "My jobs"
    assert tracker.name_of("", subject("q=mason&country=DE")) == "mason, DE"
    for wrong in ("a\r\nBcc: x@example.com", "x" * 121):
        with pytest.raises(tracker.Refused) as refused:
            tracker.name_of(wrong, subject("q=x"))
        assert refused.value.field == "name"


def test_an_address_is_one_and_ones_own_is_none():
    assert tracker.address(None, "eve@example.com") is None
    assert tracker.address("EVE@example.com", "eve@example.com") is None
    assert tracker.address("Mum@Example.com", "eve@example.com") == "mum@example.com"
    for wrong in ("mum", "mum@example.com\r\nBcc: x@example.com", "mum@example.com\n", "a@b.c, d@e.f"):
        with pytest.raises(account.Refused) as refused:
            tracker.address(wrong, "eve@example.com")
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
        ("zone", {"zone": "Europe/Vienna\n"}),
    ],
)
def test_times_that_cannot_be_are_refused(field, changed):
    good = {"cadence": "weekly", "hour": 0, "weekday": 6, "zone": "Europe/Vienna"}
    assert tracker.times(**good).zone == "Europe/Vienna"
    with pytest.raises(tracker.Refused) as refused:
        tracker.times(**{**good, **changed})
    assert refused.value.field == field


def test_it_ends_after_days_or_with_a_day_where_its_reader_lives():
    def end(days=None, until=None):
        return tracker.end("Asia/Tokyo", days=days, until=until, now=NOW)

    assert end(days=30) == NOW + dt.timedelta(days=30)
    assert end(until=dt.date(2026, 3, 1)) == dt.datetime(2026, 3, 1, 15, tzinfo=dt.UTC)
    assert end(until=dt.date(2027, 3, 2)) == dt.datetime(2027, 3, 2, 15, tzinfo=dt.UTC)
    wrong = [{}, {"days": 3, "until": dt.date(2026, 4, 1)}, {"days": 0}, {"days": 367}]
    wrong += [{"until": dt.date(2026, 2, 28)}, {"until": dt.date(2027, 3, 3)}, {"until": dt.date.max}]
    for each in wrong:
        with pytest.raises(tracker.Refused):
            end(**each)
