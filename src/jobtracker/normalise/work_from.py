"""Where one may work from: what a remote posting says of the applicant's country, told apart from everyone else's.

The question makes sense for remote work only: an on-site or hybrid listing is done where its places are, and answers
with nothing. The site's own field comes first, then the areas in its place strings ("Remote (US)"), unless the text is
narrower ("must live in California"); then what the text says of this role; then the countries among the listing's
places; then the country whose work permit is asked for. A mere town says nothing of where else one may live. Customers'
territory, colleagues' countries, wishes ("ideally in Berlin"), time zones and lists of where they do not hire count for
nothing; and where the text takes only some states or cities of a country, the whole of it is too much.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Final

from jobtracker.listing import Place, WorkFrom, Workplace
from jobtracker.normalise.areas import find_areas, read_area, read_areas
from jobtracker.normalise.sentences import lowered, sentences_with
from jobtracker.normalise.work_from_words import (
    AFTER,
    BASED,
    BRIDGE,
    CLOCK,
    CONDITION,
    CUE,
    GLUE,
    LISTED,
    MILD,
    NOT,
    ONLY_INSIDE,
    OTHERS,
    PREFERRED,
    ROOMY,
    WISH,
)

_EU: Final = frozenset(
    ("AT", "BE", "BG", "HR", "CY", "CZ", "DK", "EE", "FI", "FR", "DE", "GR", "HU", "IE",
     "IT", "LV", "LT", "LU", "MT", "NL", "PL", "PT", "RO", "SK", "SI", "ES", "SE")
)  # fmt: skip
_EUROPE: Final = _EU | frozenset(
    ("EU", "EEA", "NO", "IS", "LI", "GB", "CH", "UA", "RS", "AL", "BA", "ME", "MK", "MD", "XK")
)
_LATAM: Final = frozenset(
    ("MX", "AR", "BR", "CL", "CO", "PE", "UY", "PY", "EC", "BO", "VE", "CR", "PA", "GT", "HN", "SV", "NI", "DO")
)
_MEMBERS: Final = {
    "EU": _EU,
    "EEA": _EU | {"EU", "NO", "IS", "LI"},
    "EUROPE": _EUROPE,
    "EMEA": _EUROPE
    | {"EUROPE"}
    | frozenset(
        ("ZA", "AE", "IL", "SA", "EG", "NG", "KE", "MA", "TN", "TR", "QA", "KW", "BH", "OM", "JO", "LB", "GH", "UG")
    ),
    "LATAM": _LATAM,
    "AMERICAS": _LATAM | {"US", "CA", "LATAM"},
    "APAC": frozenset(
        ("AU", "NZ", "JP", "SG", "IN", "KR", "HK", "TW", "CN", "MY", "PH", "TH", "VN", "ID", "BD", "PK", "LK")
    ),
}
"""Enough of who lies within whom to tell the narrower of two statements."""

_CLAUSE: Final = re.compile(r"[,;:–—]| - ")

_Run = tuple[int, int, tuple[str, ...]]
"""Neighbouring areas, "the US, Canada or the UK": (start, end, codes)."""

TRIGGERS: Final = (
    "remot", "based", "located", "resid", "live in", "living in", "anywhere", "eligible", "authoriz", "authoris",
    "right to work", "work permit", "hire", "hiring", "candidates", "applicants", "from home", "worldwide", "globally",
    "location", "standort", "wohnsitz", "deutschlandweit", "télétravail", "open to", "outside",
)  # fmt: skip


def read_work_from(
    *,
    field: Sequence[str],
    place_areas: tuple[str, ...],
    places: Sequence[Place],
    workplace: Workplace,
    text: str,
    title: str = "",
) -> WorkFrom:
    """The areas one may work from, with the sentence as evidence if they were read from `text`; empty if unknown.

    `field` is the site's own list (schema.org's applicantLocationRequirements), `place_areas` the codes found in its
    place strings, `places` the countries, divisions and larger areas where the listing is. A `title` that names an area
    ("Recruiter (EMEA)") casts doubt on a text that takes the whole world. Nothing raises.
    """
    if workplace in ("on-site", "hybrid"):
        return WorkFrom()
    given = (field,) if isinstance(field, str) else field
    if areas := _codes(code for words in given for code in read_areas(str(words))):
        return WorkFrom(areas, "field")
    if workplace == "unknown":
        return WorkFrom()
    here = _codes(code for place in places for code in _place_codes(place))
    said, permits = _statements(text, place_areas or here)
    if said and (not place_areas or _within(said.areas, place_areas)):
        claim = said
    elif place_areas:
        claim = WorkFrom(_codes((*place_areas, *_beside(here, place_areas))), "field")
    else:
        claim = WorkFrom(here, "field") if here else permits or WorkFrom()
    if claim.source == "text" and claim.areas == ("WORLDWIDE",) and any(find_areas(title)):
        return WorkFrom()
    whole = not any("-" in code for code in claim.areas)
    return WorkFrom() if whole and _only_parts(lowered(text)) else claim


def _only_parts(low: str) -> bool:
    """Whether the text takes only some states or cities of a country."""
    return any(not MILD.search(low, max(0, one.start() - 20), one.end() + 40) for one in LISTED.finditer(low))


def _beside(here: Sequence[str], areas: Sequence[str]) -> Iterator[str]:
    """The codes of `here` that `areas` says nothing of: the office in London beside "Remote (US)"."""
    for code in here:
        if not any(_holds(area, code) or _holds(code, area) for area in areas):
            yield code


def _place_codes(place: Place) -> tuple[str, ...]:
    """The country, or its division if the place is no narrower ("Colorado"), or the larger area it names ("EMEA")."""
    if not place.country:
        return read_areas(place.name)
    division = read_area(place.region) if place.region and not place.city else None
    return (division,) if division and division.startswith(f"{place.country}-") else (place.country,)


def _statements(text: str, near: Sequence[str]) -> tuple[WorkFrom | None, WorkFrom | None]:
    """(what the text says of residence, whose work permit it asks for); `near` settles statements that contradict."""
    said: list[WorkFrom] = []
    permits: list[WorkFrom] = []
    for heading, sentence in sentences_with(text, TRIGGERS):
        for kind, codes in _remembered(heading, sentence):
            (permits if kind == "permit" else said).append(WorkFrom(codes, "text", sentence))
    return _narrowest(said, near), _narrowest(permits, near)


@lru_cache(maxsize=4096)  # a company says the same in every posting
def _remembered(heading: str, sentence: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple(_sentence_areas(heading, sentence))


def _sentence_areas(heading: str, sentence: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    low = lowered(sentence)
    if CONDITION.search(low) or ("hybrid" in low and "remot" not in low):
        return
    runs = [run for run in _runs(find_areas(sentence), sentence) if run[2] != ("WORLDWIDE",)]
    label = f"{heading.lower().rstrip(': ')}: " if 0 < len(heading) < 30 else low
    for start, end, codes in runs:
        if kind := _kind(low[:start], label, low[end : end + 40]):
            yield kind, codes
    if not runs and (roomy := ROOMY.search(low)) and not OTHERS.search(low):
        clause = _CLAUSE.split(low[: roomy.start()])[-1] + low[roomy.start() :]
        if not NOT.search(clause):
            yield "place", ("WORLDWIDE",)


def _kind(before: str, label: str, after: str) -> str | None:
    """Which kind of statement an area stands in, by the words around it; None if it is about something else."""
    if _of_others(before, after) or (NOT.search(before) and not ONLY_INSIDE.search(before)):
        return None
    for cue in reversed(list(CUE.finditer(before))):
        if BRIDGE.fullmatch(before, cue.end()):
            return "permit" if cue["permit"] else "place"
    if AFTER.match(after) and len(before) < 60 and not before.endswith("for "):
        return "place"
    opens = not before.strip(" -•*📍🌍🌎") and label != before
    return "place" if opens and CUE.match(label) else None


def _of_others(before: str, after: str) -> bool:
    """Someone else's area, a mere wish, or a time zone; "Spain-based" only counts for applicants."""
    if CLOCK.search(after) or OTHERS.search(before) or WISH.search(before) or PREFERRED.match(after):
        return True
    return BASED.match(after) is not None and not AFTER.match(after)


def _runs(found: Iterable[tuple[int, int, str]], text: str) -> Iterator[_Run]:
    start, end = -1, -1
    codes: tuple[str, ...] = ()
    for first, last, code in found:
        if end >= 0 and (first < end or GLUE.fullmatch(text, end, first)):
            end, codes = max(end, last), (*codes, code)
            continue
        if codes:
            yield start, end, _codes(codes)
        start, end, codes = first, last, (code,)
    if codes:
        yield start, end, _codes(codes)


def _narrowest(said: Sequence[WorkFrom], near: Sequence[str]) -> WorkFrom | None:
    """The statement that lies within all others; else the areas of all that lie side by side."""
    said = [one for one in said if _within(one.areas, near) or _within(near, one.areas)] or said if near else said
    for one in said:
        if all(_within(one.areas, other.areas) for other in said):
            return one
    return WorkFrom(_codes(code for one in said for code in one.areas), "text", said[0].evidence) if said else None


def _codes(codes: Iterable[str]) -> tuple[str, ...]:
    """Each code once, without those that another of them holds."""
    once = tuple(dict.fromkeys(codes))
    return tuple(code for code in once if not any(other != code and _holds(other, code) for other in once))


def _within(inner: Sequence[str], outer: Sequence[str]) -> bool:
    return all(any(_holds(area, code) for area in outer) for code in inner)


def _holds(area: str, code: str) -> bool:
    return area in (code, "WORLDWIDE", code[:2] if "-" in code else code) or code in _MEMBERS.get(area, ())
