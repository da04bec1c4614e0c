"""Filters as the parameters of a URL, and back."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields
from urllib.parse import parse_qs, urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobtracker.filter_parameters import PARAMETERS, Parameter
from jobtracker.filters import FilterError, Filters, Near, Where
from jobtracker.filters_url import read_filters, write_filters
from tests.jobtracker.asked import filters

NAMES = [parameter.name for parameter in PARAMETERS]
HOSTILE = [
    "\x00", "a\x00b", "\ud800", "\u202e\x1b", "0000-01-01", "0000", "nan", "inf", "-inf", "Infinity", "1e309", "-1",
    "0", "99999999999999999999", "2026-02-30", "9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00+23:59",
    "2026-11-20T25:00Z", "'; DROP TABLE listing; --", "<script>alert(1)</script>", "../../etc/passwd", "%00",
    "x" * 10_000, "١٢٣", "🦦", "~", ":", ",", "remote:", "~km", "NaN,NaN", "1,2,3", "2026-11-20\n", "0d", "99999d",
    "1_000", "０", "true false", "{}", "[]", "null",
]  # fmt: skip


def read(query: str) -> Filters:
    return read_filters(parse_qs(query, keep_blank_values=True))


def read_or_refused(sent: dict[str, list[str]]) -> Filters | FilterError:
    try:
        return read_filters(sent)
    except FilterError as error:
        return error


def test_a_url_says_it_all() -> None:
    found = read(
        "company=acme&company=Otter&ats=ashby&language=DE&employment=full_time&employment=unknown"
        "&department=Customer%20%20SUCCESS&workplace=remote&country=Germany&country=AT&region=Bavaria"
        "&where=Berlin~30km:on-site,hybrid&where=remote:DE,unknown&posted_since=7d&first_seen_since=2026-11-20"
        "&state=all&reposted=false&pay_min=60000&pay_currency=usd&pay_source=field&has_pay=true"
    )
    assert found == Filters(
        companies=("acme", "otter"),
        ats=("ashby",),
        languages=("de",),
        employment_types=("FULL_TIME", "unknown"),
        departments=("customer success",),
        workplaces=("remote",),
        countries=("AT", "DE"),
        regions=("DE-BY",),
        where=(
            Where(near=Near(lat=52.5244, lon=13.4105, km=30), workplaces=("hybrid", "on-site")),
            Where(remote_from="DE", unknown_eligibility=True),
        ),
        posted_since=dt.timedelta(days=7),
        first_seen_since=dt.datetime(2026, 11, 20, tzinfo=dt.UTC),
        state="all",
        reposted=False,
        pay_min=60_000,
        pay_currency="USD",
        pay_source="field",
        has_pay=True,
    )


def test_nothing_asked() -> None:
    assert read("") == read("company=&where=%20&pay_min=&q=engineer&cursor=abc") == Filters()
    assert write_filters(Filters()) == []


def test_order_and_doubles_do_not_count() -> None:
    assert read("country=DE&country=AT") == read("country=AT&country=Austria&country=de")
    assert read("where=remote:DE&where=Munich") == read("where=München&where=remote:Germany&where=Munich~30km")


def test_a_currency_without_a_figure_asks_nothing() -> None:
    assert read("pay_currency=USD") == Filters()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("24h", dt.timedelta(hours=24)),
        ("1d", dt.timedelta(days=1)),
        ("2W", dt.timedelta(days=14)),
        ("2026-11-20", dt.datetime(2026, 11, 20, tzinfo=dt.UTC)),
        ("2026-11-20T08:30Z", dt.datetime(2026, 11, 20, 8, 30, tzinfo=dt.UTC)),
        ("2026-11-20T08:30:15.5+02:00", dt.datetime(2026, 11, 20, 6, 30, 15, 500_000, dt.UTC)),
    ],
)
def test_times(text: str, value: dt.datetime | dt.timedelta) -> None:
    assert read_filters({"posted_since": [text]}).posted_since == value


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("posted_since", "0000-01-01", "1970 to 2100"),
        ("posted_since", "2026-02-30", "2026-11-20"),
        ("posted_since", "2026-11-20T08:30", "with its zone"),
        ("posted_since", "0001-01-01T00:00+23:00", "1970 to 2100"),
        ("posted_since", "0h", "3660d"),
        ("first_seen_since", "yesterday", "24h or 7d"),
        ("pay_min", "nan", "a number from 1"),
        ("pay_min", "inf", "a number from 1"),
        ("pay_min", "0", "a number from 1"),
        ("pay_min", "60k", "60000"),
        ("pay_currency", "ARS", "known rate"),
        ("pay_currency", "XXX", "known rate"),
        ("company", "a b", "letters, digits"),
        ("company", "a" * 121, "120 characters"),
        ("company", "a\x00b", "control characters"),
        ("department", "\ud800", "halves"),
        ("department", "!?", "name of a department"),
        ("language", "german", "two letters"),
        ("employment", "forever", "FULL_TIME, PART_TIME"),
        ("workplace", "beach", "remote, hybrid, on-site, unknown"),
        ("country", "Xyzzyx", "ISO 3166-1"),
        ("country", "EU", "ISO 3166-1"),
        ("region", "DE", "ISO 3166-2"),
        ("state", "closed", "open, unconfirmed, removed, all"),
        ("reposted", "maybe", "true or false"),
        ("where", "Xyzzyx", "no place"),
    ],
)
def test_what_cannot_be_read_names_the_parameter_and_the_rule(name: str, value: str, words: str) -> None:
    with pytest.raises(FilterError) as raised:
        read_filters({"country": ["DE"], name: [value]})
    assert raised.value.name == name
    assert words in raised.value.message
    assert str(raised.value) == f"{name}: {raised.value.message}"


@pytest.mark.parametrize("parameter", PARAMETERS, ids=lambda parameter: parameter.name)
def test_ten_thousand_values_are_refused(parameter: Parameter) -> None:
    with pytest.raises(FilterError) as raised:
        read_filters({parameter.name: [parameter.example] * 10_000})
    assert raised.value.name == parameter.name


def test_one_value_is_not_two() -> None:
    assert read("state=all&state=all").state == "all"
    with pytest.raises(FilterError, match="state: one value only"):
        read("state=all&state=open")
    with pytest.raises(FilterError, match="where: at most 10 values"):
        read("&".join(f"where=Berlin~{km}km" for km in range(1, 12)))


@pytest.mark.parametrize("parameter", PARAMETERS, ids=lambda parameter: parameter.name)
def test_hostile_values_are_read_or_refused(parameter: Parameter) -> None:
    for value in HOSTILE:
        found = read_or_refused({"pay_min": ["1"], parameter.name: [value]})
        if isinstance(found, FilterError):
            assert found.name == parameter.name
        else:
            assert read_filters({name: [text] for name, text in write_filters(found)}) == found


@given(st.dictionaries(st.sampled_from(NAMES), st.lists(st.text(max_size=30), max_size=3)))
def test_any_text_is_read_or_refused_in_any_parameter(given_: dict[str, list[str]]) -> None:
    found = read_or_refused(given_)
    assert isinstance(found, Filters) or found.name in given_


@pytest.mark.parametrize("parameter", PARAMETERS, ids=lambda parameter: parameter.name)
def test_every_parameter_documents_itself(parameter: Parameter) -> None:
    found = getattr(read_filters({parameter.name: [parameter.example], "pay_min": ["60000"]}), parameter.attribute)
    value = parameter.read(parameter.example)
    assert found == ((value,) if parameter.most > 1 else value)
    assert parameter.meaning.endswith(".")
    assert len(parameter.example) <= parameter.max_length
    for choice in parameter.choices:
        assert parameter.read(choice.upper()) == choice


def test_every_filter_has_its_parameter() -> None:
    assert {parameter.attribute for parameter in PARAMETERS} == {field.name for field in fields(Filters)}


@settings(max_examples=500, deadline=None)
@given(filters)
def test_what_is_written_is_read_as_the_same(of: Filters) -> None:
    found = read(urlencode(write_filters(of)))
    assert read(urlencode(write_filters(found))) == found
    for field in fields(Filters):
        if field.name == "where":
            assert set(found.where) == set(of.where)
        elif field.name != "pay_currency" or of.pay_min is not None:
            assert getattr(found, field.name) == getattr(of, field.name), field.name
