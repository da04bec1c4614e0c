"""Where one may work from: what a remote posting says of the applicant's country, told apart from everyone else's.

The question makes sense for remote work only: an on-site or hybrid listing is done where its places are, and answers
with nothing. The site's own field comes first, then the areas in its place strings ("Remote (US)"), unless the text is
narrower ("must live in California"); then what the text says of this role; then the country of the listing's places; then
the country whose work permit is asked for. Customers' territory, colleagues' countries, wishes ("ideally in Berlin"),
time zones and lists of where they do not hire count for nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from jobtracker.listing import Place, WorkFrom, Workplace
from jobtracker.normalise.areas import find_areas, read_area, read_areas
from jobtracker.normalise.sentences import lowered, sentences_with

_Run = tuple[int, int, tuple[str, ...]]
"""Neighbouring areas, "the US, Canada or the UK": (start, end, codes)."""

TRIGGERS: Final = (
    "remot", "based", "located", "resid", "live in", "living in", "anywhere", "eligible", "authoriz", "authoris",
    "right to work", "work permit", "hire", "hiring", "candidates", "applicants", "from home", "worldwide", "globally",
    "location", "standort", "wohnsitz", "deutschlandweit", "télétravail", "open to", "outside",
)  # fmt: skip


def read_work_from(
    *, field: Sequence[str], place_areas: tuple[str, ...], places: Sequence[Place], workplace: Workplace, text: str
) -> WorkFrom:
    """The areas one may work from, with the sentence as evidence if they were read from `text`; empty if unknown.

    `field` is the site's own list (schema.org's applicantLocationRequirements), `place_areas` the codes found in its
    place strings, `places` where the listing is. Nothing raises.
    """
    if workplace in ("on-site", "hybrid"):
        return WorkFrom()
    if given := _codes(code for words in field for code in read_areas(str(words))):
        return WorkFrom(given, "field")
    if workplace == "unknown":
        return WorkFrom()
    here = _codes(code for place in places for code in _place_codes(place))
    said, permits = _statements(text, place_areas or here)
    if place_areas:
        narrower = said if said and _within(said.areas, place_areas) else None
        return narrower or WorkFrom(place_areas, "field")
    if said:
        return said
    return WorkFrom(here, "field") if here else permits or WorkFrom()


_GLUE: Final = re.compile(r"[\s,;:/&|()+•·\"'-]*(?:(?:and/or|and|or|und|oder|et|ou|y|o)\b[\s,]*)?(?:(?:the|in|within|anywhere in|across|any|all of)\s+)*", re.I)
_BRIDGE_WORDS: Final = (
    "in|within|from|across|to|the|any|anywhere|of|one|following|countries|country|states?|locations?|based|located|remote|remotely|out|"
    "throughout|continental|all|only|or|and|work|working|be|eligible|fully|legally|either|is|are|currently|for|live|living|reside|residing|"
    "residents?|somewhere|home|at|inside|must|full|time|part|authorized|authorised|candidates?|applicants?|employees?|people|anyone|"
    "individuals?|talent|role|position|currently|permanently|primarily|a|an|this|can|will|job|opportunity|located|also|within|these|"
    "list|approved|sponsorship|without|right|unrestricted|authorization|contiguous|lower|deutschland|innerhalb|aus|von|ganz|employment|"
    "engineers?|developers?|contractors?|option|worldwide|possible|allowed|able|anyplace|where|physically|valid|visa|both|hybrid|available|set up|setup|entire|mainland"
)
_BRIDGE: Final = re.compile(rf"(?:[\s,:;()\[\]/|+&.'\"-]|[^\x00-\x7f]|\b(?:{_BRIDGE_WORDS})\b)*")
_CUE: Final = re.compile(
    r"\b(?P<place>remot\w*|telecommut\w*|anywhere|from home|homeoffice|home office)\b"
    r"|\b(?P<live>(?:be|are|is|candidates?|applicants?|you|role|position|currently|must|individuals|people|anyone|those|who|we're|we’re|located and|remotely|only) "
    r"(?:\w+ ){0,4}?(?:based|located|reside|residing|live|living|a resident|residents|hire|hired|hiring(?: virtually)?|sit))\b|\bresid(?:ency|ence) in\b|\bmust (?:be|live|reside)\b"
    r"|\b(?P<hire>(?:able to|currently|can|only|are|we)(?: \w+){0,2} (?:hire|hiring|consider\w*|employ|accept\w*)(?: \w+){0,4} (?:in|from|within|across))\b"
    r"|\b(?P<permit>(?:authori[sz]\w+|eligib\w+|right|permi\w+|able|legally \w+|entitled|allowed) to (?:\w+ ){0,2}work|work (?:authori[sz]ation|permit|eligibility|visa))\b"
    r"|\b(?:open (?:only )?to|available (?:only )?(?:to|in)|applicants? (?:from|in)|candidates? (?:from|in)|eligible (?:locations?|states|countries)|outside)\b"
    r"|^\W*(?:[\w/ ]{0,20}\b)?(?:locations?|standort|arbeitsort|where|based)\b[^:\n]{0,25}[:|-]"
)
_AFTER: Final = re.compile(
    r"[\s-]*(?:based (?:only|candidates|applicants|role|position|remote)|based\W*$|(?:candidates|applicants|residents) only|only\b|wide\b)|[\s)]*[-–(|/, ]*(?:fully |100% )?remote\b(?! team)", re.I
)
_CONDITION: Final = re.compile(
    r"^\W*(?:if|when|where) (?:you|the)\b|\b(?:salary|salaries|compensation|benefits|privacy|pay (?:range|for)|base pay|ote|perks|insurance|401)\b|[$€£]\s?\d|\bresidents of\b"
)
_NOT: Final = re.compile(r"\b(?:not|cannot|unable|never|no|without|except|excluding|excludes?|other than|outside|unfortunately)\b|n't\b|n’t\b")
_ONLY_INSIDE: Final = re.compile(
    r"\b(?:not|cannot|unable|never|no|n['’]t|only)\b.{0,90}?\boutside (?:of )?(?:the )?$|n['’]t\b.{0,90}?\boutside (?:of )?(?:the )?$"
)
_WISH: Final = re.compile(r"\b(?:prefer\w*|ideal\w*|bonus|nice to have|a plus|advantage|optional|optionally|exception\w*|willing to relocate)\b")
_PREFERRED: Final = re.compile(r"\W*(?:is |are |strongly |highly )*(?:prefer|ideal|a plus)")
_OTHERS: Final = re.compile(
    r"\b(?:customers?|clients?|partners?|(?:group|team|squad) of|our (?:team|colleagues|people|employees|workforce|users)|team members|territor\w+|offices? in|headquarter\w*|"
    r"users|backed by|companies|investors|employees (?:across|in|from)|colleagues|teammates|team (?:is|of|are)|salary|pay|compensation|range|benefits|insurance|"
    r"privacy|notice|arrest|conviction|law|ordinance|disabilit\w+|visit|travel|trips?|401|market|experience)\b"
)
_CLOCK: Final = re.compile(r"^ city\b|\btime\s?-?zones?|^\s*(?:\w+ )?(?:time\s?-?zones?|tz\b|hours|business hours|working hours|eastern|pacific|central|mountain|holidays|citizen\w*|market|customers|clients|team|payroll|dollars|government)")
_ROOMY: Final = re.compile(
    r"\b(?:anywhere in the world|from anywhere in the (?:world|globe)|(?:work|hire|hiring|remote\w*|available|open|candidates|applicants)\W+(?:\w+\W+){0,4}?(?:worldwide|globally|world-wide)(?! distributed)|worldwide remote|"
    r"global(?:ly)? remote|remote\W{1,3}(?:global\w*|worldwide|international|world)|any country|wherever you are in the world|weltweit)\b"
)


def _place_codes(place: Place) -> tuple[str, ...]:
    """The country, or its division where the place is no narrower ("Colorado"), or the larger area it names ("EMEA")."""
    if not place.country:
        return read_areas(place.name)
    division = read_area(place.region) if place.region and not place.city else None
    return (division,) if division and division.startswith(f"{place.country}-") else (place.country,)


def _statements(text: str, near: Sequence[str]) -> tuple[WorkFrom | None, WorkFrom | None]:
    """(what the text says of residence, whose work permit it asks for); `near` settles statements that contradict."""
    said: list[WorkFrom] = []
    permits: list[WorkFrom] = []
    for heading, sentence in sentences_with(text, TRIGGERS):
        for kind, codes in _sentence_areas(heading, sentence):
            (permits if kind == "permit" else said).append(WorkFrom(codes, "text", sentence))
    return _narrowest(said, near), _narrowest(permits, near)


def _sentence_areas(heading: str, sentence: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    low = lowered(sentence)
    if _CONDITION.search(low) or ("hybrid" in low and "remot" not in low):
        return
    runs = list(_runs(find_areas(sentence), sentence))
    label = low if not heading else f"{heading.lower().rstrip(': ')}: "
    for start, end, codes in runs:
        kind = _kind(low[:start], label, low[end : end + 40])
        if kind:
            yield kind, codes
    if not runs and _ROOMY.search(low) and not _OTHERS.search(low) and not _NOT.search(low):
        yield "place", ("WORLDWIDE",)


def _kind(before: str, label: str, after: str) -> str | None:
    """Which kind of statement an area stands in, by the words before and after it; None if it is about something else."""
    if _CLOCK.search(after) or _OTHERS.search(before) or _WISH.search(before) or _PREFERRED.match(after):
        return None
    if _NOT.search(before) and not _ONLY_INSIDE.search(before):
        return None
    for cue in reversed(list(_CUE.finditer(before))):
        if _BRIDGE.fullmatch(before, cue.end()):
            return "permit" if cue["permit"] else "place"
    if _AFTER.match(after) and len(before) < 60 and not before.endswith("for "):
        return "place"
    if not before.strip(" -•*📍🌍🌎") and label != before and _CUE.match(label):
        return "place"
    return None


def _runs(found: Iterable[tuple[int, int, str]], text: str) -> Iterator[_Run]:
    start, end, codes = -1, -1, ()
    for first, last, code in found:
        if end >= 0 and (first < end or _GLUE.fullmatch(text, end, first)):
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


_EU: Final = frozenset("AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE".split())
_MEMBERS: Final = {"EU": _EU, "EEA": _EU | {"EU", "NO", "IS", "LI"}, "EUROPE": _EU | {"EU", "EEA", "NO", "IS", "LI", "GB", "CH", "UA", "RS"}, "AMERICAS": {"US", "CA", "MX", "LATAM"}, "EMEA": _EU | {"EU", "EEA", "EUROPE", "GB"}}


def _within(inner: Sequence[str], outer: Sequence[str]) -> bool:
    return all(any(_holds(area, code) for area in outer) for code in inner)


def _holds(area: str, code: str) -> bool:
    return area in (code, "WORLDWIDE", code[:2] if "-" in code else code) or code in _MEMBERS.get(area, ())
