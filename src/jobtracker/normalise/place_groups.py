"""Parts into places: which parts of "New York, NY, Chicago, IL" belong together, and what each group means.

Every way to cut a run of parts into groups has a cost; the cheapest is the reading. A group that the gazetteer bears
out costs 1, so fewer groups are better; parts that must be skipped or believed without proof cost extra.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from jobtracker.listing import Place
from jobtracker.normalise.folding import fold
from jobtracker.normalise.place_names import VENUES, has_namesake, is_torn, one_of, rare_letters, read_alone, vague
from jobtracker.normalise.place_senses import BREAK, Part
from jobtracker.normalise.place_spots import Spot, city_spot, country_spot, region_spot, town_place
from jobtracker.normalise.place_words import is_street
from jobtracker.normalise.regions import Region

MOST_PARTS: Final = 5
"""Parts of one place: street, town, county, state, country."""


def read_run(parts: Sequence[Part], hint: str | None) -> list[Spot]:
    """The places of one run of parts; `hint` is the country to prefer where a name is ambiguous."""
    spots: list[Spot] = []
    stretch: list[Part] = []
    for part in (*parts, BREAK):
        if part is not BREAK:
            stretch.append(part)
        elif stretch:
            read = _cheapest_cut(stretch[:60], hint)
            # Beside a place, an unknown name is a shop or a team.
            spots += [spot for spot in read if spot.known or spot.place.city] or read
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
    return [region_spot(state, 1.0) for state in found] if len(found) == len(parts) > 1 else None


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
        return read_alone(parts[0], hint)
    ways: list[Spot] = [
        *_ways(parts, hint),
        *(_dearer(spot, _odd_order(spot, parts[-1])) for spot in _ways(parts[::-1], hint)),
    ]
    return min(ways, key=lambda spot: spot.cost, default=None)


def _odd_order(spot: Spot, town: Part) -> float:
    """What the order "country - town" costs: much if nothing proves the town, or a large one elsewhere has its name."""
    large = town.cities and town.cities[0].weight >= 500_000 and town.cities[0].country == spot.place.country
    return 1.3 if not spot.proved or (large and town.cities[0].region != spot.place.region) else 0.3


def _dearer(spot: Spot, extra: float) -> Spot:
    return Spot(spot.cost + extra, spot.place, spot.codes, spot.known, spot.proved)


def _ways(parts: Sequence[Part], hint: str | None) -> Iterator[Spot]:
    *head, last = parts
    if last.country == "CN" and head[-1].country in ("HK", "MO", "TW"):
        yield from _ways(head, hint) if len(head) > 1 else [read_alone(head[0], hint)]
    if last.country:
        unlikely = 0.2 if last.is_letters and last.country != hint and is_torn(last) else 0.0
        for region in head[-1].regions:
            if region.country == last.country:
                alone = region_spot(region, unlikely + (1.1 if has_namesake(head[-1], region) else 0.95))
                yield from _towns(head[:-1], last.country, region, head[-1], sure=True) if len(head) > 1 else [alone]
        yield from (_dearer(spot, unlikely) for spot in _towns(head, last.country, None, last))
    for region in last.regions:
        preferred = (
            0 if hint == region.country else 0.1 if region.country != "US" else 0.3 if last.key == "de" else 0.05
        )
        yield from (_dearer(spot, preferred) for spot in _towns(head, region.country, region, last))
    town = read_alone(last, hint)
    state_follows = any(part.is_letters and part.regions for part in head)  # FL is a floor only in an address
    if town.known and not town.codes and last.cities and last.cities[0].weight >= 50_000 and not state_follows:
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
    if part.country or part.regions or part.areas:
        return 2.0
    return 1.5 if part.cities and not part.key.endswith(VENUES) else 0.7


def _town(part: Part, country: str, region: Region | None, last: Part, *, sure: bool) -> Spot:
    """`part` as a town of `country`, in `region` if one was named; `sure` if what follows is no place of its own."""
    there = [city for city in part.cities if city.country == country]
    if found := [city for city in there if region is None or city.region == region.name]:
        return city_spot(one_of(found), 1.0)
    if region is not None and part.key in (fold(region.name), fold(region.code[3:])):
        return region_spot(region, 1.05)
    if part.country == country or part.key == last.key:
        return _wide(region, country, 1.35 if region else 1.05)
    namesake = region and part.cities and not any(found.country in (country, "US") for found in part.regions)
    if part.country or part.areas or (part.regions and not namesake):  # but "Berlin, VT" is a town
        return Spot(3.0, Place(part.text), known=False)
    return _unproved(part, country, region, last, sure=sure)


def _unproved(part: Part, country: str, region: Region | None, last: Part, *, sure: bool) -> Spot:
    """A town that the gazetteer does not have there: small, or in another region than the site says, or a street."""
    there = next((city for city in part.cities if city.country == country), None)
    if is_street(part.text):
        return _wide(region, country, 2.0)
    if there and there.weight >= 500_000:
        return city_spot(vague(there), 1.7 if sure else 2.1)
    slip = not sure or (
        last.is_letters and (region.country not in ("US", "CA", "AU") if region else rare_letters(last))
    )
    known_elsewhere = 2.7 if part.cities and part.cities[0].weight >= 100_000 and slip else 1.6
    namesake = region and not sure and has_namesake(last, region) and country != "US"
    cost = (known_elsewhere if part.cities else 1.4) + (0.6 if namesake else 0.0)
    return Spot(cost, town_place(part.text, region, country), proved=False)


def _wide(region: Region | None, country: str, cost: float) -> Spot:
    return region_spot(region, cost) if region else country_spot(country, cost)
