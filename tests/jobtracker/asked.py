"""Made-up listings and filters, for tests of filters in memory, in the index and in a URL."""

from __future__ import annotations

import datetime as dt

from hypothesis import strategies as st

from jobtracker.accepting import Candidate
from jobtracker.company import Company
from jobtracker.filter_parameters import EMPLOYMENT_TYPES
from jobtracker.filters import Filters, Near, Where
from jobtracker.listing import Facts, Pay, Place, WorkFrom
from jobtracker.where import read_where

NOW = dt.datetime(2026, 11, 26, 12, tzinfo=dt.UTC)
PLACES = (
    Place("Berlin, Germany", "Berlin", "Berlin", "DE", 52.5244, 13.4105),
    Place("Potsdam, Brandenburg, Germany", "Potsdam", "Brandenburg", "DE", 52.3989, 13.0657),
    Place("Munich, Bavaria, Germany", "Munich", "Bavaria", "DE", 48.1374, 11.5755),
    Place("Vienna, Austria", "Vienna", "Vienna", "AT", 48.2085, 16.3721),
    Place("San Francisco, California, United States", "San Francisco", "California", "US", 37.7749, -122.4194),
    Place("California, United States", None, "California", "US"),
    Place("Suva, Fiji", "Suva", None, "FJ", -18.1416, 178.4415),
    Place("Germany", None, None, "DE"),
    Place("Somewhere"),
)
COMPANIES = (Company("acme", "Acme", "greenhouse"), Company("otter", "Otter"), Company("linden", "Linden", "ashby"))
DEPARTMENTS = ("", "Engineering", "ENGINEERING", "Customer Success")
AREAS = ("DE", "DE-BE", "EU", "EMEA", "WORLDWIDE", "US", "US-CA", "AT", "GB")
WHERE = (
    "Berlin~30km:on-site,hybrid", "Potsdam~20mi", "52.52,13.4~500km", "-18.1,-179~400km", "Munich:unknown", "Germany",
    "Bavaria:hybrid", "DE/US-CA", "EU:on-site", "remote", "remote:DE", "remote:DE-BE,unknown", "remote:EU",
    "remote:US-CA", "Springfield, Illinois, US",
)  # fmt: skip

times = st.integers(0, 60 * 24 * 60).map(lambda minutes: NOW - dt.timedelta(minutes=minutes))
bounds = st.none() | times | st.builds(
    dt.timedelta, hours=st.integers(1, 1500)
)  # fmt: skip
amounts = st.sampled_from([30_000.0, 60_000.0, 90_000.0, 120_000.0, 120_000.5])


def _pay(low: float, high: float | None, currency: str, source: str) -> Pay:
    top = None if high is None else max(low, high)
    return Pay(low, top, currency, "year", low, top, source)


pays = st.builds(
    _pay, amounts, st.none() | amounts, st.sampled_from(["EUR", "USD", "ARS"]), st.sampled_from(["field", "text"])
)


def _some(values: tuple[str, ...]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(values), max_size=3, unique=True).map(lambda some: tuple(sorted(some)))


facts = st.builds(
    Facts,
    title=st.just("Engineer"),
    department=st.sampled_from(DEPARTMENTS),
    places=st.lists(st.sampled_from(PLACES), max_size=3, unique=True).map(tuple),
    workplace=st.sampled_from(["remote", "hybrid", "on-site", "unknown"]),
    work_from=st.builds(WorkFrom, _some(AREAS)),
    employment_types=_some(EMPLOYMENT_TYPES[:4]),
    pay=st.lists(pays, max_size=2).map(tuple),
    posted_at=st.none() | times,
    posted_bound=st.booleans(),
    language=st.sampled_from(["", "de", "en"]),
)
candidates = st.builds(
    Candidate,
    facts=facts,
    company=st.sampled_from(COMPANIES),
    first_seen_at=times,
    state=st.sampled_from(["open", "unconfirmed", "unverified", "removed"]),
    reposted=st.booleans(),
)
ways = st.sampled_from(WHERE).map(read_where) | st.builds(
    Where,
    near=st.none()
    | st.builds(
        Near,
        lat=st.sampled_from([52.5, 48.1, -18.1, 90.0]),
        lon=st.sampled_from([13.4, 11.6, 180.0]),
        km=st.sampled_from([1.0, 30.0, 500.0]),
    ),
    workplaces=st.sampled_from([("remote",), ("hybrid", "on-site")]),
)


def _always(values: tuple[str, ...]) -> st.SearchStrategy[tuple[str, ...]]:
    """Nothing is asked half the time, so that filters together still find something."""
    return st.just(()) | _some(values)


filters = st.builds(
    Filters,
    companies=_always(("acme", "otter", "nobody")),
    ats=_always(("ashby", "greenhouse", "site")),
    languages=_always(("de", "fr", "unknown")),
    employment_types=_always(EMPLOYMENT_TYPES),
    departments=_always(("customer success", "engineering", "unknown")),
    workplaces=_always(("hybrid", "on-site", "remote", "unknown")),
    countries=_always(("AT", "DE", "US")),
    regions=_always(("DE-BY", "US-CA")),
    where=st.just(()) | st.lists(ways, max_size=3, unique=True).map(tuple),
    posted_since=st.none() | bounds,
    first_seen_since=st.none() | bounds,
    state=st.sampled_from(["open", "unconfirmed", "removed", "all"]),
    reposted=st.sampled_from([None, None, True, False]),
    pay_min=st.none() | amounts,
    pay_currency=st.sampled_from(["EUR", "USD"]),
    pay_source=st.sampled_from(["any", "any", "field", "text"]),
    has_pay=st.booleans(),
)
