"""A place as it is read: the place itself, how sure it is, and the code of the area it covers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from jobtracker.listing import Place
from jobtracker.normalise.areas import country_name
from jobtracker.normalise.folding import fold
from jobtracker.normalise.gazetteer import City, cities_named
from jobtracker.normalise.regions import Region

CITY_STATES: Final = frozenset({"SG", "HK", "MO", "MC", "VA", "GI", "DJ", "SM"})


@dataclass(slots=True, frozen=True)
class Spot:
    """One place read. `codes` are set if it is a region, a country or a larger area rather than a town."""

    cost: float
    place: Place
    codes: tuple[str, ...] = ()
    known: bool = True
    proved: bool = True
    """Whether the gazetteer has this town there."""


def city_spot(city: City, cost: float) -> Spot:
    """The spot of a town."""
    name = place_name(city.name, city.region, city.country)
    return Spot(cost, Place(name, city.name, city.region or None, city.country, city.lat, city.lon))


def region_spot(region: Region, cost: float) -> Spot:
    """The spot of a whole division."""
    return Spot(cost, town_place("", region, region.country), (region.code or region.country,))


def country_spot(country: str, cost: float) -> Spot:
    """The spot of a whole country; of a city state, its town."""
    name = country_name(country)
    town = (
        next((city for city in cities_named(fold(name)) if city.country == country), None)
        if country in CITY_STATES
        else None
    )
    place = Place(name, town.name, None, country, town.lat, town.lon) if town else Place(name, country=country)
    return Spot(cost, place, (country,))


def town_place(city: str, region: Region | None, country: str) -> Place:
    """A town that the gazetteer does not have, or the division or country alone if `city` is empty."""
    name = region.name if region else None
    return Place(place_name(city, name, country), city or None, name, country)


def place_name(city: str | None, region: str | None, country: str) -> str:
    """Say "San Francisco, California, United States"; outside the US no name stands twice ("Berlin, Germany")."""
    parts = [city, region if region != city or country == "US" else None, country_name(country)]
    return (
        ", ".join(dict.fromkeys(part for part in parts if part))
        if country != "US"
        else ", ".join(part for part in parts if part)
    )
