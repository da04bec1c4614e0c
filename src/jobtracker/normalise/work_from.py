"""Where one may work from: what a remote posting says of the applicant's country, told apart from everyone else's.

The question makes sense for remote work only: an on-site or hybrid listing is done where its places are, and answers
with nothing. The site's own field comes first, then the areas in its place strings ("Remote (US)"), unless the text is
narrower ("must live in California") or says otherwise of this very role ("this role can be done in the US or Canada");
then what the text says of the company; then the countries among the listing's places; then the country whose work
permit is asked for. A mere town says nothing of where else one may live, and places that leave a town out are not all
of it. Customers' territory, colleagues' countries, wishes ("ideally in Berlin"), time zones and lists of where they do
not hire count for nothing; and where the text takes only a coast, some states or a town, the country is too much.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from jobtracker.listing import Place, WorkFrom, Workplace
from jobtracker.normalise.area_members import holds
from jobtracker.normalise.areas import find_areas, read_area, read_areas
from jobtracker.normalise.sentences import lowered, sentences_with
from jobtracker.normalise.work_from_limits import Limit, country_at_end, is_office, limits_of, names_a_part, towns_named
from jobtracker.normalise.work_from_words import (
    AFTER,
    BASED,
    BRIDGE,
    CLOCK,
    CONDITION,
    CUE,
    FIRM,
    GLUE,
    NOT,
    ONLY_INSIDE,
    OTHERS,
    PREFERRED,
    ROOMY,
    TRIGGERS,
    WISH,
)

_CITY_STATES: Final = frozenset(("SG", "HK", "MO", "MC"))

_CLAUSE: Final = re.compile(r"[,;:–—]| - ")

_LOCATION: Final = re.compile(r"Locations?:?[ \t]*\n\s*[-•*]? ?([^\n]{2,80})$", re.MULTILINE)
"""A heading and the one line below it."""

_Run = tuple[int, int, tuple[str, ...]]
"""Neighbouring areas, "the US, Canada or the UK": (start, end, codes)."""

_Kind = Literal["role", "place", "permit"] | Limit
"""Where this role may be done, where one may work for this company, whose work permit is asked for; limits."""


@dataclass(slots=True, frozen=True)
class _Statement:
    kind: _Kind
    areas: tuple[str, ...]
    sentence: str


def read_work_from(
    *,
    field: Sequence[str],
    place_areas: tuple[str, ...],
    places: Sequence[Place],
    workplace: Workplace,
    text: str,
    title: str = "",
    towns: Sequence[Place] = (),
    place_text: str = "",
) -> WorkFrom:
    """The areas one may work from, with the sentence as evidence if they were read from `text`; empty if unknown.

    `field` is the site's own list (schema.org's applicantLocationRequirements), `place_areas` the codes found in its
    place strings, `places` the countries, divisions and larger areas where the listing is, `towns` its towns,
    `place_text` all its place strings: the state of an office ("Utah Office") is not where people live. A `title` that
    names an area ("Recruiter (EMEA)") casts doubt on a text that takes the whole world. Nothing raises.
    """
    if workplace in ("on-site", "hybrid"):
        return WorkFrom()
    given = (field,) if isinstance(field, str) else field
    if areas := _codes(code for words in given for code in read_areas(str(words))):
        return WorkFrom(areas, "field")
    if workplace == "unknown":
        return WorkFrom()
    said = list(_statements(text))
    claim = _as_titled(_claim(place_areas, _homes(places, towns), towns, said), title)
    return WorkFrom() if _doubtful(claim, {one.kind for one in said}, title, place_text) else claim


def _claim(
    place_areas: tuple[str, ...], homes: tuple[str, ...], towns: Sequence[Place], said: Sequence[_Statement]
) -> WorkFrom:
    near = place_areas or homes
    lives = _narrowest([one for one in said if one.kind in ("role", "place")], near)
    bounds = near if place_areas or lives.areas == ("WORLDWIDE",) else ()
    if lives.areas and (not bounds or _within(lives.areas, bounds)):
        return lives
    role = _narrowest([one for one in said if one.kind == "role"], near)
    if role.areas or not near:
        return role if role.areas else _narrowest([one for one in said if one.kind == "permit"], near)
    areas = _codes((*place_areas, *_beside(homes, place_areas)))
    return WorkFrom() if _leave_out(areas, towns, place_areas) else WorkFrom(areas, "field")


def _doubtful(claim: WorkFrom, kinds: AbstractSet[_Kind], title: str, place_text: str) -> bool:
    """Whether the claim is too wide for what the text, the title or the place strings say besides."""
    if claim.areas == ("WORLDWIDE",) and "list" in kinds:
        return True
    if claim.areas == ("WORLDWIDE",) and claim.source == "text":
        return "zone" in kinds or any(find_areas(title.replace(",", " -")))
    states = any("-" in code for code in claim.areas)
    if claim.source == "field" and (names_a_part(place_text) or (states and is_office(place_text))):
        return True
    return "town" in kinds or (not states and ("part" in kinds or _titled_less(title, claim.areas)))


def _titled_less(title: str, areas: Sequence[str]) -> bool:
    """Whether a title names a part or a town of `areas`, which are too much, then."""
    return bool(areas) and (names_a_part(title) or any(_within((town.country,), areas) for town in towns_named(title)))


def _as_titled(claim: WorkFrom, title: str) -> WorkFrom:
    """`claim` within what the title says of it: "Recruiter - Remote Americas"; none if they contradict each other."""
    titled = _codes(code for kind, codes in _remembered("", title) if kind in ("role", "place") for code in codes)
    if not claim.areas and titled:
        return WorkFrom(titled, "field")
    if titled == ("WORLDWIDE",) and claim.source == "field" and claim.areas != titled:
        return WorkFrom()
    if not titled or _within(claim.areas, titled):
        return WorkFrom() if claim.source == "field" and _elsewhere(claim.areas, country_at_end(title)) else claim
    inside = tuple(code for code in claim.areas if _within((code,), titled))
    narrower = tuple(code for code in titled if _within((code,), claim.areas))
    return WorkFrom(inside or narrower, claim.source, claim.evidence) if inside or narrower else WorkFrom()


def _homes(places: Sequence[Place], towns: Sequence[Place]) -> tuple[str, ...]:
    """The codes of `places`; beside them also of cities that are countries or states, and of Georgia."""
    codes = [code for place in places for code in _place_codes(place)]
    codes += [place.country for place in towns if codes and place.country in _CITY_STATES]
    if any(code.startswith("US-") for code in codes):
        codes += ["US-GA"] if any(place.name == "Georgia" for place in places) else []
        codes += ["US-DC"] if any(place.region == "District of Columbia" for place in towns) else []
    return _codes(codes)


def _leave_out(areas: Sequence[str], towns: Sequence[Place], remote: Sequence[str]) -> bool:
    """Whether a town lies outside `areas`, which are not all of it, then; beside "remote" it may be an office."""
    near = [town for town in towns if not remote or any(code.startswith(f"{town.country}-") for code in areas)]
    return any(not _within(_division(town), areas) for town in near)


def _beside(here: Sequence[str], areas: Sequence[str]) -> Iterator[str]:
    """The codes of `here` that `areas` says nothing of: the office in London beside "Remote (US)"."""
    for code in here:
        if not any(holds(area, code) or holds(code, area) for area in areas):
            yield code


def _place_codes(place: Place) -> tuple[str, ...]:
    """The country, or its division if the place is no narrower ("Colorado"), or the larger area it names ("EMEA")."""
    return _division(place) if place.country else read_areas(place.name)


def _division(place: Place) -> tuple[str, ...]:
    division = read_area(place.region) if place.region else None
    known = division and division.startswith(f"{place.country}-")
    return (division,) if division and known else (place.country or "",)


def _statements(text: str) -> Iterator[_Statement]:
    for row in _LOCATION.finditer(text):
        if codes := read_areas(row[1]):
            yield _Statement("role", codes, row[1])
    for heading, sentence in sentences_with(text, TRIGGERS):
        for kind, codes in _remembered(heading, sentence):
            yield _Statement(kind, codes, sentence)


@lru_cache(maxsize=4096)  # a company says the same in every posting
def _remembered(heading: str, sentence: str) -> tuple[tuple[_Kind, tuple[str, ...]], ...]:
    return (*_sentence_areas(heading, sentence), *((limit, ()) for limit in limits_of(sentence)))


def _sentence_areas(heading: str, sentence: str) -> Iterator[tuple[_Kind, tuple[str, ...]]]:
    low = lowered(sentence)
    if CONDITION.search(low) or ("hybrid" in low and "remot" not in low):
        return
    runs = [run for run in _runs(find_areas(sentence), sentence) if run[2] != ("WORLDWIDE",)]
    label = f"{heading.lower().rstrip(': ')}: " if 0 < len(heading) < 30 else low
    kinds = [(_kind(low[:start], label, low[end : end + 40]), codes) for start, end, codes in runs]
    place: _Kind = "role" if FIRM.search(low) else "place"
    yield from ((place if kind == "place" else "permit", codes) for kind, codes in kinds if kind)
    if not any(kind for kind, _ in kinds) and (roomy := ROOMY.search(low)) and not OTHERS.search(low):
        clause = _CLAUSE.split(low[: roomy.start()])[-1] + low[roomy.start() :]
        if not NOT.search(clause):
            yield place, ("WORLDWIDE",)


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
    wished = WISH.search(before.rpartition(" but ")[2])
    if CLOCK.search(after) or OTHERS.search(before) or wished or PREFERRED.match(after):
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


def _narrowest(said: Sequence[_Statement], near: Sequence[str]) -> WorkFrom:
    """The statement that lies within all others; else the areas of all that lie side by side.

    `near` settles statements that contradict.
    """
    said = [one for one in said if _within(one.areas, near) or _within(near, one.areas)] or said if near else said
    for one in said:
        if all(_within(one.areas, other.areas) for other in said):
            return WorkFrom(one.areas, "text", one.sentence)
    return (
        WorkFrom(_codes(code for one in said for code in one.areas), "text", said[0].sentence) if said else WorkFrom()
    )


def _codes(codes: Iterable[str]) -> tuple[str, ...]:
    """Each code once, without those that another of them holds."""
    once = tuple(dict.fromkeys(codes))
    return tuple(code for code in once if not any(other != code and holds(other, code) for other in once))


def _elsewhere(areas: Sequence[str], country: str | None) -> bool:
    """Whether a country has nothing in common with `areas`."""
    return country is not None and not any(holds(area, country) or holds(country, area) for area in areas)


def _within(inner: Sequence[str], outer: Sequence[str]) -> bool:
    return all(any(holds(area, code) for area in outer) for code in inner)
