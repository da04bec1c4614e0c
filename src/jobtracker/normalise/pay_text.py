"""Which amounts in a posting's text are what this role is paid: base pay, not on-target earnings, funding or perks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from jobtracker.normalise.money import PERIODS, PLAUSIBLE, Money, Period, find_money, in_dollars, plausible

SIGNS = "$€£₹¥円₩₪₱₫฿₺₴"
MARK = re.compile(
    rf"[{SIGNS}\d](?:(?<=[{SIGNS}])|(?<=[A-Z]{{3}} .)|(?<=[A-Z]{{3}}.)|(?<=Rs\..)|(?<=Rs\. .)|(?<=\bRs .)|(?<=\bRM.)|(?<=\bRM .)"
    r"|[kK+]{0,2} ?(?:[A-Z]{3}\b|zł|Kč|kr\b|lpa\b|[Ee]uros?\b))"
)
"""A quick look for lines that may name money; begins with one class of characters, so that it runs through a text fast."""
LONGEST_LINE = 4_000
SHORT_LINE = 110
"""A range alone in a line this short may be pay without the word."""
SCOPE_LIMIT = 120
EVIDENCE_LIMIT = 300

PAY = re.compile(
    r"\bsalar|\bpay(?!roll|ment|er|or)\b|\bpaying\b|\bpaid\b(?! time| holiday| parental| leave| vacation)|compensat|\bcomp\b"
    r"|\bbase\b|\bwages?\b|\bhourly\b|\bremunerat|\bearnings?\b|\byou(?:'|’| wi)ll earn|\brates?\b|gehalt\w*|vergütung|lohn\b"
    r"|\bsalaire|rémunération|\bsalario|retribu|stipendio|\bRAL\b|wynagrodzen|\blön\b|\bsalaris|年収|年俸|給与|薪|연봉"
    r"|\bverdien|\bTVöD|\bCTC\b|\bsueldo",
    re.IGNORECASE,
)
PAY_AFTER = re.compile(
    r"\s*(?:[\w.+-]+\s){0,3}?(?:base\b|salary\b|gross\b|brutto|bruto|brut\b|annual(?:ly)?(?: base| salary|$|[\s.,;)]*$)"
    r"|DOE\b|per (?:annum|hour|year)\b|p\.?\s?a\b|/\s?(?:h|hr|hour|yr|year)\b|an hour\b|a year\b|hourly\b|(?:/|pro)\s?(?:Stunde|Std|Jahr|Monat)"
    r"|depending on experience|based on experience|plus (?:equity|benefits)|\+ (?:equity|EQ\b|benefits))",
    re.IGNORECASE,
)
ON_TARGET = re.compile(
    r"\bOTE\b|on[- ]?target|target (?:total )?(?:earnings|cash|compensation)|total (?:target |annual |cash )*(?:cash|compensation|comp)\b"
    r"|\bTC\b|(?:earning|income)s? potential|potential to earn|variable|commission|incl(?:uding|usive)(?: of)? (?:bonus|commission)|zieleinkommen|zielgehalt"
    r"|base (?:\+|plus|and|&) (?:commission|variable|bonus)|uncapped",
    re.IGNORECASE,
)
BASE = re.compile(r"\bbase\b|\bfix(?:ed|um|gehalt)?\b|\bhourly\b", re.IGNORECASE)
OTHER = re.compile(
    r"\brais(?:ed|ing|e)\b|\bfund(?:s|ed|ing|raise)?\b|\bseries [a-h]\b|\bseed\b|\bround\b|\bvalu(?:ed|ation|e)\b|revenue"
    r"|\bA[RC][RV]\b|\bMRR\b|\bTCV\b|\bGMV\b|\bAUM\b|\bTPV\b|\bquotas?\b|\bdeals?\b|\bbudget|stipend|allowance|reimburs|\bcredits?\b"
    r"|\bperks?\b|voucher|bonus|referr|relocation|insurance|\b401|\bmatch|contribut|\bloans?\b|\bassets?\b|\bcustomers?\b"
    r"|\bspend|\bsav(?:e|es|ing|ings)\b|\binvest|\bback(?:ed|ing)\b|\bworth\b|\bmarket(?:s|place)?\b|industry|\bfees?\b|\bvisa"
    r"|\bcosts?\b|\bpric(?:e|ing)\b|\bprize|donat|\baccounts?\b|portfolio|pipeline|process(?:ed|ing)|transaction|\bper diem"
    r"|\bequipment|\bsetup\b|\bset[- ]up|home[- ]office|co-?working|learning|development|education|training|wellness|wellbeing"
    r"|\bgym\b|fitness|\blunch|\bmeals?\b|\bfood|commut|\btransport|\btravel|phone|internet|\bgrants?\b(?! of)|candidates in the"
    r"|professional|sign[- ]?(?:on|ing)|retention|\bgift|budget|guthaben|zuschuss|essens|tuition|childcare|fertility|adoption"
    r"|\bdebt\b|\bclaims?\b|\bsales (?:of|target)|\btarget of|bookings|monthly volume|\bup to [^.]{0,20}match|\bdiscount|\bHSA\b"
    r"|\bspace\b|\bopportunity of|\brun[- ]rate|\bcompan(?:y|ies) (?:with|doing|between)|\benterprise|\bemployees? with",
    re.IGNORECASE,
)
ASIDE = re.compile(
    r"\b(?:not (?:including|inclusive)|excluding|exclusive of|in addition to|along with|alongside|plus|before|on top of"
    r"|does not include)\b[^,;:.–—]*[,;:]",
    re.IGNORECASE,
)
BREAK = re.compile(r"[,;.•|/]|\bplus\b|\+|\bwith\b|\band\b|\bas well|\bin addition|\balong|\bdepending|\bbased on|\bfor\b")
ENDS = re.compile(r"(?<=[.!?])\s+(?=[A-Z“\"(*-])|\s[•|]\s")
UP_TO = re.compile(r"\b(?:up to|bis zu|jusqu['’]à|hasta|as much as|maximum(?: of)?)\s*$", re.IGNORECASE)
FROM = re.compile(
    r"\b(?:from|starting(?: salary)?(?: at| from)?|starts at|ab|at least|minimum(?: of)?|min\.?)\s*$", re.IGNORECASE
)

UNIT = re.compile(
    r"^\s*(?:USD|EUR|GBP|CAD|AUD|gross|brutto|bruto|base|salary|\(|/|per|an?|pro|im|par|al|por|p\.|each|DOE|\s)+", re.IGNORECASE
)
LABEL = re.compile(r"([^:|•;.()]{2,80})\s*[:–—-]\s*$")
OPENING = re.compile(r"^\W*([^:.]{2,80}):\s")
AFTER = re.compile(r"\s*(?:[A-Z]{3}\s*)?(?:base\s*)?(?:\(|for\s+|in\s+)((?!this|the role)[^.,;()]{2,60})")
FOR_WHOM = re.compile(
    r"\b[Ff]or (?!(?:this|the|our|an?|your|all|full)\b(?! other))((?:[^.,:;]|, (?=[A-Z])){2,100}?)(?=,? (?:the|our|is|this|you|we|an?)\b|[:,]\s*$)"
)
NO_SCOPE = re.compile(
    r"^(?:USD|EUR|GBP|CAD|AUD|(?:the |this |an? )?(?:annual|base|role|position|salary|pay|compensation|cash|range|hourly|gross"
    r"|estimated|expected|target|total|starting|is|are|be|will|between|from|of|ranges?|OTE|DOE|on-target|level|full[ -]time|per|and|or|to|compensation and benefits"
    r"|[\W\d])+(?: (?:range|salary|pay|rate|band|base|is|for|this|role|position))*)$|benefits|equity|experience|depending",
    re.IGNORECASE,
)
ALONE_LEFT = re.compile(r"[\W_]*")
ALONE_RIGHT = re.compile(r"\s*(?:USD|EUR|GBP|CAD|AUD)?\s*(?:[,;+•|(]|$)")
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
        yield from _line_mentions(line, heading)


def _money_lines(text: str) -> Iterator[tuple[str, str]]:
    """(line, the short line above it or "") for each line with a mark of money."""
    end, above = -1, ""
    while mark := MARK.search(text, end + 1):
        start = text.rfind("\n", 0, mark.start()) + 1
        if text[max(0, end) : start].strip():  # the next line of a list stands under the same heading as the one before
            above = text[max(0, start - SHORT_LINE) : start].strip().rpartition("\n")[2]
        end = text.find("\n", mark.start())
        end = len(text) if end < 0 else end
        yield text[start:end][:LONGEST_LINE], above if len(above) < SHORT_LINE - 10 else ""


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
    """What an amount is by the words around it; the nearer word wins. `before`: what the last one in the sentence is."""
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
    if before is not None:
        return before
    return "unclear"


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
    candidates = [match[1] for match in (FOR_WHOM.search(left), LABEL.search(left), AFTER.match(right)) if match and match[1]]
    if match := OPENING.search(sentence):
        candidates.append(match[1])
    if not left.strip(" -•"):
        candidates.append(heading)
    for words in candidates:
        scope = re.sub(r"[\s,]+(?:and|or)\s*$", "", words).strip(" -–—:•*()")
        if scope and not NO_SCOPE.search(scope):
            return scope[:SCOPE_LIMIT]
    return ""
