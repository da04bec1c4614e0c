"""Parts into places: which parts of "New York, NY, Chicago, IL" belong together, and what each group means.

Every way to cut a run of parts into groups has a cost; the cheapest is the reading. A group that the gazetteer bears
out costs 1, so fewer groups are better; parts that must be skipped or believed without proof cost extra.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from jobtracker.listing import Place
from jobtracker.normalise.areas import country_name
from jobtracker.normalise.folding import fold
from jobtracker.normalise.gazetteer import City, cities_named
from jobtracker.normalise.place_senses import BREAK, Part
from jobtracker.normalise.place_words import is_street
from jobtracker.normalise.regions import Region

MOST_PARTS: Final = 5
"""Parts of one place: street, town, county, state, country."""
UNKNOWN: Final = 1.6
CITY_STATES: Final = frozenset({"SG", "HK", "MO", "MC", "VA", "GI", "DJ", "SM"})
# Countries where employers who post in English mostly hire: their towns weigh more when a bare name is ambiguous.
_TIME_ZONES: Final = frozenset({"pt", "et", "ct", "mt", "est", "pst", "cst", "mst", "cet", "gmt", "utc"})
_FREQUENT: Final = frozenset(
    {
        "GB",
        "CA",
        "AU",
        "DE",
        "FR",
        "ES",
        "IT",
        "NL",
        "IE",
        "SE",
        "DK",
        "NO",
        "FI",
        "CH",
        "AT",
        "BE",
        "PT",
        "PL",
        "CZ",
        "IL",
        "SG",
        "IN",
        "JP",
        "KR",
        "BR",
        "MX",
        "NZ",
    }
)
_LESS_FREQUENT: Final = frozenset(
    {
        "GR",
        "RO",
        "HU",
        "BG",
        "LT",
        "LV",
        "EE",
        "UA",
        "TR",
        "AE",
        "TH",
        "MY",
        "PH",
        "VN",
        "ID",
        "AR",
        "CO",
        "CL",
        "ZA",
        "HK",
        "TW",
        "CN",
        "RS",
        "HR",
        "SI",
        "SK",
    }
)


@dataclass(slots=True, frozen=True)
class Spot:
    """One place read. `codes` are set if it is a region, a country or a larger area rather than a town."""

    cost: float
    place: Place
    codes: tuple[str, ...] = ()
    known: bool = True
    proved: bool = True
    """Whether the gazetteer has this town there."""


def read_run(parts: Sequence[Part], hint: str | None) -> list[Spot]:
    """The places of one run of parts; `hint` is the country to prefer where a name is ambiguous."""
    spots: list[Spot] = []
    stretch: list[Part] = []
    for part in (*parts, BREAK):
        if part is not BREAK:
            stretch.append(part)
        elif stretch:
            read = _cheapest_cut(stretch[:60], hint)
            spots += [
                spot for spot in read if spot.known or spot.place.city
            ] or read  # beside a place, an unknown name is a shop or a team
            stretch = []
    return spots


def read_state_row(parts: Sequence[Part]) -> list[Spot] | None:
    """Two or more codes that are all codes of US states: "CA, NY or TX"."""
    states = [
        next((region for region in part.regions if region.country == "US"), None)
        for part in parts
        if len(part.key) == 2
    ]
    found = [state for state in states if state]
    return [_region_spot(state, 1.0) for state in found] if len(found) == len(parts) > 1 else None


def _cheapest_cut(parts: Sequence[Part], hint: str | None) -> list[Spot]:
    best: list[tuple[float, list[Spot]]] = [(0.0, [])]
    for end in range(1, len(parts) + 1):
        ways = ((best[start], read_group(parts[start:end], hint)) for start in range(max(0, end - MOST_PARTS), end))
        best.append(
            min(((so_far[0] + spot.cost, [*so_far[1], spot]) for so_far, spot in ways if spot), key=lambda way: way[0])
        )
    return best[-1][1]


def read_group(parts: Sequence[Part], hint: str | None) -> Spot | None:
    """The cheapest reading of `parts` as one place, from town to country or the reverse; None if there is none."""
    if len(parts) == 1:
        return _alone(parts[0], hint)
    ways: list[Spot] = [
        *_ways(parts, hint),
        *(_dearer(spot, 0.3 if spot.proved else 1.3) for spot in _ways(parts[::-1], hint)),
    ]
    return min(ways, key=lambda spot: spot.cost, default=None)


def _dearer(spot: Spot, extra: float) -> Spot:
    return replace(spot, cost=spot.cost + extra)


def _ways(parts: Sequence[Part], hint: str | None) -> Iterator[Spot]:
    *head, last = parts
    if last.country == "CN" and head[-1].country in ("HK", "MO", "TW"):
        yield from _ways(head, hint) if len(head) > 1 else [_alone(head[0], hint)]
    if last.country:
        unlikely = 0.2 if last.is_letters and last.country != hint and _torn(last) else 0.0
        for region in head[-1].regions:
            if region.country == last.country:
                alone = _region_spot(region, unlikely + (1.1 if _has_namesake(head[-1], region) else 0.95))
                yield from _towns(head[:-1], last.country, region, head[-1], sure=True) if len(head) > 1 else [alone]
        yield from (_dearer(spot, unlikely) for spot in _towns(head, last.country, None, last))
    for region in last.regions:
        preferred = (
            0 if hint == region.country else 0.1 if region.country != "US" else 0.3 if last.key == "de" else 0.05
        )
        yield from (_dearer(spot, preferred) for spot in _towns(head, region.country, region, last))
    town = _alone(last, hint)
    if town.known and not town.codes and last.cities and last.cities[0].weight >= 50_000:
        yield _dearer(town, sum(_skip(part, last) for part in head))


def _towns(
    head: Sequence[Part], country: str, region: Region | None, last: Part, *, sure: bool = False
) -> Iterator[Spot]:
    for index, part in enumerate(head):
        others = sum(
            0.1 if other.country == country else _skip(other, part)
            for place, other in enumerate(head)
            if place != index
        )
        above = 0.01 * (len(head) - index)  # of two unknown names the lower one is the building
        yield _dearer(_town(part, country, region, last, sure=sure or last.is_letters), others + above)


def _skip(part: Part, beside: Part) -> float:
    """What it costs to pass over `part`: a street little, a known town more than a place of its own would."""
    if part.key == beside.key:
        return 0.0
    if is_street(part.text):
        return 0.1
    return 2.0 if part.country or part.regions or part.areas else 1.2 if part.cities else 0.7


def _town(part: Part, country: str, region: Region | None, last: Part, *, sure: bool) -> Spot:
    """`part` as a town of `country`, in `region` if one was named; `sure` if what follows is no place of its own."""
    there = [city for city in part.cities if city.country == country]
    if found := [city for city in there if region is None or city.region == region.name]:
        return _city_spot(_one_of(found), 1.0)
    if region is not None and part.key in (fold(region.name), fold(region.code[3:])):
        return _region_spot(region, 1.05)
    if part.country == country or part.key == last.key:
        return _wide(region, country, 1.35 if region else 1.05)
    if part.country or part.regions or part.areas:
        return Spot(3.0, Place(part.text), known=False)
    return _unproved(part, country, region, last, sure=sure)


def _unproved(part: Part, country: str, region: Region | None, last: Part, *, sure: bool) -> Spot:
    """A town that the gazetteer does not have there: small, or in another region than the site says, or a street."""
    there = next((city for city in part.cities if city.country == country), None)
    if is_street(part.text):
        return _wide(region, country, 2.0)
    if there and there.weight >= 500_000:
        return _city_spot(_vague(there), 1.7 if sure else 2.1)
    known_elsewhere = 2.2 if part.cities and part.cities[0].weight >= 100_000 and not sure else 1.6
    namesake = region and not sure and _has_namesake(last, region) and country != "US"
    cost = (known_elsewhere if part.cities else 1.4) + (0.6 if namesake else 0.0)
    return Spot(cost, _place(part.text, region, country), proved=False)


def _wide(region: Region | None, country: str, cost: float) -> Spot:
    return _region_spot(region, cost) if region else _country_spot(country, cost)


def _alone(part: Part, hint: str | None) -> Spot:
    """A part with nothing beside it."""
    unknown = Spot(UNKNOWN, Place(part.text), known=False)
    if part.key in _TIME_ZONES:
        return unknown
    if part.areas:
        return Spot(1.0, Place(part.text), part.areas)
    return _alone_wide(part, hint) or _alone_town(part, hint) or unknown


def _alone_wide(part: Part, hint: str | None) -> Spot | None:
    if meant := next((region for region in part.regions if _means_region(part, region, hint)), None):
        return _region_spot(meant, 1.0)
    if part.key == "washington" and hint in (None, "US"):  # the city or the state
        return Spot(1.0, Place(place_name("Washington", None, "US"), country="US"))
    return _country_spot(part.country, 1.0) if part.country and (hint == part.country or not _torn(part)) else None


def _alone_town(part: Part, hint: str | None) -> Spot | None:
    city = choose(part.cities, hint, _least(part, hint)) if part.cities else None
    if city and (not part.is_letters or city.weight >= 500_000):
        return _city_spot(city, 1.0)
    if part.cities and part.cities[0].weight >= 15_000 and not part.is_letters:
        return Spot(1.3, Place(part.text, city=part.text), known=False)
    return None


def _least(part: Part, hint: str | None) -> int:
    """People a town must have if only its name stands there.

    Few if the country fits or it is another name of a large town; many if it sounds like a shopping centre.
    """
    if part.cities[0].country == hint or fold(part.cities[0].name) != part.key:
        return 5_000
    return 50_000 if part.key.endswith((" square", " place", " plaza", " mall", " center", " centre")) else 15_000


def _torn(part: Part) -> bool:
    """Whether a country's name or letters are as well those of a state: "Georgia", "CA", "IN"."""
    return any(region.country == "US" for region in part.regions)


def _means_region(part: Part, region: Region, hint: str | None) -> bool:
    if part.country or part.key in ("victoria", "washington"):
        return hint == region.country != part.country
    if _has_namesake(part, region):
        return False
    frequent = [other for other in part.regions if other.country in ("US", "CA", "GB", "AU")]
    return (
        frequent == [region]
        or (part.regions == (region,) and not part.cities)
        or (hint == region.country and not part.cities)
    )


def _has_namesake(part: Part, region: Region) -> bool:
    """Whether a town of the region's own name lies in it: São Paulo, New York, Berlin."""
    return any(city.first and city.region == region.name and city.country == region.country for city in part.cities)


def choose(cities: Sequence[City], hint: str | None, least: int = 15_000) -> City | None:
    """The town most likely meant by a bare name; None if countries compete for it, or it has too few people (`least`).

    `hint`'s town is taken if it has a third of the people of the largest. If the country is clear and the town is not,
    the answer has no region and no coordinates.
    """
    ranked = sorted(cities, key=_likely, reverse=True)
    top = ranked[0]
    near = [city for city in ranked if city.country == hint]
    if near and _likely(near[0]) * 3 >= _likely(top):
        return _one_of(near)
    rivals = [city for city in ranked if city.country != top.country]
    if not top.first and any(city.first and city.weight >= 15_000 for city in cities):
        return None
    if top.weight < least or (near and near[0] is not top and _likely(near[0]) * 10 > _likely(top)):
        return None
    return (
        None
        if rivals and _likely(rivals[0]) * 2 > _likely(top)
        else _one_of([city for city in ranked if city.country == top.country])
    )


def _likely(city: City) -> int:
    return city.weight * (
        6 if city.country == "US" else 4 if city.country in _FREQUENT else 2 if city.country in _LESS_FREQUENT else 1
    )


def _one_of(cities: Sequence[City]) -> City:
    """The first of towns of one country if it is more than twice as large as the next in another region."""
    rivals = [city for city in cities if city.region != cities[0].region]
    return _vague(cities[0]) if rivals and rivals[0].weight * 2 > cities[0].weight else cities[0]


def _vague(city: City) -> City:
    return city._replace(region="", lat=None, lon=None)


def _city_spot(city: City, cost: float) -> Spot:
    name = place_name(city.name, city.region, city.country)
    return Spot(cost, Place(name, city.name, city.region or None, city.country, city.lat, city.lon))


def _region_spot(region: Region, cost: float) -> Spot:
    return Spot(cost, _place("", region, region.country), (region.code or region.country,))


def _country_spot(country: str, cost: float) -> Spot:
    name = country_name(country)
    town = (
        next((city for city in cities_named(fold(name)) if city.country == country), None)
        if country in CITY_STATES
        else None
    )
    place = Place(name, town.name, None, country, town.lat, town.lon) if town else Place(name, country=country)
    return Spot(cost, place, (country,))


def _place(city: str, region: Region | None, country: str) -> Place:
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
