"""Address records, and what several places of one posting say of each other."""

from __future__ import annotations

from typing import Any

import pytest

from jobtracker.normalise.places import read_places

LONDON = ("London", "England", "GB")


@pytest.mark.parametrize(
    ("record", "found"),
    [
        ({"city": "Berlin", "region": None, "country": "DEU"}, ("Berlin", "Berlin", "DE")),
        ({"city": "Berlin", "country": "Europe"}, ("Berlin", "Berlin", "DE")),
        ({"city": "London", "region": "United Kingdom", "country": "United Kingdom"}, LONDON),
        ({"city": "Los Angeles", "region": "CA", "country": "USA"}, ("Los Angeles", "California", "US")),
        ({"city": "Guadalajara", "region": "Guadalajara", "country": "Mexico"}, ("Guadalajara", "Jalisco", "MX")),
        ({"city": "Hamburg", "region": "Munich", "country": "Germany"}, ("Hamburg", "Hamburg", "DE")),
        ({"city": "", "region": "", "country": "Deutschland"}, (None, None, "DE")),
        ({"city": "Remote", "region": "Virginia", "country": "United States"}, (None, "Virginia", "US")),
        ({"city": "Greece", "region": "Attica", "country": "Greece"}, (None, "Attica", "GR")),
        ({"city": "Mexico", "region": "Mexico", "country": "Mexico"}, (None, None, "MX")),
        ({"city": "Luxembourg", "region": "", "country": "Luxembourg"}, ("Luxembourg", "Luxembourg", "LU")),
        ({"city": "Berlin", "region": "Berlin-Brandenburg", "country": "Germany"}, ("Berlin", "Berlin", "DE")),
        ({"city": "Bellevue", "region": "Tennessee", "country": "US"}, ("Bellevue", "Tennessee", "US")),
        ({"city": "Maryland Heights", "region": "Maryland", "country": "US"}, ("Maryland Heights", "Missouri", "US")),
    ],
)
def test_record_is_read(record: dict[str, Any], found: tuple[str | None, str | None, str | None]) -> None:
    assert [(place.city, place.region, place.country) for place in read_places([record]).places] == [found]


def test_coordinates_of_the_record_win() -> None:
    (place,) = read_places([{"city": "Berlin", "country": "DE", "lat": "52.5", "lon": 13.3}]).places
    assert (place.lat, place.lon) == (52.5, 13.3)
    (place,) = read_places([{"city": "Berlin", "country": "DE", "lat": float("nan"), "lon": 500}]).places
    assert place.lat == pytest.approx(52.52, abs=0.01)


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        (["Ohio", "Georgia"], ["Ohio, United States", "Georgia, United States"]),
        (["Oregon", "Washington"], ["Oregon, United States", "Washington, United States"]),
        (
            ["Georgia", {"city": "Boston", "country": "US"}],
            ["Georgia, United States", "Boston, Massachusetts, United States"],
        ),
        (["Oslo, Norway", "Georgia"], ["Oslo, Norway", "Georgia"]),
    ],
)
def test_another_string_decides(raw: list[Any], found: list[str]) -> None:
    assert [place.name for place in read_places(raw).places] == found


def test_washington_is_the_state_among_states_and_open_among_towns() -> None:
    assert [place.region for place in read_places(["Oregon", "Washington"]).places] == ["Oregon", "Washington"]
    assert [place.region for place in read_places(["Chicago", "Washington"]).places] == ["Illinois", None]


def test_of_two_new_yorks_the_town_among_towns():
    (place, _) = read_places(["New York - Remote", "Chicago - Remote"]).places
    assert (place.city, place.region) == ("New York", "New York")
    assert read_places(["New York - Remote", "Ohio - Remote"]).places[0].city is None
    assert read_places(["New York - Remote"]).places[0].city is None
