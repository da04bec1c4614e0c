"""Sentences that say where one works: of this role, of the employer at large, or, most of them, of something else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from jobtracker.listing import Workplace
from jobtracker.normalise.office_days import counts_home_days, read_office_days
from jobtracker.normalise.sentences import plain, sentences_with
from jobtracker.normalise.workplace_words import (
    ALONE,
    ANOTHER_THING,
    APPLICANT,
    AWAY,
    CHOICE,
    DEPENDS,
    EXCEPTION,
    FIRM_NOUN,
    FIRM_ONLY,
    HYBRID,
    HYBRID_MEANS,
    IN_THE_FIELD,
    LABEL,
    NO_OFFICE,
    NOT_REMOTE,
    ONSITE,
    OUR_OFFICE,
    REMOTE,
    REMOTE_FIRM,
    STAFF,
    TAG,
    THERE,
    THIS_ROLE,
    WILLING,
)

ROLE: Final = 4
PLAIN: Final = 3
FIRM: Final = 2
LEAN: Final = 1

TRIGGERS: Final = (
    "remot", "hybrid", "híbrid", "on-site", "onsite", "on site", "in-person", "in person", "in presence", "office",
    "headquarters", " hq", "site-based", "from home", "from-home", "homeoffice", "wfh", "anywhere", "distributed",
    "vor ort", "büro", "präsenz", "télétravail", "présentiel", "bureau", "teletrabajo", "presencial",
    "days a week", "days per week", "days/week", "tage pro", "field-based", "field based",
)  # fmt: skip
MOST_DAYS: Final = 4
"""Office days a week from which on a role is as good as on-site."""
_TITLE: Final[tuple[tuple[Workplace, re.Pattern[str]], ...]] = (
    ("hybrid", re.compile(r"(?:[(\[|,/-]\s*|^)hybrid\b|\bhybrid\W*$|\bhybrides? arbeit")),
    ("on-site", re.compile(r"\b(?:on-?site|in[- ]office|in[- ]person|vor ort)\W*(?:$|-|,|\))")),
    ("remote", re.compile(r"\bremote\b(?!\s+[a-z]+(?:ing|or|er|ist)\b)|\b(?:home ?office|télétravail)\b")),
)


@dataclass(slots=True, frozen=True)
class Sign:
    """One sentence's word on the matter.

    Its weight: it speaks of this ROLE, is PLAIN without a subject ("3 days in the office"), speaks of the FIRM at
    large, or only LEANs to one side ("based in our Berlin office").
    """

    value: Workplace
    weight: int
    evidence: str
    days: int = 0
    """Office days a week, if it counts them, which beats a mere word."""
    tag: bool = False
    """True if it is a mere "#LI-Remote", which any sentence beats."""


def title_sign(title: str) -> Sign | None:
    """What the title says: "Engineer (Remote)", "Buchhalter - hybrid"; not "Remote Sensing Engineer"."""
    words = ANOTHER_THING.sub(" ", plain(title))
    found = [value for value, pattern in _TITLE if pattern.search(words)]
    if not found or NOT_REMOTE.search(words):
        return None
    return Sign("remote" if "remote" in found and CHOICE.search(words) else found[0], ROLE, title.strip())


def text_signs(text: str) -> Iterator[Sign]:
    """The signs in a body, sentence by sentence."""
    for heading, sentence in sentences_with(text, TRIGGERS):
        if sign := _sentence_sign(heading, sentence):
            yield sign


@lru_cache(maxsize=4096)  # a company says the same in every posting
def _sentence_sign(heading: str, sentence: str) -> Sign | None:
    words = plain(sentence)
    if words.endswith("?"):
        return None
    label = plain(heading).rstrip(": ") + ":"
    if LABEL.fullmatch(label) and len(words) < 100:
        words = f"{label} {words}"
    sign = _sign(words, sentence)
    return replace(sign, tag=True) if sign and TAG.match(words) else sign


def _sign(words: str, sentence: str) -> Sign | None:
    words = ANOTHER_THING.sub(" … ", words)
    if DEPENDS.search(words):
        return None
    if EXCEPTION.search(words):
        return Sign("unknown", LEAN, sentence)
    if IN_THE_FIELD.search(words):
        return Sign("unknown", ROLE, sentence)
    away = AWAY.search(words) is not None and not NOT_REMOTE.search(words)
    words = NO_OFFICE.sub(" … ", NOT_REMOTE.sub(" … ", words))
    remote = away and REMOTE.search(words) is not None
    return _office_sign(words, sentence, remote) or _remote_sign(words, sentence, remote) or _leaning(words, sentence)


def _office_sign(words: str, sentence: str, remote: bool) -> Sign | None:
    days = read_office_days(words) or 0
    value = _by_days(words, days) if days else _by_word(words)
    if not value:
        return None
    weight = _weight(words, value, days > 0)
    if remote and CHOICE.search(words) and not (HYBRID_MEANS.search(words) or (days and counts_home_days(words))):
        return Sign("remote", weight, sentence, days)
    if value == "on-site" and not days and AWAY.search(words):
        return Sign("unknown", LEAN, sentence)
    return Sign(value, weight, sentence, days)


def _remote_sign(words: str, sentence: str, remote: bool) -> Sign | None:
    weight = _weight(words, "remote", False) if remote else 0
    if weight < ROLE and REMOTE_FIRM.search(words):
        weight = FIRM
    return Sign("remote", weight, sentence) if weight else None


def _leaning(words: str, sentence: str) -> Sign | None:
    ours = OUR_OFFICE.search(words) and not (FIRM_ONLY.search(words) or AWAY.search(words) or "brid" in words)
    return Sign("on-site", LEAN, sentence) if ours else None


def _by_days(words: str, days: int) -> Workplace:
    mixed = "hybrid" in words or (days == MOST_DAYS and AWAY.search(words))
    return "on-site" if days >= MOST_DAYS and not mixed else "hybrid"


def _by_word(words: str) -> Workplace | None:
    if "brid" in words and HYBRID.search(words):
        return "hybrid"
    return "on-site" if THERE.search(words) and ONSITE.search(words) else None


def _weight(words: str, value: Workplace, days: bool) -> int:
    if LABEL.match(words) or ALONE.match(words) or THIS_ROLE.search(words):
        return ROLE
    if value == "hybrid" and not days:
        return ROLE if WILLING.search(words) else FIRM
    if APPLICANT.search(words) and not STAFF.search(words):
        return ROLE
    return FIRM if FIRM_NOUN.search(words) or (value == "on-site" and not days) else PLAIN
