"""Which amounts in a posting's text are what this role is paid: base pay, not on-target earnings, funding or perks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from jobtracker.normalise.money import PERIODS, PLAUSIBLE, Money, Period, find_money, in_dollars, plausible
from jobtracker.normalise.pay_words import (
    ACROSS,
    AFTER,
    ALONE_LEFT,
    ALONE_RIGHT,
    ASIDE,
    BASE,
    BREAK,
    ENDS,
    FOR_WHOM,
    FROM,
    GARBLED_LEFT,
    GARBLED_RIGHT,
    LABEL,
    MARK,
    NO_SCOPE,
    ON_TARGET,
    OPENING,
    OTHER,
    PAY,
    PAY_AFTER,
    SCOPE_TAIL,
    UNIT,
    UP_TO,
)

LONGEST_LINE = 4_000
NEAR = 500
"""Characters on either side of an amount in a line longer than that."""
LONG_HEADING = 400
SHORT_LINE = 110
"""A range alone in a line this short may be pay without the word."""
SCOPE_LIMIT = 120
EVIDENCE_LIMIT = 300

LEAST_YEAR = 12_000
"""Dollars. An amount without any word for its period is a year's if it is at least this."""
SURE_YEAR = 24_000
"""Dollars. From this on, "monthly" somewhere before the amount is about something else."""

Kind = Literal["pay", "on target", "other", "unclear"]


@dataclass(slots=True, frozen=True)
class Mention:
    """An amount in the text, with what it is."""

    money: Money
    kind: Kind
    low: float | None
    high: float | None
    period: Period
    scope: str
    evidence: str


def find_mentions(text: str) -> Iterator[Mention]:
    """Every amount in `text` that is pay, on-target earnings, or may be pay, in order."""
    for line, heading in _money_lines(text):
        yield from _remembered(line, heading)


@lru_cache(maxsize=1024)  # a company says the same in every posting
def _remembered(line: str, heading: str) -> tuple[Mention, ...]:
    return tuple(_line_mentions(line, heading))


def _money_lines(text: str) -> Iterator[tuple[str, str]]:
    """(line, the short line above it or "") for each line with a mark of money."""
    end, above = -1, ""
    while mark := MARK.search(text, end + 1):
        start = text.rfind("\n", 0, mark.start()) + 1
        if text[max(0, end) : start].strip():  # the next line of a list stands under the same heading as the one before
            above = _heading(text, start)
        end = text.find("\n", mark.start())
        end = len(text) if end < 0 else end
        if end - start > LONGEST_LINE:  # a body without paragraphs: what is near must do
            start, end = max(start, mark.start() - NEAR), min(end, mark.start() + NEAR)
        yield text[start:end], above


def _heading(text: str, start: int) -> str:
    """The line above, if it is short or speaks of what is below it."""
    above = text[max(0, start - LONG_HEADING) : start].strip().rpartition("\n")[2]
    return above if len(above) < SHORT_LINE or "below" in above or above.endswith(":") else ""


def _line_mentions(line: str, heading: str) -> Iterator[Mention]:
    found = list(find_money(line))
    breaks = [0, *(match.end() for match in ENDS.finditer(line)), len(line)]
    last_kind: Kind | None = None
    last_end = 0
    for index, money in enumerate(found):
        start = max(at for at in breaks if at <= money.start)
        end = min(at for at in breaks if at >= money.end)
        follows = last_kind is not None and last_end > start
        left = line[last_end if follows else start : money.start]
        right = line[money.end : found[index + 1].start if index + 1 < len(found) else None][: max(0, end - money.end)]
        kind: Kind = "other"
        if any(plausible(period, money.high or money.low, money.currency) for period in PLAUSIBLE):
            kind = _kind(ASIDE.sub(" ", left), right, money, last_kind if follows else None)
        if kind == "unclear" and (PAY.search(heading) or (not follows and len(line) < SHORT_LINE)):
            kind = _kind_of_line(left, right, line, heading)
        last_kind, last_end = kind, money.end
        if kind != "other" and (period := _period(left, right, heading, money)):
            low, high = _bounds(left, money)
            evidence = line[start:end].strip()[:EVIDENCE_LIMIT]
            scope = _scope(line[start : money.start], left, right, heading)
            yield Mention(money, kind, low, high, period, scope, evidence)


def _kind(left: str, right: str, money: Money, before: Kind | None) -> Kind:
    """What an amount is by the words around it, the nearest first; `before`: what the last one in the sentence is."""
    if money.high is None and (GARBLED_LEFT.search(left) or GARBLED_RIGHT.match(right)):
        return "other"
    near = BREAK.split(right, maxsplit=1)[0][:40]
    paid, other, target = (_last(pattern, left) for pattern in (PAY, OTHER, ON_TARGET))
    aim, base = ON_TARGET.search(near), BASE.search(near)
    if target > _last(BASE, left) or (aim and not (base and base.start() < aim.start())):
        return "on target"
    if OTHER.search(near):
        return "other"
    if paid > other or (other < 0 and PAY_AFTER.match(right)):
        return "pay"
    if other >= 0:
        return "other"
    return before or "unclear"


def _kind_of_line(left: str, right: str, line: str, heading: str) -> Kind:
    """What an amount is that has no words around it in its sentence, by its line and the heading above."""
    if ON_TARGET.search(line) or ON_TARGET.search(heading):
        return "on target"
    if OTHER.search(heading) or (OTHER.search(line) and not (ALONE_LEFT.fullmatch(left) and ALONE_RIGHT.match(right))):
        return "other"
    return "pay" if PAY.search(heading) else "unclear"


def _last(pattern: re.Pattern[str], text: str) -> int:
    """Where the last match ends; -1 without one."""
    return max((match.end() for match in pattern.finditer(text)), default=-1)


def _bounds(left: str, money: Money) -> tuple[float | None, float | None]:
    if money.high is not None:
        return money.low, money.high
    if UP_TO.search(left):
        return None, money.low
    return money.low, None if money.open_ended or FROM.search(left) else money.low


def _period(left: str, right: str, heading: str, money: Money) -> Period | None:
    """The nearest period that makes the amount plausible: behind it, before it, above it; a year for want of words."""
    high = money.high or money.low
    behind = [period for period, pattern in PERIODS if pattern.match(UNIT.sub("", right))]
    ahead = sorted(((_last(pattern, left), period) for period, pattern in PERIODS), reverse=True)
    above = [period for period, pattern in PERIODS if PAY.search(heading) and pattern.search(heading)]
    if in_dollars(high, money.currency) >= SURE_YEAR:
        ahead, above = [], ["year"]
    for period in (*behind, *(period for at, period in ahead if at >= 0), *above):
        if plausible(period, high, money.currency):
            return period
    return "year" if not behind and in_dollars(high, money.currency) >= LEAST_YEAR else None


def _scope(sentence: str, left: str, right: str, heading: str) -> str:
    """Whom the amount is for, if a label, a "for ..." or a bracket says so."""
    candidates = [
        match[1]
        for match in (AFTER.match(right), FOR_WHOM.search(left), ACROSS.search(left), LABEL.search(left))
        if match and match[1]
    ]
    if match := OPENING.search(sentence):
        candidates.append(match[1])
    if not left.strip(" -•"):
        candidates.append(heading)
    for words in candidates:
        scope = SCOPE_TAIL.sub("", words).strip(" -–—:•*")
        if scope and not NO_SCOPE.search(scope):
            return scope[:SCOPE_LIMIT]
    return ""
