"""The words of a place string that are no place: workplace, head office, "3 locations", separators."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from jobtracker.normalise.characters import drop_unsafe
from jobtracker.normalise.folding import fold

LONGEST: Final = 1000
"""Characters of one place string that are read; the longest real one lists 60 towns."""

_AFTERWARDS: Final = (
    r"(?:[\s-]+(?:first|friendly|eligible|only|based|ok|possible|optional|options?|role|position|work(?:ing|"
    r"ers?)?|team|employees?|"
    r"available|flexible|locations?|opportunit(?:y|ies)|capable|eligible|friendly|capability|considered|"
    r"opening|anywhere|(?-i:within|from|in|for)))*"
)
_REMOTE: Final = re.compile(
    r"\b(?:fully[\s-]|100\s?%\s?|completely[\s-]|partially[\s-])?(?:remote(?:ly)?|remoto|remota|remotely|"
    r"t[ée]l[ée]travail|distanciel|"
    r"teletrabajo|teletrabalho|home[\s-]?office|home[\s-]based|homebased|work(?:ing)?[\s-]from[\s-](?:home|"
    r"anywhere)|wfh|wfa|anywhere|"
    r"virtual|telecommut\w+|telework|tele-?work|distributed)\b" + _AFTERWARDS,
    re.IGNORECASE,
)
_HYBRID: Final = re.compile(r"\b(?:hybrid(?:e|es)?|h[íi]brid[oa])\b" + _AFTERWARDS, re.IGNORECASE)
_ON_SITE: Final = re.compile(
    r"\b(?:on[\s-]?site|in[\s-]office|in[\s-]person|office[\s-]based|presencial|vor ort|sur site|pr[ée]sentiel)\b"
    + _AFTERWARDS,
    re.IGNORECASE,
)
_DENIED: Final = re.compile(r"\b(?:not?|non)[\s-]+(?:remote|hybrid)\b", re.IGNORECASE)

_NOT_APPLICABLE: Final = re.compile(r"\bn/a\b", re.IGNORECASE)
_PARENTHESES: Final = re.compile(r"[(\[{]([^()\[\]{}]*)[)\]}]")
_DASHES: Final = re.compile(r"\s*[–—]\s*|\s+-+\s*|\s*-+\s+|\s*:\s+|:$")
_BETWEEN_LISTINGS: Final = re.compile(r"\s*[;|\n•·]\s*|\sl\s(?=\w)")  # a small L for a bar, too
_WITHIN_LISTING: Final = re.compile(r"\s*(?:/|(?<!,)\s(?:[Oo]r|OR)\s|\soder\s|\sou\s|\so\s)\s*")

_NO_PLACE: Final = re.compile(
    r"(?:(?:multiple|various|several|many|different|all|any|other|our|select|diverse|mehrere|verschiedene)\s?"
    r"(?:\w+\s)?(?:locations?|offices?|places|cities|sites|countries|states|standorte|orte)?|\d+ (?:more |"
    r"other )?(?:locations?|offices?|places|sites|more|countries|states|cities)"
    r"|flexible|flex|tbd|tba|tbc|n a|na|none|null|unknown|not specified|unspecified|undisclosed|"
    r"to be determined|hq|hqs|headquarters?|head office|"
    r"main office|office|offices|corporate|corporate office|home|field|field based|locations?|nationwide|national|"
    r"company|campus|virtual|other|others|perm|travel|on the road|default|permanent|varies|template|city|"
    r"country|state|insert|all|area|areas|non \w+|open to|submit your cv|east coast|west coast|midwest|"
    r"(?:east|west|central|north|south|(?:north|south)[ -]?(?:east|west))(?:ern)?|(?:e[sd]t|c[sd]t|m[sd]t|"
    r"p[sd]t|cet|cest|gmt|utc|bst)(?: \d+| hours| time| ?time ?zones?)*|"
    r"general|any|open|asia|africa|middle east|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri)(?:days?)?|"
    r"relocat(?:e|ing|ion)(?: (?:to .+|required|possible|offered))?|"
    r"surrounding areas?|surrounding|nearby|client site|customer site|stores?|retail|days?|week)"
)
_PART: Final = re.compile(
    r"\b(?:east|west|gulf)(?:ern)? coast\b|\bmid-?west\b|\b(?:north|south)-?(?:east|west)(?:ern)?\b|\btime ?zones?\b",
    re.IGNORECASE,
)
_OFFICE: Final = re.compile(r"\b(?:offices?|hq|headquarters)\b", re.IGNORECASE)
_EVERYWHERE: Final = re.compile(
    r"\b(?:anywhere|world-?wide|global(?:ly)?|any (?:location|country|place))\b", re.IGNORECASE
)
_SMALL_WORDS: Final = frozenset(
    {"in", "or", "and", "the", "from", "within", "only", "based", "to", "of", "for", "with"}
)
_BEFORE: Final = re.compile(
    r"^(?:(?:the\s+)?(?:greater|great|metropolitan|metro|downtown|central|inner|city of|local to|near|"
    r"(?:\w+ )?suburbs of|around|close to|based (?:in|out of)|"
    r"must (?:be )?(?:based|located|reside|live) in|located in|reside in|open to|eligible|anywhere in|within|"
    r"in|covering|national|states?|hq|hub|office|region|gro(?:ß|ss)raum|raum|bei|"
    r"r[ée]gion|area|home|throughout|across|any|only|the)\s+)+",
    re.IGNORECASE,
)
_AFTER: Final = re.compile(
    r"(?:\s+(?:hq|headquarters?|head\s?quarters?|head office|main office|office|offices|hub|area|metro|"
    r"metropolitan|region|metroplex|campus|"
    r"studio|lab|labs|warehouse|territory|global|global hq|distribution center|fulfillment center|store|"
    r"location|based|only|downtown|preferred|und umgebung|state|statewide|nationwide|site|market|"
    r"and surrounding areas?|area office|wide|usa?-wide))+$",
    re.IGNORECASE,
)
_POSTCODE: Final = re.compile(
    r"\b(?:[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|[A-Z]\d[A-Z] ?\d[A-Z]\d|\d{5}-\d{4}|\d{4} [A-Z]{2}(?=\s|$)|"
    r"(?:[A-Z]{1,2}-)?\d{4,6})\b|\bCEDEX\b(?: \d+)?"
    r"|\b[A-Z]{1,2}\d{1,2}[A-Z]?$"
)
_END_POSTCODE: Final = re.compile(rf"[\s,]+(?:{_POSTCODE.pattern})$")
_STREET: Final = re.compile(
    r"\d|\b(?:street|road|avenue|ave|blvd|boulevard|suite|floor|lane|drive|highway|hwy|parkway|pkwy|stra(?:ß|"
    r"ss)e|str|rue|calle|plaza|mall|"
    r"cent(?:er|re)|airport|building|tower|terminal|square|unit|room|fl)\b|(?:stra(?:ß|ss)e|str\.)",
    re.IGNORECASE,
)


@dataclass(slots=True, frozen=True)
class Listing:
    """One of the listings of a place string: runs of comma-separated parts, and the workplace words among them."""

    raw: str
    runs: tuple[tuple[str, ...], ...]
    workplaces: frozenset[str]


def split_listings(text: str) -> tuple[Listing, ...]:
    """The listings of `text`, which ";", "|" and line ends divide; within one, "/" and "or" divide the runs."""
    text = drop_unsafe(html.unescape(text[:LONGEST])).replace("\u00a0", " ")
    text = _NOT_APPLICABLE.sub("", text)
    text = _PARENTHESES.sub(lambda match: ", " + _BETWEEN_LISTINGS.sub(" / ", match.group(1)) + ", ", text)
    return tuple(_listing(part) for part in _BETWEEN_LISTINGS.split(text) if part.strip(" ,-"))


def _listing(raw: str) -> Listing:
    text, workplaces = _take_workplaces(raw)
    runs = (tuple(_parts(run)) for run in _WITHIN_LISTING.split(text))
    return Listing(" ".join(raw.split()).replace(" ,", ",").strip(" ,-"), tuple(run for run in runs if run), workplaces)


def _take_workplaces(text: str) -> tuple[str, frozenset[str]]:
    """`text` without its workplace words, and what they say. "Remote" parts what stands on its sides."""
    text = _DENIED.sub(", ", text)
    found = set()
    for word, pattern in (("hybrid", _HYBRID), ("remote", _REMOTE), ("on-site", _ON_SITE)):
        text, count = pattern.subn(" / " if word == "remote" else " , ", text)
        if count:
            found.add(word)
    return text, frozenset(found)


def _parts(run: str) -> list[str]:
    parts = (part.strip(" \t.-*&+\"'’“”") for part in _DASHES.sub(", ", run).split(","))
    return [" ".join(part.split()) for part in parts if part and not is_no_place(part)]


@lru_cache(maxsize=4096)
def is_no_place(part: str) -> bool:
    """Whether `part` is plainly no place: "TBD", "3 Locations", "HQ", or no letters at all."""
    key = fold(part)
    return len(key) < 2 or part in _SMALL_WORDS or key.isdigit() or _NO_PLACE.fullmatch(key) is not None


def is_part(text: str) -> bool:
    """Whether a place string takes only a part of the country it names: "Remote (East Coast USA)"."""
    return _PART.search(text) is not None


def is_everywhere(text: str) -> bool:
    """Whether a place string that names no place means all of them: "Anywhere", "Remote (Worldwide)"."""
    return _EVERYWHERE.search(text) is not None


def is_office(text: str) -> bool:
    """Whether a place string names an office, which stands in a town."""
    return _OFFICE.search(text) is not None


def without_frame(part: str) -> str:
    """`part` without words around a place ("Greater ... Area", "... HQ") and without its postcode."""
    return _AFTER.sub("", _BEFORE.sub("", without_postcode(part))).strip(" ,-")


def without_postcode(part: str) -> str:
    """`part` without a postcode of the common forms."""
    return " ".join(_POSTCODE.sub(" ", part).split()).strip(" ,-")


def without_end_postcode(part: str) -> str:
    """`part` without a postcode at its end."""
    return _END_POSTCODE.sub("", part)


def is_street(part: str) -> bool:
    """Whether `part` looks like a line of an address above the town."""
    return _STREET.search(part) is not None
