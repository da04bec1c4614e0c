"""Place strings and address records into places."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobtracker.listing import Place
from jobtracker.normalise.places import ReadPlaces, read_places


def where(raw: Any, country: str | None = None) -> list[tuple[str | None, str | None, str | None]]:
    """(city, region, country) of each place read from one string or record."""
    return [(place.city, place.region, place.country) for place in read_places([raw], country=country).places]


def names(raw: Any, country: str | None = None) -> list[str]:
    return [place.name for place in read_places([raw], country=country).places]


SAN_FRANCISCO = ("San Francisco", "California", "US")
NEW_YORK = ("New York", "New York", "US")
LONDON = ("London", "England", "GB")


@pytest.mark.parametrize(
    ("raw", "place"),
    [
        ("San Francisco, CA", SAN_FRANCISCO),
        ("  san francisco , ca ", SAN_FRANCISCO),
        ("San Francisco, California, United States", SAN_FRANCISCO),
        ("US-CA-San Francisco", SAN_FRANCISCO),
        ("San Francisco CA", SAN_FRANCISCO),
        ("USA - San Francisco", SAN_FRANCISCO),
        ("San Francisco (HQ)", SAN_FRANCISCO),
        ("SF", SAN_FRANCISCO),
        ("NYC", NEW_YORK),
        ("New York City Office", NEW_YORK),
        ("Greater London", LONDON),
        ("London SW1A 1AA, UK", LONDON),
        ("München", ("Munich", "Bavaria", "DE")),
        ("Munich, Bavaria, Germany", ("Munich", "Bavaria", "DE")),
        ("10115 Berlin", ("Berlin", "Berlin", "DE")),
        ("Beispielstr. 1, 10115 Berlin", ("Berlin", "Berlin", "DE")),
        ("Köln, NRW", ("Köln", "North Rhine-Westphalia", "DE")),
        ("India - Bangalore", ("Bengaluru", "Karnataka", "IN")),
        ("Bangalore, Bangalore Urban, Karnataka, India", ("Bengaluru", "Karnataka", "IN")),
        ("Paris, Paris, France", ("Paris", "Île-de-France", "FR")),
        ("St. John's, Newfoundland and Labrador, Canada", ("St. John's", "Newfoundland and Labrador", "CA")),
        ("Saint Petersburg, FL", ("St. Petersburg", "Florida", "US")),
        ("12 Example Ave, 3rd FL, Coral Gables, FL 33134", ("Coral Gables", "Florida", "US")),
        ("1200 N Example Hwy Tampa FL 33618", ("Tampa", "Florida", "US")),
        ("Level 5, 1 Example Place, Sydney NSW 2000", ("Sydney", "New South Wales", "AU")),
        ("東京, Japan", ("Tokyo", "Tokyo", "JP")),
        ("Hong Kong, China", ("Hong Kong", None, "HK")),
        ("Singapore", ("Singapore", None, "SG")),
        ("SF Bay Area", ("San Francisco Bay Area", "California", "US")),
    ],
)
def test_town_is_read(raw: str, place: tuple[str | None, str | None, str | None]) -> None:
    assert where(raw) == [place]
    assert all(found.lat is not None and found.lon is not None for found in read_places([raw]).places)


@pytest.mark.parametrize(
    ("raw", "place"),
    [
        ("Vancouver, CA", ("Vancouver", "British Columbia", "CA")),
        ("Burnaby, CA", ("Burnaby", "British Columbia", "CA")),
        ("San Jose, CA", ("San Jose", "California", "US")),
        ("Ontario, CA", ("Ontario", "California", "US")),
        ("Québec, QC", ("Québec", "Quebec", "CA")),
        ("Wilmington, DE", ("Wilmington", "Delaware", "US")),
        ("Berlin, DE", ("Berlin", "Berlin", "DE")),
        ("Indianapolis, IN", ("Indianapolis", "Indiana", "US")),
        ("Portland, OR", ("Portland", "Oregon", "US")),
        ("Atlanta, GA", ("Atlanta", "Georgia", "US")),
        ("Tbilisi, Georgia", ("Tbilisi", None, "GE")),
        ("Perth, WA", ("Perth", "Western Australia", "AU")),
        ("Tel Aviv, IL", ("Tel Aviv", "Tel Aviv", "IL")),
        ("Chicago, IL", ("Chicago", "Illinois", "US")),
        ("Little Nowhereville, TX", ("Little Nowhereville", "Texas", "US")),
        ("Berlin, VT", ("Berlin", "Vermont", "US")),
        ("North Wales, PA", ("North Wales", "Pennsylvania", "US")),
        ("Orange County, FL", ("Orange County", "Florida", "US")),
    ],
)
def test_letters_are_read_by_their_town(raw: str, place: tuple[str, str | None, str]) -> None:
    assert where(raw) == [place]


@pytest.mark.parametrize("raw", ["Canada - Quebec", "Quebec, Canada", {"region": "Quebec", "country": "Canada"}])
def test_quebec_is_the_province_and_quebec_city_the_town(raw: Any) -> None:
    assert where(raw) == [(None, "Quebec", "CA")]
    assert where("Quebec City, Canada") == [("Québec", "Quebec", "CA")]


@pytest.mark.parametrize(
    ("raw", "cities"),
    [
        ("SF / NY", ["San Francisco", "New York"]),
        ("Remote / San Francisco / New York", ["San Francisco", "New York"]),
        ("London; Berlin; Paris", ["London", "Berlin", "Paris"]),
        ("New York, NY, Chicago, IL", ["New York", "Chicago"]),
        ("Berlin/Hamburg", ["Berlin", "Hamburg"]),
        ("Boston, MA and New York, NY", ["Boston", "New York"]),
        ("Portland, OR or Seattle, WA", ["Portland", "Seattle"]),
        ("Nairobi, Nairobi, Kenya, Lagos, Nigeria", ["Nairobi", "Lagos"]),
        ("Boston\nChicago", ["Boston", "Chicago"]),
        ("Australia - Sydney/Melbourne", ["Sydney", "Melbourne"]),
        ("Boston | Boston, MA", ["Boston"]),
        ("New York, Boston, Seattle", ["New York", "Boston", "Seattle"]),
        ("Old Town, Chicago", ["Chicago"]),
        ("Lincoln Park, Chicago", ["Chicago"]),
    ],
)
def test_several_towns_in_one_string(raw: str, cities: list[str]) -> None:
    assert [city for city, _, _ in where(raw)] == cities


@pytest.mark.parametrize(
    "raw",
    [
        "",
        " ",
        ",;|",
        "Multiple locations",
        "3 Locations",
        "HQ",
        "Headquarters",
        "TBD",
        "N/A",
        "Flexible",
        "Various",
        "Otter HQ",
        "Otter Head Office",
        "Otter, Head Office",
    ],
)
def test_plainly_no_place(raw: str) -> None:
    assert read_places([raw]) == ReadPlaces()


@pytest.mark.parametrize(
    ("raw", "workplaces", "areas", "places"),
    [
        ("Remote", {"remote"}, (), []),
        ("Anywhere", {"remote"}, ("WORLDWIDE",), []),
        ("Worldwide", set(), ("WORLDWIDE",), []),
        ("Any Location", set(), ("WORLDWIDE",), []),
        ("Remote - HK", {"remote"}, ("HK",), ["Hong Kong"]),
        ("Washington (Remote)", {"remote"}, ("US-WA",), ["Washington, United States"]),
        ("New York, United States - Remote", {"remote"}, ("US-NY",), ["New York, United States"]),
        ("Remote (West Coast, US)", {"remote"}, (), None),
        ("Oslo l Remote", {"remote"}, (), ["Oslo, Norway"]),
        ("Bern | Relocation to Switzerland", set(), (), ["Bern, Switzerland"]),
        ("Salem, Oregon (Hybrid) In office M,W,F", {"hybrid", "on-site"}, (), ["Salem, Oregon, United States"]),
        ("Remote (US)", {"remote"}, ("US",), ["United States"]),
        ("US Remote", {"remote"}, ("US",), ["United States"]),
        ("Remote - EMEA", {"remote"}, ("EMEA",), []),
        ("Remote; Europe", {"remote"}, ("EUROPE",), []),
        ("Remote, California", {"remote"}, ("US-CA",), ["California, United States"]),
        ("Remote (United States | Canada)", {"remote"}, ("US", "CA"), ["United States", "Canada"]),
        ("Remote - US & Canada", {"remote"}, ("US", "CA"), ["United States", "Canada"]),
        ("Remote - CA, NY or TX", {"remote"}, ("US-CA", "US-NY", "US-TX"), None),
        ("Remote, New York", {"remote"}, ("US-NY",), ["New York, United States"]),
        ("Texas - Remote, United States", {"remote"}, ("US-TX",), ["Texas, United States"]),
        ("Home based - Worldwide", {"remote"}, ("WORLDWIDE",), []),
        ("San Francisco, CA or Remote (US)", {"remote"}, ("US",), ["San Francisco, California, United States"]),
        ("Berlin (Hybrid)", {"hybrid"}, (), ["Berlin, Germany"]),
        ("London, Onsite", {"on-site"}, (), ["London, England, United Kingdom"]),
        ("Not remote - Berlin", set(), (), ["Berlin, Germany"]),
        ("Boston, Remote", {"remote"}, (), ["Boston, Massachusetts, United States"]),
        ("New York Office (or Remote)", {"remote"}, (), ["New York, New York, United States"]),
        ("Example Labs (US Remote)", {"remote"}, ("US",), ["United States"]),
    ],
)
def test_workplace_words_and_their_areas(
    raw: str, workplaces: set[str], areas: tuple[str, ...], places: list[str] | None
) -> None:
    read = read_places([raw])
    assert (read.workplaces, read.areas) == (workplaces, areas)
    assert places is None or [place.name for place in read.places] == places


@pytest.mark.parametrize(
    ("raw", "country", "found"),
    [
        ("Cambridge", None, ("Cambridge", None, None)),
        ("Cambridge", "US", ("Cambridge", "Massachusetts", "US")),
        ("Cambridge", "GB", ("Cambridge", "England", "GB")),
        ("Springfield", None, ("Springfield", None, "US")),
        ("Georgia", None, (None, None, None)),
        ("Georgia", "US", (None, "Georgia", "US")),
        ("Washington", None, (None, None, "US")),
        ("London", "CA", LONDON),
    ],
)
def test_names_that_several_countries_have(
    raw: str, country: str | None, found: tuple[str | None, str | None, str | None]
) -> None:
    assert where(raw, country) == [found]


def test_another_place_of_the_string_decides() -> None:
    assert where("Cambridge; Boston, MA")[0] == ("Cambridge", "Massachusetts", "US")


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        ("Acme UK", ["United Kingdom"]),
        ("Example Shopping Centre", ["Example Shopping Centre"]),
        ("Exampletown, Second Exampletown", ["Exampletown, Second Exampletown"]),
        ("USA - East and Central", ["United States"]),
        ("Central Valley, CA", ["Central Valley, California, United States"]),
    ],
)
def test_words_beside_a_place_are_no_place(raw: str, found: list[str]) -> None:
    assert names(raw) == found


@pytest.mark.parametrize("raw", ["Warrinton", "Example Retail Park North", "United Kingdon"])
def test_unknown_names_are_kept_and_not_guessed(raw: str) -> None:
    assert read_places([raw]).places == (Place(raw),)


def test_the_same_place_stands_once() -> None:
    assert names("Berlin") == ["Berlin, Germany"]
    read = read_places(["Berlin", "Berlin, Germany", {"city": "Berlin", "country": "DE"}, "Germany"])
    assert [place.name for place in read.places] == ["Berlin, Germany"]


@pytest.mark.parametrize(
    ("raw", "homes"),
    [
        (["Remote", {"city": "Lima", "country": "PE"}], []),
        (["Lima (Remote)"], []),
        (["Remote", {"country": "Norway"}], ["Norway"]),
        (["Remote", {"country": "European Union"}], ["European Union"]),
        (["Ohio", "Cali, Colombia"], ["Ohio, United States"]),
        (["Remote (East Coast USA)", "Portugal"], []),
    ],
)
def test_a_town_is_a_place_but_says_not_where_one_may_live(raw: list[str], homes: list[str]) -> None:
    assert [place.name for place in read_places(raw).homes] == homes


values = st.one_of(
    st.none(), st.integers(), st.floats(), st.text(alphabet=st.characters(), max_size=60), st.lists(st.none())
)
fragments = st.lists(
    st.sampled_from(
        [
            "Berlin",
            "US",
            "CA",
            "Remote",
            "(",
            ")",
            ", ",
            " - ",
            "/",
            ";",
            " or ",
            "Georgia",
            "Foo",
            "12",
            "New York",
            " ",
        ]
    )
).map("".join)


@given(
    st.lists(
        st.one_of(
            values, fragments, st.dictionaries(st.sampled_from(["city", "region", "country", "lat", "lon"]), values)
        )
    )
)
def test_no_input_breaks_the_rules(raw: list[Any]) -> None:
    read = read_places(raw, country="US")
    assert len(set(read.places)) == len(read.places)
    assert all(place.name for place in read.places)
    assert read.workplaces <= {"remote", "hybrid", "on-site"}


@pytest.mark.parametrize("raw", [None, 5, "Berlin", {"city": "Berlin"}])
def test_what_is_no_list_is_borne(raw: Any) -> None:
    assert len(read_places(raw).places) <= 1


def test_a_huge_string_is_cut() -> None:
    assert len(read_places(["Berlin, " * 100_000]).places) == 1
