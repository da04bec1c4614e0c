"""Values of filters and facets as people read them, in English."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Final

from babel import Locale

from jobtracker.filters import SITE, UNKNOWN
from jobtracker.normalise.areas import country_name
from jobtracker.normalise.regions import regions_by_code

_EMPLOYMENT_TYPES: Final = {
    "FULL_TIME": "Full-time",
    "PART_TIME": "Part-time",
    "CONTRACTOR": "Contract",
    "TEMPORARY": "Temporary",
    "INTERN": "Internship",
    "VOLUNTEER": "Volunteer",
    "PER_DIEM": "By the day",
    "OTHER": "Other",
}
_WORKPLACES: Final = {"remote": "Remote", "hybrid": "Hybrid", "on-site": "On-site"}
_LARGER: Final = {
    "EU": "European Union",
    "EEA": "European Economic Area",
    "EUROPE": "Europe",
    "EMEA": "Europe, Middle East and Africa",
    "APAC": "Asia-Pacific",
    "LATAM": "Latin America",
    "AMERICAS": "The Americas",
    "WORLDWIDE": "Worldwide",
}
_PAY_SOURCES: Final = {"field": "Stated by the site", "text": "Read from the text"}
_ATS: Final = {SITE: "Own careers page", "jsonld": "Careers page with JSON-LD", "smartrecruiters": "SmartRecruiters"}
_UNKNOWN: Final = "Not stated"


def label(facet: str, value: str) -> str:
    """What people read for a value of a facet, each called like its parameter; "eligibility" is a remote one's area.

    A value that is not known here is its own label. Companies and departments are named by what is stored.
    """
    if value in ("", UNKNOWN):
        return _UNKNOWN
    return _LABELS[facet](value) if facet in _LABELS else value


def common_spelling(spellings: Mapping[str, int]) -> str:
    """The spelling that most listings have; of two as frequent the one that is neither shouted nor whispered."""
    if not spellings:
        return _UNKNOWN
    return min(spellings, key=lambda one: (-spellings[one], one.isupper() or one.islower(), one))


def area_label(code: str) -> str:
    """A country, a division with its country, or a larger area."""
    if region := regions_by_code().get(code):
        country = country_name(region.country)
        return region.name if region.name == country else f"{region.name}, {country}"
    return _LARGER.get(code) or country_name(code)


@lru_cache(maxsize=1)
def _languages() -> Mapping[str, str]:
    return {code: name for code, name in Locale.parse("en").languages.items() if len(code) in (2, 3)}


_LABELS: Final[Mapping[str, Callable[[str], str]]] = {
    "ats": lambda value: _ATS.get(value) or value.capitalize(),
    "language": lambda value: _languages().get(value, value),
    "employment": lambda value: _EMPLOYMENT_TYPES.get(value.upper(), value),
    "workplace": lambda value: _WORKPLACES.get(value, value),
    "country": area_label,
    "region": area_label,
    "eligibility": area_label,
    "pay_source": lambda value: _PAY_SOURCES.get(value, value),
}
