"""Place strings and address records into places.

Nothing is guessed: a name that several countries share stays without country unless its surroundings decide, and a name
that nobody knows is kept as it stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from jobtracker.listing import Place
from jobtracker.normalise.areas import country_name, larger_area, read_country
from jobtracker.normalise.characters import one_line
from jobtracker.normalise.folding import fold
from jobtracker.normalise.gazetteer import cities_named
from jobtracker.normalise.place_groups import read_group, read_run, read_state_row
from jobtracker.normalise.place_senses import Part, parts_of
from jobtracker.normalise.place_spots import Spot, country_spot
from jobtracker.normalise.place_words import Listing, is_everywhere, is_office, is_part, is_street, split_listings
from jobtracker.normalise.regions import regions_by_name

_STATES_AND_TOWNS = frozenset({"new york", "washington"})


@dataclass(slots=True, frozen=True)
class ReadPlaces:
    """What the place strings of one posting say."""

    places: tuple[Place, ...] = ()
    workplaces: frozenset[str] = frozenset()
    """Words among "remote", "hybrid", "on-site" that stood in them."""
    areas: tuple[str, ...] = ()
    """Codes (see `areas`) that stood beside "remote": "Remote (US)" gives "US"."""
    homes: tuple[Place, ...] = ()
    """The countries, divisions and larger areas among the places: where one may live, if the work is remote. Of a town
    nobody knows: "Oslo (Remote)" may mean its surroundings, Norway or Europe."""


def read_places(raw: Sequence[str | Mapping[str, Any]], *, country: str | None = None) -> ReadPlaces:
    """The places of one posting, without duplicates; `country` (ISO 3166-1 alpha-2) is where its company is at home.

    A mapping may hold "city", "region", "country", "lat", "lon"; other keys are passed over. Values of any type are
    borne: what is no text counts as empty.
    """
    hint = country.upper() if isinstance(country, str) else None
    items = _items(raw)
    texts = [_text(item) for item in items if not isinstance(item, Mapping)]
    records = [_read_record(item, hint) for item in items if isinstance(item, Mapping)]
    read = [*_read_lines(texts, records, hint), *records]
    whole = not any(map(is_part, texts))  # else the other places are not all of it
    return ReadPlaces(
        tuple(_merged(place for one in read for place in one.places)),
        frozenset(word for one in read for word in one.workplaces),
        tuple(dict.fromkeys(code for one in read if whole for code in one.areas)),
        tuple(dict.fromkeys(place for one in read if whole for place in one.places if not place.city)),
    )


def _read_lines(texts: Sequence[str], records: Sequence[ReadPlaces], hint: str | None) -> list[ReadPlaces]:
    """What the strings say, each read again in the light of the others if these all lie in one country."""
    lines = [_read_line(text, hint) for text in texts]
    places = [place for one in (*lines, *records) for place in one.places]
    if _are_towns(places):
        lines = [_read_line(text, hint, among_towns=True) for text in texts]
    countries = {place.country for place in places if place.country and not _is_torn(place)}
    if len(countries) != 1:
        return lines
    towns = any(place.city for place in places)
    return [
        _read_line(text, *countries)
        if any(place.country is None or (_is_torn(place) and not towns) for place in line.places)
        else line
        for text, line in zip(texts, lines, strict=True)
    ]


def _are_towns(places: Sequence[Place]) -> bool:
    """Whether all of several places are towns, but for those that may be states as well."""
    others = [place for place in places if fold(place.name.partition(",")[0]) not in _STATES_AND_TOWNS]
    return 0 < len(others) < len(places) and all(place.city for place in others)


def _is_torn(place: Place) -> bool:
    """Whether a place is one of two in its country: "Washington", which is the state where it stands among states."""
    whole = not (place.city or place.region)
    return place.country is not None and whole and place.name != country_name(place.country)


def _items(raw: object) -> Sequence[Any]:
    if isinstance(raw, str | Mapping):
        return (raw,)
    return raw[:200] if isinstance(raw, list | tuple) else ()


def _text(value: object) -> str:
    return value[:2000] if isinstance(value, str) else ""


def _read_record(record: Mapping[str, Any], hint: str | None) -> ReadPlaces:
    fields = tuple(
        "" if larger_area(text) else text
        for text in (one_line(record.get(key), 200) for key in ("city", "region", "country"))
    )
    country = one_line(record.get("country"), 200)
    if not any(fields) and larger_area(country) not in ((), ("WORLDWIDE",)):
        return _read_line(country, hint)
    read = _read_fields(*fields, hint)
    point = _point(record)
    if point and len(read.places) == 1:
        read = replace(read, places=(replace(read.places[0], lat=point[0], lon=point[1]),))
    return read


@lru_cache(maxsize=16384)
def _read_fields(city: str, region: str, country: str, hint: str | None) -> ReadPlaces:
    if code := read_country(country):
        country = country_name(code)
        region = next(
            (found.name for found in regions_by_name().get(fold(region), ()) if found.country == code), region
        )
        city, region = ("" if _names_country_only(text, code) else text for text in (city, region))
    if city and (spot := _agreed([parts_of(text)[:2] for text in (city, region, country) if text], code or hint)):
        return ReadPlaces((spot.place,))
    return _read_line(", ".join(part for part in (city, region, country) if part), code or hint)


def _names_country_only(text: str, code: str) -> bool:
    """Whether a field below the country repeats it ("Mexico"), and names no town that is called so ("Singapore")."""
    return read_country(text) == code and not any(
        city.first and city.country == code for city in cities_named(fold(text))
    )


def _agreed(fields: Sequence[Sequence[Part]], hint: str | None) -> Spot | None:
    """The town that the fields name. They may contradict each other: what two of them say of the town is believed."""
    if any(len(parts) != 1 for parts in (fields[0], fields[-1])):
        return None
    parts = [field[0] for field in fields if len(field) == 1]  # "Berlin-Brandenburg" is no division
    without_region = [parts[::2]] if len(parts) < 3 or _is_unmistakable(*parts) else []
    for chosen in (parts, parts[:2], *without_region):
        spot = read_group(chosen, hint)
        if spot and spot.proved and spot.cost < 2 and spot.place.city:
            return spot
    return None


def _is_unmistakable(town: Part, region: Part, country: Part) -> bool:
    """Whether `country` has one town of the name, or no division that is called like `region`."""
    regions = {city.region for city in town.cities if city.country == country.country}
    return len(regions) == 1 or not any(found.country == country.country for found in region.regions)


def _point(record: Mapping[str, Any]) -> tuple[float, float] | None:
    try:
        lat, lon = float(record["lat"]), float(record["lon"])
    except (KeyError, TypeError, ValueError, OverflowError):
        return None
    return (lat, lon) if abs(lat) <= 90 and abs(lon) <= 180 and (lat or lon) else None


@lru_cache(maxsize=16384)
def _read_line(text: str, hint: str | None, *, among_towns: bool = False) -> ReadPlaces:
    listings = split_listings(text)
    read = [list(_spots(listing, hint, among_towns=among_towns)) for listing in listings]
    found = {spot.place.country for spots in read for spot in spots if spot.place.country}
    if len(found) == 1 and found != {hint} and any(not spot.place.country for spots in read for spot in spots):
        read = [list(_spots(listing, found.copy().pop(), among_towns=among_towns)) for listing in listings]
    remote = _remote_spots(listings, read)
    return ReadPlaces(
        tuple(
            _merged(
                place
                for listing, spots in zip(listings, read, strict=True)
                for place in _places(listing, spots, remote)
            )
        ),
        frozenset(word for listing in listings for word in listing.workplaces),
        tuple(dict.fromkeys(code for spot in remote for code in spot.codes))
        or (("WORLDWIDE",) if not any(read) and is_everywhere(text) else ()),
    )


def _remote_spots(listings: Sequence[Listing], read: Sequence[Sequence[Spot]]) -> list[Spot]:
    """The regions, countries and larger areas that stand beside "remote"; in "Remote; Europe" that is all of them."""
    pairs = list(zip(listings, read, strict=True))
    everywhere = any("remote" in listing.workplaces and not spots for listing, spots in pairs)
    towns = any(not spot.codes for spots in read for spot in spots)
    chosen = (
        spots
        for listing, spots in pairs
        if "remote" in listing.workplaces or (everywhere and not towns) or _is_worldwide(spots)
    )
    return [spot for spots in chosen for spot in spots if spot.codes and not _names_the_country_of_another(spot, spots)]


def _is_worldwide(spots: Sequence[Spot]) -> bool:
    return [spot.codes for spot in spots] == [("WORLDWIDE",)]


def _names_the_country_of_another(spot: Spot, spots: Sequence[Spot]) -> bool:
    """Whether a country only completes a state: "Texas - Remote, United States"."""
    return len(spot.codes[0]) == 2 and any(
        code.startswith(f"{spot.codes[0]}-") for other in spots for code in other.codes
    )


def _spots(listing: Listing, hint: str | None, *, among_towns: bool) -> Iterator[Spot]:
    runs = [[part for text in run for part in parts_of(text)] for run in listing.runs]
    remote = "remote" in listing.workplaces
    if remote and not among_towns and not _among_towns(listing, runs):  # of the two New Yorks the state is true of both
        runs = [[replace(run[0], cities=()), *run[1:]] if run and _is_state_and_town(run) else run for run in runs]
    row = read_state_row([part for run in runs for part in run])
    for spot in row or (spot for run in runs for spot in read_run(run, hint)):
        country = None if spot.proved or spot.place.region else spot.place.country
        # A name that nobody knows, between "remote" and a country, is the company's.
        yield country_spot(country, spot.cost) if remote and country else spot


def _among_towns(listing: Listing, runs: Sequence[Sequence[Part]]) -> bool:
    return is_office(listing.raw) or any(run and run[0].cities and not run[0].regions for run in runs)


def _is_state_and_town(run: Sequence[Part]) -> bool:
    return run[0].key in _STATES_AND_TOWNS and all(part.country == "US" for part in run[1:])


def _places(listing: Listing, spots: Sequence[Spot], remote: Sequence[Spot]) -> Iterator[Place]:
    """The places of one listing. A larger area beside "remote" is where people may live, not a place of work.

    What nobody knows is kept as it stands, unless it is only what an office is called ("Otter HQ").
    """
    unread = bool(spots) and not any(spot.known or spot.place.city for spot in spots)
    if unread and is_office(listing.raw):
        return
    if unread and not listing.workplaces:
        yield Place(listing.raw)
        return
    for spot in spots:
        if listing.workplaces and not spot.known and not spot.place.name.istitle():
            continue  # "EU timezones" beside "remote" is no place
        if spot.place.country or not (spot in remote or spot.codes == ("WORLDWIDE",)):
            yield spot.place


def _merged(places: Iterable[Place]) -> list[Place]:
    """Without those that another one says as well, and says more exactly."""
    distinct = list(
        {
            (place.city, place.region, place.country) if place.country else fold(place.name): place for place in places
        }.values()
    )
    known = any(place.country for place in distinct)
    distinct = [place for place in distinct if place.country or place.city or not (known and is_street(place.name))]
    return [place for place in distinct if not any(_covers(other, place) for other in distinct if other is not place)]


def _covers(exact: Place, vague: Place) -> bool:
    """Whether `exact` lies in `vague`, or is the same town with more known of it."""
    if exact.country is None or (vague.country and vague.country != exact.country):
        return False
    if _is_torn(vague) and vague.name.partition(",")[0] not in (exact.city, exact.region):
        return False
    if vague.country is None:
        return vague.city is not None and vague.city == exact.city
    levels = [(vague.region, exact.region), (vague.city, exact.city)]
    return all(less in (None, more) for less, more in levels) and any(
        less is None and more is not None for less, more in levels
    )
