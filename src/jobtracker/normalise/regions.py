"""First-level divisions (states, provinces, Länder) of all countries."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Final

from jobtracker.normalise.folding import fold


@dataclass(slots=True, frozen=True)
class Region:
    """One division. `code` is ISO 3166-2 ("US-CA"), "" where none is known."""

    country: str
    geonames: str
    code: str
    name: str
    aliases: tuple[str, ...]


# Countries whose ISO letters people write after a town ("San Jose, CA", "Sydney NSW", "Milton Keynes, ENG").
LETTERED: Final = frozenset({"US", "CA", "AU", "BR", "GB", "IN", "MX"})
# Ways of writing that no list of names has.
_WRITTEN: Final = {
    "US-DC": ("D.C.", "Washington DC", "Washington D.C."),
    "US-CA": ("Calif.", "Cali", "SoCal", "NorCal"),
    "US-FL": ("Fla.",),
    "US-PA": ("Penn.",),
    "US-MA": ("Mass.",),
    "US-CO": ("Colo.",),
    "US-CT": ("Conn.",),
    "US-IL": ("Ill.",),
    "US-WA": ("Washington State",),
    "US-NY": ("New York State", "Upstate New York"),
    "CA-QC": ("PQ",),
    "CA-PE": ("PEI",),
    "CA-NL": ("Newfoundland",),
    "DE-NW": ("NRW",),
    "DE-BW": ("BaWü", "Baden-Wuerttemberg"),
    "DE-TH": ("Thueringen",),
    "AU-VIC": ("Vic.",),
    "AU-QLD": ("Qld.",),
    "AU-TAS": ("Tas.",),
    "IN-DL": ("Delhi NCR", "NCT of Delhi"),
    "IN-OD": ("Orissa",),
    "GB-NIR": ("N. Ireland",),
    "CN-GD": ("Canton Province",),
    "AE-DU": ("Emirate of Dubai",),
}


@lru_cache(maxsize=1)
def all_regions() -> tuple[Region, ...]:
    """Every division, read once from regions.tsv."""
    return tuple(_read())


def _read() -> Iterator[Region]:
    text = files("jobtracker.normalise").joinpath("regions.tsv").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            country, geonames, code, name, aliases = line.split("\t")
            others = tuple(alias for alias in aliases.split("|") if alias) + _WRITTEN.get(code, ())
            yield Region(country, geonames, code, name, others)


@lru_cache(maxsize=1)
def regions_by_name() -> Mapping[str, tuple[Region, ...]]:
    """Folded name, other name or (for LETTERED countries) letters -> the divisions so called."""
    found: dict[str, tuple[Region, ...]] = {}
    for region in all_regions():
        letters = (region.code[3:],) if region.country in LETTERED else ()
        for key in dict.fromkeys(fold(name) for name in (region.name, *region.aliases, *letters)):
            if key:
                found[key] = (*found.get(key, ()), region)
    return found


@lru_cache(maxsize=1)
def regions_by_geonames() -> Mapping[tuple[str, str], Region]:
    """(country, GeoNames admin1 code) -> division."""
    return {(region.country, region.geonames): region for region in all_regions()}


@lru_cache(maxsize=1)
def regions_by_code() -> Mapping[str, Region]:
    """ISO 3166-2 code -> division."""
    return {region.code: region for region in all_regions() if region.code}


@lru_cache(maxsize=4096)
def region_in(country: str, name: str) -> Region | None:
    """The division of a country that is called so; None if it has no code."""
    found = regions_by_name().get(fold(name), ())
    return next((region for region in found if region.country == country and region.code), None)
