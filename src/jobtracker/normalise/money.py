"""Amounts of money as people write them: "$120K - $150K", "90.500 EUR", "USD 100,000 to 130,000", "12–15 LPA"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from babel.core import get_global

Period = Literal["hour", "day", "week", "month", "year"]

CURRENCIES: frozenset[str] = frozenset(get_global("all_currencies"))
SYMBOLS = {
    "US$": "USD", "CA$": "CAD", "C$": "CAD", "A$": "AUD", "AU$": "AUD", "NZ$": "NZD", "S$": "SGD", "SG$": "SGD",
    "HK$": "HKD", "NT$": "TWD", "R$": "BRL", "MX$": "MXN", "CN¥": "CNY", "RMB": "CNY", "€": "EUR", "£": "GBP",
    "₹": "INR", "Rs.": "INR", "Rs": "INR", "LPA": "INR", "lpa": "INR", "¥": "JPY", "円": "JPY", "元": "CNY", "₩": "KRW",
    "₪": "ILS", "₱": "PHP", "₫": "VND", "฿": "THB", "₺": "TRY", "₴": "UAH", "₦": "NGN", "RM": "MYR", "zł": "PLN",
    "Kč": "CZK", "Fr.": "CHF", "Ft": "HUF", "Euro": "EUR", "euros": "EUR", "Euros": "EUR", "kr": "",
}  # fmt: skip
"""What a symbol means wherever it stands; "$" and "kr" mean something else from country to country."""
DOLLARS = {
    "CA": "CAD", "AU": "AUD", "NZ": "NZD", "SG": "SGD", "HK": "HKD", "MX": "MXN", "TW": "TWD", "CL": "CLP", "CO": "COP",
    "AR": "ARS",
}  # fmt: skip
CROWNS = {"SE": "SEK", "NO": "NOK", "DK": "DKK", "IS": "ISK"}
CODES = (
    "USD", "EUR", "GBP", "CAD", "AUD", "NZD", "SGD", "HKD", "INR", "JPY", "CHF", "PLN", "SEK", "NOK", "DKK", "CZK",
    "HUF", "RON", "BGN", "ILS", "BRL", "MXN", "MYR", "PHP", "AED", "SAR", "ZAR", "KES", "NGN", "EGP", "TRY", "CNY",
    "KRW", "TWD", "THB", "IDR", "VND", "COP", "CLP", "ARS", "PEN", "UAH", "PKR", "QAR",
)  # fmt: skip
PER_DOLLAR = {
    "INR": 85, "JPY": 150, "KRW": 1400, "HUF": 360, "CZK": 22, "ISK": 130, "RUB": 90, "PHP": 57, "THB": 34, "TWD": 31,
    "MXN": 18, "ZAR": 18, "TRY": 40, "UAH": 41, "CLP": 950, "COP": 4100, "ARS": 1300, "IDR": 16_000, "VND": 25_000,
    "NGN": 1500, "KES": 130, "EGP": 50, "PKR": 280, "SEK": 10, "NOK": 10.5, "DKK": 7, "CNY": 7, "HKD": 8, "BRL": 5.5,
    "PLN": 4, "MYR": 4.4, "RON": 4.5, "ILS": 3.6, "AED": 3.7, "SAR": 3.75, "QAR": 3.6, "PEN": 3.7, "CRC": 510,
}  # fmt: skip
"""Roughly, and only to tell a year's pay from a month's or an hour's; unlisted currencies are near the dollar."""
PLAUSIBLE: dict[Period, tuple[float, float]] = {
    "hour": (2, 600), "day": (20, 5_000), "week": (80, 20_000), "month": (150, 80_000), "year": (2_000, 3_000_000),
}  # fmt: skip
"""What anyone is paid, in dollars."""
PER_YEAR: dict[Period, int] = {"hour": 2080, "day": 260, "week": 52, "month": 12, "year": 1}

_PERIOD_WORDS: tuple[tuple[Period, str], ...] = (
    ("hour", r"\b(?:hour|hr|std|stunde|heure|hora|uur|h\b|ora\b|timme|godz)|時|ph\b"),
    ("day", r"\b(?:dai?ly?|days?\b|tag(?:e|essatz)?\b|jour|d[íi]a\b|dag\b)|日"),
    ("week", r"\b(?:week|wk|woche|semaine|semana)|週"),
    ("month", r"\b(?:month|mo\b|monat|mois|mes\b|mensual|mensile|maand|månad|mies)|月|\bpcm\b"),
    ("year", r"\b(?:year|yr|ann(?:um|ual|u)|yearly|p\.?a\b|jahr|jährlich|an\b|año|anno|annu|jaar|år\b|rok)|年|\bLPA\b"),
)
PERIODS = tuple((period, re.compile(pattern, re.IGNORECASE)) for period, pattern in _PERIOD_WORDS)

_SYMBOL = "|".join(
    re.escape(symbol) if not symbol[-1].isalpha() else rf"{re.escape(symbol)}\b"
    for symbol in sorted((*SYMBOLS, *CODES), key=len, reverse=True)
)
_BEFORE = rf"(?:(?<![A-Za-z])(?:{_SYMBOL})\s?\$?|\$)\s?"
_AFTER = rf"\s?(?:{_SYMBOL}|\$)"
_NUMBER = r"\d{1,3}(?:[.,'’ \u202f\u2009]\d{3})+(?!\d)(?:[.,]\d{1,2}(?!\d))?|\d+(?:[.,]\d{1,2})?(?!\d)"
_SCALE = r"\s?(?:[kK]\b|[mM]\b|[mM]illion\b|[bB]illion\b|[bB]n?\b|[lL]akhs?\b|L\b|LPA\b|lpa\b|[tT]sd\b|万)"
_PER = r"\s?(?:/|per\s|an\s|a\s|pro\s)\s?(?:hour|hr|h|year|yr|annum|month|mo|week|day|Stunde|Monat|Jahr)\b\.?"
_DASH = r"\s*(?:[-‐‑‒–—−~～〜]|\bto\b|\band\b|\bbis\b|\bund\b|\bà\b|\ba\b|\bet\b|\btot\b|\bup to\b)\s*(?:up to\s)?"
MONEY = re.compile(
    rf"(?P<before>{_BEFORE})?(?<![A-Za-z0-9_.,/])(?P<low>{_NUMBER})(?P<low_scale>{_SCALE})?(?P<plus>\+(?:{_SCALE})?)?"
    rf"(?P<after>{_AFTER}(?![A-Za-z\d]))?"
    rf"(?:(?P<per>{_PER})?(?P<dash>{_DASH})(?P<before2>{_BEFORE})?(?P<high>{_NUMBER})(?P<high_scale>{_SCALE})?"
    rf"(?P<after2>{_AFTER}(?![A-Za-z\d]))?)?"
)
_EITHER_BEFORE = re.compile(rf"(?<![\dkK])(?<![\dkK] )(?:{_SYMBOL}|\$)\s?/\s?$")
_EITHER_AFTER = re.compile(rf"\s?/\s?(?:{_SYMBOL}|\$)(?![A-Za-z\d]|\s\d)")
SCALES = {"k": 1e3, "t": 1e3, "m": 1e6, "b": 1e9, "l": 1e5, "万": 1e4}


@dataclass(slots=True, frozen=True)
class Money:
    """An amount or a range as written in a text, `start` to `end`; `currency` may be a bare "$" or "kr"."""

    start: int
    end: int
    low: float
    high: float | None
    currency: str
    open_ended: bool = False
    """True for "120k+"."""


def find_money(text: str) -> Iterator[Money]:
    """Every amount or range in `text` that names one currency, in order."""
    for match in MONEY.finditer(text):
        if (currency := _currency(match)) and not _in_either(text, match):
            yield _money(match, currency)


def _in_either(text: str, match: re.Match[str]) -> bool:
    """Whether an amount stands beside two currencies, and so is one of each: "100k £/€"."""
    before = text[max(0, match.start() - 8) : match.start()]
    return _EITHER_AFTER.match(text, match.end()) is not None or (
        "/" in before and _EITHER_BEFORE.search(before) is not None
    )


def _money(match: re.Match[str], currency: str) -> Money:
    low = number_value(match["low"]) * _scale(match["low_scale"])
    if match["high"] is None:
        low *= _scale((match["plus"] or "").strip("+"))
        return Money(match.start(), match.end(), low, None, currency, bool(match["plus"]))
    high = number_value(match["high"]) * _scale(match["high_scale"])
    if match["high_scale"] and not match["low_scale"] and low * _scale(match["high_scale"]) <= high:
        low *= _scale(match["high_scale"])
    if match["low_scale"] and not match["high_scale"] and low <= high * _scale(match["low_scale"]) <= low * 5:
        high *= _scale(match["low_scale"])
    if low <= high:
        return Money(match.start(), match.end(), round(low, 2), round(high, 2), currency)
    return Money(match.start(), match.start("dash"), low, None, currency)


def _scale(letters: str | None) -> float:
    return SCALES[letters.strip()[0].lower()] if letters else 1.0


def _currency(match: re.Match[str]) -> str:
    """The most telling mark of the four places where one may stand: "$100,000 - $120,000 CAD"."""
    marks = [match[group].strip() for group in ("after2", "after", "before2", "before") if match[group]]
    marks += ["LPA"] * any("lpa" in (match[group] or "").lower() for group in ("low_scale", "high_scale"))
    known = [code for mark in marks if (code := currency_code(mark))]
    return known[0] if known else next(iter(marks), "")


def currency_code(mark: str) -> str:
    """ISO 4217 code of a symbol or code; "" for one that several countries share."""
    mark = mark.strip()
    if mark in SYMBOLS:
        return SYMBOLS[mark]
    code = mark.rstrip("$ ").upper()
    return code if code in CURRENCIES else SYMBOLS.get(code, "")


def in_dollars(amount: float, currency: str) -> float:
    """`amount` in US dollars, very roughly."""
    return amount / PER_DOLLAR.get(currency, 1)


def plausible(period: Period, amount: float, currency: str) -> bool:
    """True if anyone is paid `amount` per `period`."""
    least, most = PLAUSIBLE[period]
    return least <= in_dollars(amount, currency) <= most


def number_value(number: str) -> float:
    """The value of digits with dots, commas, blanks or apostrophes; what stands before exactly three digits groups."""
    digits = re.sub(r"[\s'’]", "", number)
    if re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+", digits):
        return float(re.sub(r"[.,]", "", digits))
    whole, _, cents = re.sub(r"[.,](?=\d{1,2}$)", "|", digits).partition("|")
    return float(re.sub(r"[.,]", "", whole) + (f".{cents}" if cents else ""))
