"""What may be asked of a tracker, and that what means the same is known as the same."""

import datetime as dt

import pytest

from jobtracker import tracker
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


@pytest.mark.parametrize(
    ("search", "name"),
    [
        ("q=cook&where=Graz~30km:on-site,hybrid", "cook, Graz + 30 km, hybrid or on-site"),
        ("where=52.5,13.4~20mi&where=Bavaria", "52.5,13.4 + 20 mi, Bavaria"),
        ("where=remote:DE,unknown", "from home in Germany, or not said"),
        ("where=remote", "remote"),
        ("pay_min=60000&pay_currency=USD&employment=FULL_TIME", "Full-time, from 60,000 USD a year"),
        ("country=DE&company=acme&language=de&ats=lever", "acme, Lever, German, Germany"),
        (
            "first_seen_since=7d&posted_since=2026-03-01&reposted=false",
            "posted: since 2026-03-01, found: last 7 days, no re-posts",
        ),
        ("workplace=remote&workplace=hybrid", "Hybrid, Remote"),
    ],
)
def test_what_nobody_named_is_called_by_what_it_asks_for_as_a_person_says_it(search, name):
    assert tracker.name_of("", subject(search)) == name


def test_too_much_muted_is_refused():
    with pytest.raises(tracker.Refused) as refused:
        subject("q=x", [], [f"word{number}" for number in range(51)])
    assert refused.value.field == "muted_words"


def test_a_name_is_one_line_and_there_always_is_one():
    assert tracker.name_of(" My   jobs ", subject("q=x")) == "My jobs"
    assert tracker.name_of("", subject("q=mason&country=DE")) == "mason, Germany"
    for wrong in ("a\r\nBcc: x@example.com", "x" * 121):
        with pytest.raises(tracker.Refused) as refused:
            tracker.name_of(wrong, subject("q=x"))
        assert refused.value.field == "name"
