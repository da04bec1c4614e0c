"""What a role is paid: the site's own figures first, then its summary line, then the text."""

from __future__ import annotations

import dataclasses
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from jobtracker.listing import Pay, Source
from jobtracker.normalise.characters import one_line
from jobtracker.normalise.money import (
    CROWNS,
    DOLLARS,
    PER_YEAR,
    PERIODS,
    Period,
    currency_code,
    find_money,
    in_dollars,
    number_value,
    plausible,
)  # fmt: skip
from jobtracker.normalise.pay_ranges import OVERALL, distinct, scopes, settled
from jobtracker.normalise.pay_text import Mention, find_mentions
from jobtracker.normalise.pay_words import BASE, ON_TARGET

WIDEST = 5
"""A range in a text whose ends are further apart than this is not one role's."""
PESOS = ("MX", "CO", "CL", "AR")
COMPONENT = re.compile(
    r"equity|stock|\brsu|option|bonus|commission|incentive|variable|\bote\b|on[- ]target|sign[- ]?on|allowance|stipend"
    r"|tips?\b",
    re.IGNORECASE,
)
NOT_IN = re.compile(r"\b(?:not (?:including|inclusive)|excluding|exclusive of|does not include)\b[^.]*", re.IGNORECASE)
"""What a label says is not in its figures."""
PER = re.compile(r"\d[kK]?(?: ?[A-Z]{3})?(?: ?/ ?| per )(hour|day|week|month|year)\b")
AIM_ALONE = re.compile(r"(?:^|[•|])[^•|\d]*\bOTE\b(?![^•|]*\d[\d,.]*[kK\d])")
"""A part of a summary line that says of the others that they are on-target earnings."""
TOTAL = re.compile(r"\btotal compensation\b[^•|.]*\d.*\bOTE\b", re.IGNORECASE)
"""A summary whose figures hold the on-target part, too."""
RANGE = re.compile(
    r"(?:[.,]\d{3}|\d[kK]|[$€£] ?\d\d)(?:\.\d\d)?(?: ?[A-Z]{3}|/\w+)? ?(?:[-–—]|to|and) ?[A-Z]{0,3} ?[$€£]? ?\d"
)
"""A quick look for what may be a range of pay."""
LABEL_LIMIT = 200
DOLLAR_WORDS = (
    (re.compile(r"\bCAD\b|\bCanad|\bToronto|\bVancouver|\bMontr[ée]al|\bOntario|\bBritish Columbia"), "CAD"),
    (re.compile(r"\bAUD\b|\bAustralia|\bSydney|\bMelbourne"), "AUD"),
    (re.compile(r"\bNZD\b|\bNew Zealand"), "NZD"),
    (re.compile(r"\bSGD\b|\bSingapore"), "SGD"),
    (
        re.compile(r"\bUSD?\b|\bU\.S\.|\b401\(?k\b|\bUnited States|\bSan Francisco|\bNew York|\bNYC\b|\bCalifornia"),
        "USD",
    ),
)


def read_pay(
    structured: Sequence[Mapping[str, Any]], summary: str, text: str, *, country: str | None, title: str = ""
) -> tuple[Pay, ...]:
    """The base pay of a posting, one entry per range; empty if nothing says it plainly. Never raises.

    `structured` has the site's own figures ({"min", "max", "currency", "period", "label"}), `summary` its one-line sum,
    `text` the plain body. Equity, bonus, commission and on-target earnings are left out. Several ranges carry a `scope`
    each, or become one whose scope is `OVERALL`. `country` (ISO 3166-1 alpha-2, where the role is) says which dollar is
    meant by a bare "$".
    """
    figures = [(entry, NOT_IN.sub("", one_line(entry.get("label"), LABEL_LIMIT))) for entry in structured]
    aimed = AIM_ALONE.search(summary) is not None or any(ON_TARGET.search(label) for _, label in figures)
    given = () if AIM_ALONE.search(summary) else settled(distinct(_from_structured(figures, country)))
    if len(given) == len(figures) == 1 and "multiple ranges" in summary.lower():
        given = (dataclasses.replace(given[0], scope=OVERALL),)
    parts = [part for part in re.split(r"[•|;]", summary) if re.search(r"\d", part)]
    base = _from_summary([part for part in parts if BASE.search(part)], country)
    if base and (not given or _highest(base) < 0.95 * _highest(given)):  # the summary rounds: "$104.5K"
        given = base
    if not given and not aimed:
        given = _from_summary([part for part in parts if not COMPONENT.search(part)], country)
    if given and not _on_target(given, text) and not TOTAL.search(summary):
        if not country and (said := _in_more_currencies(given, text)):
            return said
        return () if _contradicted(given, text, country) else given
    return _from_text(text, country) or (() if given or aimed else _from_text(title, country))


def _highest(ranges: Sequence[Pay]) -> float:
    return max(pay.year_max or pay.year_min or 0 for pay in ranges)


def _from_structured(figures: Sequence[tuple[Mapping[str, Any], str]], country: str | None) -> Iterator[Pay]:
    whom = scopes([label for _, label in figures], several=country is None)
    for (entry, label), scope in zip(figures, whom, strict=True):
        if ON_TARGET.search(label):  # but it may name the base: "$100,000 base and $100,000 commission"
            yield from (dataclasses.replace(pay, source="field", evidence="") for pay in _from_text(label, country))
            continue
        if COMPONENT.search(label) and not BASE.search(label):
            continue
        low, high = _number(entry.get("min")), _number(entry.get("max"))
        currency = _resolve(one_line(entry.get("currency"), 20), country, label)
        per = PER.search(label)
        period = _period(per[1] if per else one_line(entry.get("period"), 40), high or low or 0, currency)
        if period and currency:
            yield from _pay(low, high, currency, period, "field", scope=scope)


def _number(value: object) -> float | None:
    """A positive finite number from a number or its words; None from anything else."""
    if isinstance(value, str):
        match = re.fullmatch(r"\D{0,5}(\d[\d.,' ]{0,15})([kK]?)\D{0,5}", value.strip())
        return number_value(match[1].strip(" .,'")) * (1000 if match[2] else 1) if match else None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if 0 < value < 10**12 and math.isfinite(value) else None


def _period(words: str, amount: float, currency: str) -> Period | None:
    """The period that a site's word means; by the amount, if there is no word and only one period is likely."""
    spaced = re.sub(r"[\W_]+", " ", words.lower())
    for period, pattern in PERIODS:
        if pattern.search(spaced):
            return period
    if spaced.strip() not in ("", "none", "other", "unknown", "unspecified"):
        return None
    dollars = in_dollars(amount, currency)
    return "year" if dollars >= 12_000 else "hour" if dollars <= 150 else None


def _pay(
    low: float | None, high: float | None, currency: str, period: Period, source: Source, *, scope: str = "",
    evidence: str = "",
) -> Iterator[Pay]:  # fmt: skip
    """One range, unless nobody is paid so; an end that is out of all proportion is left open."""
    low = low if low and plausible(period, low, currency) else None
    high = high if high and plausible(period, high, currency) else None
    if low and high and low > high:
        low, high = high, low
    if low or high:
        year_low, year_high = (value and round(value * PER_YEAR[period], 2) for value in (low, high))
        yield Pay(low, high, currency, period, year_low, year_high, source, scope, evidence)


def _from_summary(parts: Sequence[str], country: str | None) -> tuple[Pay, ...]:
    """The ranges of the parts of a line such as "$120K - $150K • Offers Equity • £90K – £110K"."""
    found: list[Pay] = []
    for part in parts:
        for money in find_money(part):
            currency = _resolve(money.currency, country, part)
            after = part[money.end :]
            if COMPONENT.match(after.strip()):  # "$72,000 base salary, $48,000 variable compensation"
                continue
            named = any(pattern.search(after) for _, pattern in PERIODS)
            period = _period(after if named else "", money.high or money.low, currency)
            if currency and period:
                high = None if money.open_ended else money.high or money.low
                found += _pay(money.low, high, currency, period, "field")
    return distinct(found)


def _from_text(text: str, country: str | None) -> tuple[Pay, ...]:
    mentions = list(find_mentions(text))
    plain = [mention for mention in mentions if mention.kind == "pay"]
    if any(BASE.search(mention.evidence) for mention in plain):
        plain = [mention for mention in plain if mention.scope or BASE.search(mention.evidence)]
    chosen = plain or [mention for mention in mentions if mention.kind == "unclear" and _speaks_for_itself(mention)]
    ranges = [mention for mention in chosen if _is_range(mention)]
    chosen = ranges or chosen
    found = [pay for mention in chosen for pay in _from_mention(mention, country, text)]
    return settled(distinct(found))


def _is_range(mention: Mention) -> bool:
    return bool(mention.low and mention.high and mention.low < mention.high)


def _speaks_for_itself(mention: Mention) -> bool:
    """A range of a year's size, alone in its line, is pay without the word."""
    least = in_dollars(mention.low or 0, mention.money.currency)
    return _is_range(mention) and mention.period == "year" and least > 20_000


def _from_mention(mention: Mention, country: str | None, text: str) -> Iterator[Pay]:
    low, high = mention.low, mention.high
    around = () if country else (text,)
    currency = _resolve(mention.money.currency, country, mention.scope, mention.evidence, *around)
    if mention.money.currency == "$" and country in PESOS and currency == DOLLARS[country]:
        currency = _peso_or_dollar((high or low or 0) * PER_YEAR[mention.period], currency)
    if (
        currency
        and plausible(mention.period, high or low or 0, currency)
        and not (low and high and high > low * WIDEST)
    ):
        yield from _pay(low, high, currency, mention.period, "text", scope=mention.scope, evidence=mention.evidence)


def _peso_or_dollar(year: float, peso: str) -> str:
    """Which of the two a bare "$" means where employers of both kinds write it; "" if it may be either."""
    if in_dollars(year, peso) < 4_000:
        return "USD"
    return peso if year > 400_000 else ""


def _on_target(given: Sequence[Pay], text: str) -> bool:
    """True if the text calls the site's figures, or what lies between them, on-target earnings."""
    if not any(word in text for word in ("OTE", "n-target", "n target", "N TARGET")):
        return False
    targets = [mention for mention in find_mentions(text) if mention.kind == "on target"]
    return any(_holds_target(pay.min or 0, pay.max or pay.min or 0, targets, text) for pay in given)


def _holds_target(low: float, high: float, targets: Sequence[Mention], text: str) -> bool:
    within = any(low <= (target.low or 0) and (target.high or 0) <= high for target in targets)
    return within or re.search(rf"\b{high / 1000:g}(?:[kK]|,000) OTE\b", text) is not None


def _contradicted(given: Sequence[Pay], text: str, country: str | None) -> bool:
    """True if the text says another range than the site's only one: nothing tells which of them is true today."""
    ends = (given[0].min, given[0].max)
    if len(given) > 1 or all(_is_written(end, text) for end in ends) or not RANGE.search(text):
        return False
    said = [mention for mention in find_mentions(text) if mention.kind == "pay" and _is_range(mention)]
    ranges = [pay for mention in said for pay in _from_mention(mention, country, text)]
    alike = [pay for pay in ranges if (pay.currency, pay.period) == (given[0].currency, given[0].period)]
    return bool(alike) and not any(_fits(given[0], pay) for pay in alike)


def _in_more_currencies(given: Sequence[Pay], text: str) -> tuple[Pay, ...]:
    """The ranges of a text that says the site's only one, and beside it one in another currency; () if it does not."""
    said = _from_text(text, None) if len(given) == 1 and RANGE.search(text) else ()
    alike = [pay for pay in said if (pay.min, pay.max, pay.currency) == (given[0].min, given[0].max, given[0].currency)]
    return said if alike and len({pay.currency for pay in said}) == len(said) > 1 else ()


def _is_written(amount: float | None, text: str) -> bool:
    """Whether a large amount stands in the text, so that its range is hardly contradicted."""
    forms = (f"{amount:,.0f}", f"{amount / 1000:g}k", f"{amount / 1000:g}K") if amount and amount >= 1000 else ()
    return any(form in text for form in forms)


def _fits(one: Pay, said: Pay) -> bool:
    """Whether a range is what is said but for rounding, or is one amount out of it."""
    pairs = ((one.min, said.min), (one.max, said.max))
    exact = one.min == one.max and (said.min or 0) <= (one.min or 0) <= (said.max or 0)
    return exact or all(a == b or (a and b and abs(a - b) < a / 100) for a, b in pairs)


def _resolve(mark: str, country: str | None, *words: str) -> str:
    """ISO 4217 code of a symbol or code; a bare "$" by the words near it, else by the country; "" if unknown."""
    if mark.startswith("¥") and country == "CN":
        return "CNY"
    if code := currency_code(mark):
        return code
    if mark == "kr":
        return CROWNS.get(country or "", "")
    if mark != "$":
        return ""
    for said in words:
        meant = {code for pattern, code in DOLLAR_WORDS if pattern.search(said)}
        if len(meant) == 1:
            return meant.pop()
    return DOLLARS.get(country or "", "USD")
