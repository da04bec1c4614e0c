"""What identity compares: the title without what says nothing of the work, the places, the requisition id."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Final

from jobtracker.fingerprint import digest
from jobtracker.listing import Facts, Place
from jobtracker.normalise.areas import countries_by_name
from jobtracker.normalise.folding import fold
from jobtracker.normalise.regions import all_regions

# All below meets title keys: words in lower case, without accents and punctuation.
_MONEY: Final = r"(?:\d{1,3}[ ,.]?\d{3}|\d{3,6}|\d{1,3}k)"
_BONUS: Final = r"(?:sign(?:ing)?(?: on)?|retention|hiring|welcome|start(?:ing)?|relocation|joining)"
_CAMPAIGN: Final = re.compile(
    r"\b(?:"
    rf"(?:(?:with|up to|earn|new|plus) )*(?:{_MONEY} )+(?:{_BONUS} )?bonus(?:es)?(?: available)?|sign(?:ing)? on bonus"
    r"|(?:\d[\d,.]* )+(?:per |an )?(?:hour|hr|hourly)"
    r"|now hiring|hiring now|hiring immediately|urgent(?:ly)? (?:hiring|required)|immediate (?:start|joiners?|hires?)"
    r"|apply now|(?:paid )?training (?:provided|included)|no experience (?:needed|required|necessary)|no cold calling"
    r"|multiple (?:vacancies|openings|positions|roles)|relocation to(?: \w+){1,4}$"
    r"|(?:with )?relocation (?:assistance |support |package )?"
    r"(?:provided|available|assistance|package|support|offered|possible)"
    r"|^copy of|ab sofort|zum nachstmoglichen zeitpunkt)\b"
)
_WORKPLACE_TAILS: Final = (
    ("remote",), ("hybrid",), ("onsite",), ("wfh",), ("on", "site"), ("in", "office"), ("work", "from", "home"),
)  # fmt: skip
_BEFORE_PLACE: Final = (
    ("metro",), ("greater",), ("relocation", "to"), ("based", "in"), ("located", "in"), ("in",), ("at",),
)  # fmt: skip
_AFTER_PLACE: Final = frozenset({"based", "area", "metro", "region", "office", "only", "hub", "city"})
_SAME: Final = {"i": "1", "ii": "2", "iii": "3", "iv": "4"}
_QUALIFIERS: Final = frozenset({
    "senior", "junior", "staff", "principal", "lead", "head", "chief", "director", "vp", "manager", "supervisor",
    "associate", "assistant", "entry", "mid", "level", "intern", "internship", "trainee", "apprentice", "graduate",
    "expert", "executive", "experienced", "specialist", "advanced", "deputy",
    "part", "full", "time", "shift", "day", "night", "weekend", "temporary", "temp", "contract", "seasonal", "casual",
    "prn", "per", "diem", "fixed", "term", "freelance",
    "enterprise", "commercial", "midmarket", "market", "smb", "strategic", "major", "majors", "named", "territory",
    "public", "sector",
})  # fmt: skip
"""Words that make another job of the same work: levels, hours, segments of a market."""
_SHORT_COUNTRIES: Final = frozenset({"us", "usa", "uk", "uae"})
_HOUSE: Final = re.compile(r"\b(\d{1,5}) ([a-z]\w*)")
_PART: Final = re.compile(
    r"\b(?:(?:mid)?(?:north|south)?(?:east|west)(?:ern)?|(?:north|south)(?:ern)?|central|mountain|pacific)\b"
)
_VAGUE: Final = re.compile(
    r"\d+ (?:locations?|offices?|places?|standorte)$|(?:multiple|various|several|many|all|other|mehrere|diverse)\b"
)


def places_key(facts: Facts, lines: Iterable[object] = ()) -> str:
    """The places of a listing in one spelling and order; "" if it names none.

    `lines` are the site's own words for them, from which come what a Place does not hold (a house number, the part of
    a country) and, where no place could be read, the words themselves ("Hybrid"). "remote" and the areas beside it
    stand for a listing without places. What was read from the text does not count: companies rewrite all their texts
    at once.
    """
    folded = [fold(line) for line in lines if isinstance(line, str)]
    keys = {_place_key(place) for place in facts.places} - {""}
    if keys:
        names = {fold(name).split(" ")[0] for place in facts.places for name in (place.city, place.region) if name}
        whole = any(place.country and not place.city and not place.region for place in facts.places)
        return ";".join(sorted(keys | set(_details(folded, names, whole))))
    if facts.workplace == "remote" and facts.workplace_source == "field":
        areas = facts.work_from.areas if facts.work_from.source == "field" else ()
        keys = {"remote"} | {area.lower() for area in areas}
        return ";".join(sorted(keys | set(_details(folded, set(), True))))
    return ";".join(sorted({f"={line}" for line in folded if line and not _VAGUE.match(line)}))


def _place_key(place: Place) -> str:
    if place.city or place.region or place.country:
        return "|".join(fold(part or "") for part in (place.city, place.region, place.country))
    return fold(place.name)


def _details(lines: Iterable[str], names: Container[str], whole: bool) -> Iterator[str]:
    """What tells one shop of a town, or one part of a whole country, from another."""
    for line in lines:
        yield from (f"+{number}" for number, street in _HOUSE.findall(line) if street not in names)
        if whole:
            yield from (f"+{word}" for word in _PART.findall(line))


def usable_requisition(requisition_id: str) -> bool:
    """False for what stands where an id belongs but is none: "", "TBD", "Evergreen", "000"."""
    digits = [letter for letter in requisition_id if letter.isdigit()]
    return len(requisition_id) > 1 and len(set(digits)) > (0 if len(digits) < len(requisition_id) else 1)


def post_key(title_key: str, places_key: str) -> str:
    """Equal for listings of the same title in the same places: 32 hex digits; "" if no place is known."""
    return digest(f"{''.join(core_words(title_key, places_key))}\n{places_key}".encode()) if places_key else ""


@lru_cache(maxsize=1 << 16)
def core_words(title_key: str, places_key: str) -> tuple[str, ...]:
    """The words of a title key without the listing's own places, the workplace and campaigns."""
    words = _without_places(_CAMPAIGN.sub(" ", title_key).split(), place_words(places_key))
    while tail := next((tail for tail in _WORKPLACE_TAILS if tuple(words[-len(tail) :]) == tail), None):
        del words[-len(tail) :]
    return tuple(_SAME.get(word, word) for word in words if word != "and") or tuple(title_key.split())


def alike(one: Sequence[str], other: Sequence[str]) -> bool:
    """True if two titles mean the same work, provided that they share their requisition.

    One says it in another order, misspells a word or says more; never do they differ in level, hours or segment.
    """
    if {word for word in one if _counts(word)} != {word for word in other if _counts(word)}:
        return False
    few, many = sorted((dict.fromkeys(one), dict.fromkeys(other)), key=len)
    missing = [word for word in few if word not in many]
    if not missing:
        return len(few) == len(many) or sum(not _counts(word) for word in few) > 1
    spare = [word for word in many if word not in few]
    return len(missing) == len(spare) == 1 and len(few) > 1 and _same_word(missing[0], spare[0])


def another_job(title: str, places: str, then_title: str, then_places: str) -> bool:
    """True if an id that comes back, with these keys, is not the job that left: some companies use one for the next.

    Its title says other work (it shares less than half of the words, and neither only says more than the other) or has
    another number of three digits or more ("Team 805", "Internship 2027"), or neither title nor place is what it was.
    """
    now, then = core_words(title, places), core_words(then_title, then_places)
    if now == then or alike(now, then):
        return False
    numbers, then_numbers = ({word for word in one if word.isdigit() and len(word) > 2} for one in (now, then))
    if numbers and then_numbers and not numbers & then_numbers:
        return True
    few, many = sorted(({word for word in one if not _counts(word)} for one in (now, then)), key=len)
    shared = sum(any(word == other or _same_word(word, other) for other in many) for word in few)
    if shared < len(few) and 2 * shared < len(few) + len(many) - shared:
        return True
    return bool(places and then_places) and not set(places.split(";")) & set(then_places.split(";"))


def _counts(word: str) -> bool:
    return word in _QUALIFIERS or word[0].isdigit()


def _same_word(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return len(short) > 3 and (long.startswith(short) or SequenceMatcher(None, short, long).ratio() > 0.85)


def _without_places(words: Sequence[str], places: frozenset[tuple[str, ...]]) -> list[str]:
    kept: list[str] = []
    at = 0
    while at < len(words):
        size = next((size for size in (4, 3, 2, 1) if tuple(words[at : at + size]) in places), 0)
        if not size:
            kept.append(words[at])
            at += 1
            continue
        before = next((before for before in _BEFORE_PLACE if tuple(kept[-len(before) :]) == before), ())
        del kept[len(kept) - len(before) :]
        at += size
        while at < len(words) and (words[at] in _AFTER_PLACE or ("", words[at]) in places):
            at += 1
    return kept


@lru_cache(maxsize=1 << 14)
def place_words(places_key: str) -> frozenset[tuple[str, ...]]:
    """Names of the places, as words; what may only follow one ("austin tx") stands behind an empty word."""
    names: set[tuple[str, ...]] = set()
    for key in places_key.split(";"):
        if key.startswith(("+", "=")):
            continue
        *within, country = key.split("|")
        names |= {tuple(name.split()) for name in within if name}
        if within:
            names |= _country_words().get(country, set())
        else:
            names.add(tuple(country.split()))
        names |= {("", code) for name in within if (code := _region_codes().get((country, name)))} | {("", country)}
    return frozenset(names - {()})


@lru_cache(maxsize=1)
def _country_words() -> Mapping[str, set[tuple[str, ...]]]:
    """Lower-case ISO code -> the country's names; its letters only where people write them as a word."""
    found: defaultdict[str, set[tuple[str, ...]]] = defaultdict(set)
    for name, code in countries_by_name().items():
        if len(name) > 3 or name in _SHORT_COUNTRIES:
            found[code.lower()].add(tuple(name.split()))
    return found


@lru_cache(maxsize=1)
def _region_codes() -> Mapping[tuple[str, str], str]:
    """(Lower-case ISO code of the country, folded name) -> the region's letters ("tx")."""
    return {(one.country.lower(), fold(one.name)): one.code[3:].lower() for one in all_regions() if one.code}
