"""Where somebody could work, as a URL says it: one grammar, its reader and its writer.

    Berlin~30km:on-site,hybrid     a town, how far around it, and how one works there
    52.52,13.40~20mi               a point
    Bavaria:hybrid   Germany   EU  everywhere in a division, a country or a larger area
    remote:DE   remote:DE,unknown  from home, open to somebody in Germany; ",unknown": also if it does not say to whom
    remote   hybrid,on-site        wherever it is, if one works so

Places are read by normalise's own reader, in the languages that it knows ("München"). A town without a radius has
DEFAULT_KM. Of a name that is a country or a division, a radius means the town that is called so ("Luxembourg~20km").
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import pycountry

from jobtracker.facet_labels import area_label
from jobtracker.facet_tokens import region_code
from jobtracker.filters import WORKPLACES, FilterError, Near, Where
from jobtracker.listing import Place
from jobtracker.normalise.area_names import SUPRANATIONAL
from jobtracker.normalise.areas import country_name, larger_area, read_areas
from jobtracker.normalise.folding import fold
from jobtracker.normalise.gazetteer import cities_named
from jobtracker.normalise.places import read_places
from jobtracker.normalise.regions import regions_by_code

NAME: Final = "where"
DEFAULT_KM: Final = 30.0
MIN_KM, MAX_KM = 1.0, 500.0
MAX_LENGTH: Final = 200
_KM_PER_MILE: Final = 1.609344
_RADIUS: Final = re.compile(r"([0-9]{1,4}(?:\.[0-9]{1,3})?)\s?(km|mi)", re.IGNORECASE)
_POINT: Final = re.compile(r"([+-]?[0-9]{1,2}(?:\.[0-9]{1,12})?)\s?,\s?([+-]?[0-9]{1,3}(?:\.[0-9]{1,12})?)")


def read_where(text: str) -> Where:
    """One alternative. Raises FilterError, which says what was expected."""
    if not text.strip() or len(text) > MAX_LENGTH:
        raise _error(f"1 to {MAX_LENGTH} characters, as in Berlin~30km:hybrid")
    place, colon, options = (part.strip() for part in text.partition(":"))
    chosen = [option.strip() for option in options.split(",")] if colon else []
    if place.casefold() == "remote" and colon:
        return _remote(chosen)
    if not colon and WORKPLACES.issuperset(names := [name.strip().casefold() for name in place.split(",")]):
        return Where(workplaces=_workplaces(names))
    return _there(" ".join(place.split()), _workplaces(chosen))


def write_where(where: Where) -> str:
    """What `read_where` reads as an equal alternative."""
    if where.remote_from:
        return f"remote:{_label(where) or where.remote_from}{',unknown' * where.unknown_eligibility}"
    how = f":{','.join(where.workplaces)}" if where.workplaces else ""
    if where.near:
        return f"{_circle(where.near)}{how}"
    if where.areas:
        return f"{_label(where) or '/'.join(where.areas)}{how}"
    return ",".join(where.workplaces)


def say_where(where: Where) -> str:
    """The same as a person says it: Berlin + 30 km, hybrid or on-site."""
    if where.remote_from:
        area = where.label or area_label(where.remote_from)
        return f"from home in {area}{', or not said' * where.unknown_eligibility}"
    place = where.label or ", ".join(map(area_label, where.areas))
    if where.near:
        name, radius = where.near.label or _point_of(where.near), _radius(where.near.km)
        place = f"{name} + {radius[:-2]} {radius[-2:]}"
    return ", ".join(filter(None, (place, " or ".join(where.workplaces))))


def _error(message: str) -> FilterError:
    return FilterError(NAME, message)


def _remote(options: Sequence[str]) -> Where:
    unknown = options[-1].casefold() == "unknown"
    names = options[:-1] if unknown else options
    area = ", ".join(names)
    several = len(names) > 1 and bool(_codes(names[0]))  # "DE,AT" is no town called DE
    codes = () if several else _codes(area) or _home(area)
    if len(codes) != 1:
        raise _error("behind remote: the one country, division or area where you live, as in remote:DE,unknown")
    return Where(remote_from=codes[0], unknown_eligibility=unknown, label=area if area != codes[0] else "")


def _home(words: str) -> tuple[str, ...]:
    """The area of a place where somebody lives: of a town its division, or else its country."""
    place = _place(words)
    if place and place.country:
        return (region_code(place) or place.country,)
    return read_areas(words)


def _workplaces(options: Sequence[str]) -> tuple[str, ...]:
    chosen = {option.casefold() for option in options}
    if chosen - WORKPLACES:
        raise _error(f"behind the colon some of {', '.join(sorted(WORKPLACES))}, as in Berlin~30km:hybrid,on-site")
    return tuple(sorted(chosen))


def _there(words: str, workplaces: tuple[str, ...]) -> Where:
    words, tilde, radius = (part.strip() for part in words.partition("~"))
    km = _km(radius) if tilde else None
    if point := _POINT.fullmatch(words):
        return Where(near=_point(point, km or DEFAULT_KM), workplaces=workplaces)
    codes = _codes(words)
    near = None if codes and not km else _town(words, codes, km)
    if near:
        return Where(near=near, workplaces=workplaces)
    codes = codes or _areas(words)
    if km:
        raise _error(f'a radius belongs to a town or a point, as in Berlin~30km; "{words}" is larger')
    label = words if words != "/".join(codes) else ""
    return Where(areas=codes, workplaces=workplaces, label=label)


def _km(text: str) -> float:
    radius = _RADIUS.fullmatch(text)
    km = _in_km(float(radius[1]), radius[2]) if radius else 0.0
    if not MIN_KM <= km <= MAX_KM:
        raise _error(f"behind ~ a radius of {MIN_KM:g} to {MAX_KM:g} km, as in ~30km or ~20mi")
    return km


def _in_km(amount: float, unit: str) -> float:
    return round(amount * (_KM_PER_MILE if unit.lower() == "mi" else 1), 3)


def _point(match: re.Match[str], km: float) -> Near:
    lat, lon = (round(float(number), 4) + 0.0 for number in match.groups())
    if abs(lat) > 90 or abs(lon) > 180:
        raise _error("a point is its latitude (-90 to 90) and longitude (-180 to 180), as in 52.52,13.40~30km")
    return Near(lat=lat, lon=lon, km=km)


def _codes(words: str) -> tuple[str, ...]:
    """The areas of a line of codes ("DE", "DE-BY", "EU", "AT/CH"); empty for anything else."""
    codes = words.split("/")
    return tuple(sorted(set(codes))) if all(code in _all_codes() for code in codes) else ()


@lru_cache(maxsize=1)
def _all_codes() -> frozenset[str]:
    countries = {country.alpha_2 for country in pycountry.countries}
    return frozenset({*countries, "XK", *regions_by_code(), *SUPRANATIONAL} - {"WORLDWIDE"})


def _town(words: str, codes: Sequence[str], km: float | None) -> Near | None:
    """The town that `words` name; if they name a larger place, too, only where there is a radius."""
    place = None if codes else _place(words)
    if place and place.lat is not None and place.lon is not None:
        return Near(lat=round(place.lat, 4), lon=round(place.lon, 4), km=km or DEFAULT_KM, label=words)
    if not km or not place or not place.country or place.city:
        return None
    towns = [town for town in cities_named(fold(words)) if town.country == place.country]
    if not towns or towns[0].lat is None or towns[0].lon is None:
        return None
    return Near(lat=towns[0].lat, lon=towns[0].lon, km=km, label=words)


def _areas(words: str) -> tuple[str, ...]:
    place = _place(words)
    if place and place.country and not place.city:
        code = place.country if place.name == country_name(place.country) else region_code(place)
        if code:
            return (code,)
    codes = larger_area(words) or (() if place and place.city else read_areas(words))
    if not codes or "WORLDWIDE" in codes:
        raise _error(
            f'"{words}" is no place that is known here, or the name of several: write a town, a division or a country, '
            "and what it lies in if need be, as in Springfield, Illinois, US"
        )
    return tuple(sorted(set(codes)))


def _place(words: str) -> Place | None:
    """The one place that `words` name."""
    found = read_places([words])
    if found.workplaces:
        raise _error("one place, and how you work there behind a colon, as in Berlin:hybrid or remote:DE")
    if len(found.places) > 1:
        raise _error("one place in each; repeat the parameter for another: where=Berlin&where=Munich")
    return found.places[0] if found.places else None


def _label(where: Where) -> str:
    return "" if set(where.label) & set(":~") else where.label


def _circle(near: Near) -> str:
    point = _point_of(near)
    return f"{point if set(near.label) & set(':~') else near.label or point}~{_radius(near.km)}"


def _point_of(near: Near) -> str:
    return f"{_number(near.lat)},{_number(near.lon)}"


def _radius(km: float) -> str:
    miles = round(km / _KM_PER_MILE, 3)
    whole = miles.is_integer() and not km.is_integer() and _in_km(miles, "mi") == km
    return f"{_number(miles)}mi" if whole else f"{_number(km)}km"


def _number(value: float) -> str:
    return f"{round(value, 4) + 0.0:.4f}".rstrip("0").rstrip(".")  # "+ 0.0": never "-0"
