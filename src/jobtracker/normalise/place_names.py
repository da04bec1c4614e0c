"""A bare name ("Cambridge", "Georgia", "NY") with nothing beside it: what it means, if one meaning is far likelier."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from jobtracker.listing import Place
from jobtracker.normalise.folding import fold
from jobtracker.normalise.gazetteer import City
from jobtracker.normalise.place_senses import Part
from jobtracker.normalise.place_spots import Spot, city_spot, country_spot, place_name, region_spot
from jobtracker.normalise.regions import Region

UNKNOWN: Final = 1.6
"""What it costs to leave a part unexplained."""
VENUES: Final = (
    " square",
    " place",
    " plaza",
    " mall",
    " center",
    " centre",
    " park",
    " village",
    " heights",
    " town",
)
_TIME_ZONES: Final = frozenset({"pt", "et", "ct", "mt", "est", "pst", "cst", "mst", "cet", "gmt", "utc"})
# Countries where employers who post in English mostly hire: their towns weigh more when a bare name is ambiguous.
_FREQUENT: Final = "GB CA AU DE FR ES IT NL IE SE DK NO FI CH AT BE PT PL CZ IL SG IN JP KR BR MX NZ"
_LESS_FREQUENT: Final = "GR RO HU BG LT LV EE UA TR AE TH MY PH VN ID AR CO CL ZA HK TW CN RS HR SI SK"
_CALLED_CITY: Final = frozenset({"CA-QC"})
"""Divisions whose own name means all of them, since people say "Quebec City" for the town."""
_WEIGHTS: Final = {"US": 6} | dict.fromkeys(_FREQUENT.split(), 4) | dict.fromkeys(_LESS_FREQUENT.split(), 2)


def read_alone(part: Part, hint: str | None) -> Spot:
    """What a part with nothing beside it means."""
    unknown = Spot(UNKNOWN, Place(part.text), known=False)
    if part.key in _TIME_ZONES:
        return unknown
    if part.areas:
        return Spot(1.0, Place(part.text), part.areas)
    return _alone_wide(part, hint) or _alone_town(part, hint) or unknown


def _alone_wide(part: Part, hint: str | None) -> Spot | None:
    if meant := next((region for region in part.regions if _means_region(part, region, hint)), None):
        return region_spot(meant, 1.0)
    if part.key == "washington" and part.cities and hint in (None, "US"):  # the city or the state
        return Spot(1.0, Place(place_name("Washington", None, "US"), country="US"))
    if not part.country or (hint != part.country and (is_torn(part) or rare_letters(part))):
        return None
    return country_spot(part.country, 1.0)


def _alone_town(part: Part, hint: str | None) -> Spot | None:
    city = choose(part.cities, hint, _least(part, hint)) if part.cities else None
    if city and (not part.is_letters or city.weight >= 500_000):
        return city_spot(city, 1.0)
    if part.cities and part.cities[0].weight >= 15_000 and not part.is_letters:
        return Spot(1.3, Place(part.text, city=part.text), known=False)
    return None


def _least(part: Part, hint: str | None) -> int:
    """People a town must have if only its name stands there.

    Few if the country fits, or the name is longer than one word, or is another name of a large town; many if it sounds
    like a shopping centre.
    """
    if part.cities[0].country == hint or fold(part.cities[0].name) != part.key:
        return 5_000
    return 30_000 if part.key.endswith(VENUES) else 5_000 if " " in part.key else 15_000


def rare_letters(part: Part) -> bool:
    """Whether two letters name a country so rarely that they are more likely a slip ("Austin, TK")."""
    return len(part.key) == 2 and part.country not in _WEIGHTS


def is_torn(part: Part) -> bool:
    """Whether a country's name or letters are as well those of a state: "Georgia", "CA", "IN"."""
    return any(region.country == "US" for region in part.regions)


def _means_region(part: Part, region: Region, hint: str | None) -> bool:
    if part.country or (part.cities and part.key in ("victoria", "washington")):
        return hint == region.country != part.country
    if has_namesake(part, region):
        return False
    frequent = [other for other in part.regions if other.country in ("US", "CA", "GB", "AU")]
    return (
        frequent == [region]
        or (part.regions == (region,) and not part.cities)
        or (hint == region.country and not part.cities)
    )


def has_namesake(part: Part, region: Region) -> bool:
    """Whether a town of the region's own name lies in it: São Paulo, New York, Berlin."""
    return region.code not in _CALLED_CITY and any(
        city.first and city.region == region.name and city.country == region.country for city in part.cities
    )


def choose(cities: Sequence[City], hint: str | None, least: int = 15_000) -> City | None:
    """The town most likely meant by a bare name; None if countries compete for it, or it has too few people (`least`).

    `hint`'s town is taken if it has a third of the people of the largest. If the country is clear and the town is not,
    the answer has no region and no coordinates.
    """
    ranked = sorted(cities, key=_likely, reverse=True)
    so_called = [city for city in ranked if city.first and city.weight >= 15_000]
    if so_called and not ranked[0].first and ranked[0].country != hint:
        if so_called[0].country != hint and _likely_abroad(ranked[0], so_called[0]):
            return None
        ranked = so_called
    top = ranked[0]
    near = [city for city in ranked if city.country == hint]
    if near and _likely(near[0]) * 3 >= _likely(top):
        return one_of(near)
    rivals = [city for city in ranked if city.country != top.country]
    if top.weight < least or (near and near[0] is not top and _likely(near[0]) * 10 > _likely(top)):
        return None
    return (
        None
        if rivals and _likely(rivals[0]) * 2 > _likely(top)
        else one_of([city for city in ranked if city.country == top.country])
    )


def _likely_abroad(other_name: City, so_called: City) -> bool:
    """Whether a far larger town of another country has this for another name ("Garden City" of Singapore)."""
    return (
        other_name.country != so_called.country
        and not other_name.first
        and _likely(other_name) > 3 * _likely(so_called)
    )


def _likely(city: City) -> int:
    return city.weight * _WEIGHTS.get(city.country, 1)


def one_of(cities: Sequence[City]) -> City:
    """The first of towns of one country if it is more than twice as large as the next in another region."""
    rivals = [city for city in cities if city.region != cities[0].region]
    return vague(cities[0]) if rivals and rivals[0].weight * 2 > cities[0].weight else cities[0]


def vague(city: City) -> City:
    """The town without what tells it from its namesakes in the same country."""
    return city._replace(region="", lat=None, lon=None)
