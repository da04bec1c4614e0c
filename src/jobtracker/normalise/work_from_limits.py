"""Wording that takes only a part of what the codes can say: a coast, a time zone, some states or towns of a country."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, Literal

from jobtracker.normalise.areas import find_areas, read_country
from jobtracker.normalise.folding import fold
from jobtracker.normalise.gazetteer import City, cities_named
from jobtracker.normalise.place_words import without_frame
from jobtracker.normalise.sentences import lowered

Limit = Literal["part", "town", "zone", "list"]
"""Some states, cities or coasts of a country; a town or its surroundings; time zones; countries listed elsewhere."""

_LIVES: Final = (
    r"\b(?:based|located|resid(?:e|ing)|lives?|living|sit|must be|remotely|remote)"
    r"(?: only| anywhere| somewhere| physically)? (?:in|within|on|near|from|out of|along|across)\b"
)
_SIDE: Final = r"(?:(?:north|south)-?(?:east|west)|north|south|east|west|central)(?:ern)?"
_COAST: Final = (
    r"\b(?:(?:east|west|gulf)(?:ern)? coast|mid-?west|pacific northwest|pnw|new england|tri-?state"
    rf"|{_SIDE}(?:(?:,|/| or| and|, or) ?{_SIDE})* (?:us|u\.s\.|usa|united|states|canada))\b"
)
_PART: Final = re.compile(
    rf"{_COAST}|\b(?:so-?cal|nor-?cal|mid-?[ -]?atlantic|(?:north|south)-?(?:east|west)(?= region|\W*$|[)\],|/]))\b"
    r"|\b(?:select|selected|certain|specific) (?:locations|states|cities|countries)\b"
    r"|\b\d+ (?:other|more) (?:locations|states|cities|countries)\b"
)
_REGION: Final = re.compile(
    rf"{_LIVES}[^.;\n]{{0,60}}?(?:{_COAST}|\b[ecmp][sd]t\b"
    r"|\b(?:eastern|central|mountain|pacific)(?: standard| daylight)? time\b)"
    r"|\b(?:located|based|live|living|reside|residing) (?:east|west|north|south) of\b|\b(?:east|west) coast based\b"
    rf"|\banywhere in {_SIDE}(?:(?:,|/| or| and|, or) ?{_SIDE})* europe\b"
)
_ZONE: Final = re.compile(rf"{_LIVES}[^.;\n]{{0,60}}?\btime ?zones?\b")
_METRO: Final = re.compile(rf"{_LIVES}[^.;\n]{{0,60}}?\b(?:bay|metro(?:politan)?|greater [\w. -]{{2,40}}) areas?\b")
_ELSEWHERE: Final = re.compile(
    r"\b(?:based|located|resid(?:e|ing)|live|living|work|hire|employ)\b[^.;\n]{0,40}?"
    r"\bcountries (?:that are )?(?:listed|below)\b"
    r"|\bwhich countries we (?:can|currently|are able)\b"
)
_FAR: Final = r"(?:min(?:ute)?s?|hours?|hrs?|miles?|kms?)"
_NEAR: Final = re.compile(
    r"\bcommut(?:able|ing) distance\b|\bcommutable (?:to|from)\b"
    rf"|\bwithin [^.,;\n]{{0,25}}?\b{_FAR}['’]?(?: of)?[ -](?:drive|driving|commut\w*|travel\w*|train|ride|radius)\b"
    r"|\b(?:based|located|resid(?:e|ing)|live|living|must be|remote)\b[^.;\n]{0,60}?"
    rf"\bwithin (?:an? |about |approximately |roughly |~)*\d[\d.+-]*[ -]?{_FAR} (?:of|from|to) "
    r"(?!\w+(?: \w+)? time|[a-z]{2,3}t\b|utc|gmt)"
)
_LISTED: Final = re.compile(
    r"\b(?:live|work\w*|remotely|reside|residents?|sit|hir(?:e|ing)|located|based|candidates|applicants)\b[^.,;\n]{0,60}"
    r"\b(?:following|eligible|approved|select|certain|listed|these|one of (?:our|the))\b[^.\n]{0,12}"
    r"\b(?<!united )(?:states|cities|hubs|metros|metro(?:politan)? areas|office markets)\b"
    r"|\b(?:located|based|live|living|reside|residing) in (?:any |one )?(?:of )?the following (?:areas|counties)\b"
    r"|\bstates listed\b|\bremotely (?:from|across|in) (?:multiple|several|many|various|a variety of) countries\b"
    r"|\b(?:anywhere|remote\w*|based|located|resid(?:e|ing)|live) [^.\n]{0,40}"
    r"\b(?:with the exception of|except(?:ing)?(?: for)?|excluding|not including)\b"
)
_MILD: Final = re.compile(r"\b(?:not|ideal\w*|prefer\w*|near|optional\w*|if|when|subsid\w+|stipend)\b|n['’]t\b")
"""In the same sentence: no condition."""
_OTHERS: Final = re.compile(
    r"\b(?:customers|clients|patients|our team|colleagues|teammates|of whom)\b"
    r"|\bwe(?: a|['’])re\b(?! (?:\w+ )?(?:looking|hiring|seeking|searching|recruiting|considering))"
)
"""Before it: not of the applicant."""
_LIMITS: Final[tuple[tuple[Limit, re.Pattern[str]], ...]] = (
    ("part", _LISTED),
    ("part", _REGION),
    ("town", _METRO),
    ("town", _NEAR),
    ("zone", _ZONE),
    ("list", _ELSEWHERE),
)
_TOWN: Final = re.compile(
    r"(?:(?i:\b(?:role|position|job|you|you['’]ll|candidates?|must|required|expect\w*|have|need)\b[^.;:\n]{0,40}?"
    r"\b(?:is|are|be) (?:also |physically |primarily )?(?:based|located) (?:in|out of|at) )"
    r"|^\W*(?i:(?:currently )?(?:based|located) in ))(?:the |our )?"
    r"(?=[A-ZÀ-Þ])(?!(?:[A-Z]{2,3}T|UTC|Eastern|Central|Mountain|Pacific)\b)"
)
_BETWEEN: Final = re.compile(r"[,;:|/()\[\]]|\s[-–—&+]\s|\b(?:in|or|and)\b")
_AT_END: Final = re.compile(r"(?:\s[-–—|]\s|, |\()(UK|USA?|[A-ZÀ-Þ][^\W\d_A-Z][^-–—|,()]{2,40})\)?\s*$")
_LARGE: Final = 50_000
"""People of a town that a title may name."""
_NO_TOWNS: Final = frozenset({"enterprise", "mobile", "spring", "commerce", "reading", "orange"})
"""Towns by name, but in a title what the work is about."""
_OFFICE: Final = re.compile(r"\b(?:office|hq|headquarters?)\b", re.IGNORECASE)
_ALTERNATIVE: Final = re.compile(
    r"\b(?:(?:or|be) remote|remote(?:ly)? (?:or|in|within|from|across)|anywhere|can be|may be|or be|option\w*)\b"
    r"|, (?:we|our|the)\b"
)


def limits_of(sentence: str) -> Iterator[Limit]:
    """What `sentence` binds the applicant to that is less than a country."""
    low = lowered(sentence)
    for limit, pattern in _LIMITS:
        if any(_binds(low, hit, 0) for hit in pattern.finditer(low)):
            yield limit
    if _takes_a_town(sentence):
        yield "town"


def _takes_a_town(sentence: str) -> bool:
    hit = _TOWN.search(sentence)
    if not hit or any(start == hit.end() for start, _, _ in find_areas(sentence)):
        return False
    low = lowered(sentence)
    clause = low.rfind(", ", 0, hit.start()) + 1
    return _binds(low, hit, clause) and not _ALTERNATIVE.search(low)


def is_office(place: str) -> bool:
    """Whether a place string names an office, whose state is not where people live: "Utah Office"."""
    return _OFFICE.search(place) is not None


def names_a_part(words: str) -> bool:
    """Whether a title or place string names a part of a country: "Recruiter (East Coast)", "US: Select locations"."""
    return _PART.search(words.lower()) is not None


def country_at_end(title: str) -> str | None:
    """The code of the country that a title ends in: "Account Executive - Canada"."""
    hit = _AT_END.search(title)
    return read_country(hit[1]) if hit else None


def towns_named(title: str) -> Iterator[City]:
    """The larger towns that stand by themselves in a title: "Trainer - Bay Area", "Engineer (Contract, Oslo)"."""
    for words in _BETWEEN.split(title):
        key = fold(words)
        if len(key) > 1 and key not in _NO_TOWNS and not read_country(key):
            towns = cities_named(key) or cities_named(fold(without_frame(words.strip())))
            yield from (town for town in towns if town.weight >= _LARGE)


def _binds(low: str, hit: re.Match[str], clause: int) -> bool:
    """Whether what was found is a condition for the applicant, whom the words from `clause` on are about."""
    return not _MILD.search(low, 0, hit.end() + 60) and not _OTHERS.search(low, clause, hit.start())
