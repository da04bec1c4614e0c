"""Facts as tokens: what the filters of a search look for in the index, one small function a kind.

Each kind has a namespace of its own that begins with "f" ("fc_" companies, "fk_" countries, ...), where no word's
token does. A value that is not known has a token too, so that it can be asked for.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from hashlib import blake2b
from typing import Final

from jobtracker.company import Company
from jobtracker.listing import Facts, Place, Source
from jobtracker.normalise.folding import fold
from jobtracker.normalise.regions import region_in
from jobtracker.rates import pay_of

OPEN_TO_UNKNOWN: Final = "fo_unknown"
"""A remote listing that does not say where one may live."""
_CELLS: Final = 100
"""A degree: some 1.1 km from south to north."""
_AROUND: Final = 360 * _CELLS
_LOWEST: Final = 5_000.0
_BANDS: Final = 60
"""The highest begins at 1.5 million euros."""
_PLAIN: Final = re.compile("[0-9a-z_]{1,60}")  # MariaDB takes tokens of 84


def company_token(slug: str) -> str:
    """The listings of a company."""
    return f"fc_{_value(slug)}"


def ats_token(ats: str) -> str:
    """The listings of an ATS; "" is a site of its own."""
    return f"fa_{_value(ats) or 'site'}"


def language_token(language: str) -> str:
    """ISO 639-1; "" is unknown."""
    return f"fl_{_value(language) or 'unknown'}"


def employment_token(employment_type: str) -> str:
    """One of `Facts.employment_types`; "" is unknown."""
    return f"fe_{_value(employment_type) or 'unknown'}"


@lru_cache(maxsize=4096)
def department_key(department: str) -> str:
    """One for all ways to write a department; "" is none."""
    folded = fold(department)
    return _digest(folded) if folded else ""


def department_token(department: str) -> str:
    """Its key; "" is unknown."""
    return f"fd_{department_key(department) or 'unknown'}"


def workplace_token(workplace: str) -> str:
    """One of `Workplace`."""
    return f"fw_{_value(workplace)}"


def country_token(country: str) -> str:
    """ISO 3166-1 alpha-2."""
    return f"fk_{_value(country)}"


def region_token(region: str) -> str:
    """ISO 3166-2 ("US-CA")."""
    return f"fr_{_value(region)}"


def open_to_token(area: str) -> str:
    """One of `WorkFrom.areas`, of a remote listing."""
    return f"fo_{_value(area)}"


def pay_token(source: Source) -> str:
    """Has pay, and where it was read."""
    return f"fm_{source}"


def pay_band_token(euros: float) -> str:
    """The band that a yearly figure lies in, a tenth wide. What pays too little for a search is mostly in another."""
    return f"fb_{_pay_band(euros)}"


def pay_band_tokens(least: float) -> list[str]:
    """The bands in which `least` euros a year or more may lie."""
    return [f"fb_{band}" for band in range(_pay_band(least), _BANDS + 1)]


def _pay_band(euros: float) -> int:
    return min(max(int(math.log(max(euros, 1.0) / _LOWEST) / math.log(1.1)), 0), _BANDS)


def place_cell(lat: float, lon: float) -> int:
    """The hundredth of a degree in which a place lies, counted from the south pole eastwards."""
    return round((lat + 90) * _CELLS) * _AROUND + round((lon + 180) * _CELLS) % _AROUND


def cell_middle(cell: int) -> tuple[float, float]:
    """Latitude and longitude of the middle of a cell."""
    north, east = divmod(cell, _AROUND)
    return round(north / _CELLS - 90, 2), round(east / _CELLS - 180, 2)


def place_token(cell: int) -> str:
    """A place, by the cell in which it lies."""
    return f"fp_{cell}"


def region_code(place: Place) -> str:
    """ISO 3166-2 of the place's region; "" if it has none."""
    region = region_in(place.country or "", place.region or "")
    return region.code if region else ""


def filter_tokens(facts: Facts, company: Company) -> list[str]:
    """Every token that a filter may look for, each once."""
    return list(dict.fromkeys((*_of_company(company), *_of_facts(facts), *_of_places(facts.places))))


def _of_company(company: Company) -> Iterator[str]:
    yield company_token(company.slug)
    yield ats_token(company.ats)


def _of_facts(facts: Facts) -> Iterator[str]:
    yield language_token(facts.language)
    yield department_token(facts.department)
    yield workplace_token(facts.workplace)
    yield from map(employment_token, facts.employment_types or ("",))
    yield from (pay_token(pay.source) for pay in facts.pay)
    if yearly := pay_of(facts.pay):
        yield pay_band_token(yearly.euro)
    if facts.workplace == "remote":
        yield from map(open_to_token, facts.work_from.areas)
        if not facts.work_from.areas:
            yield OPEN_TO_UNKNOWN


def _of_places(places: Iterable[Place]) -> Iterator[str]:
    for place in places:
        if place.country:
            yield country_token(place.country)
        if region := region_code(place):
            yield region_token(region)
        if place.lat is not None and place.lon is not None:
            yield place_token(place_cell(place.lat, place.lon))


@lru_cache(maxsize=4096)
def _value(text: str) -> str:
    """`text` in [0-9a-z_]; the digest of one that is long or of other characters, where two could become the same."""
    plain = text.lower().replace("-", "_")
    return plain if not plain or _PLAIN.fullmatch(plain) else _digest(text)


def _digest(text: str) -> str:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
