"""Values of filters as a URL has them: how each kind is read, and written again.

A reader takes one value without blanks around it and raises ValueError with the rule that the value breaks.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from typing import Final

import pycountry

from jobtracker.filters import UNKNOWN
from jobtracker.normalise.areas import read_area, read_country
from jobtracker.normalise.folding import fold
from jobtracker.rates import per_euro

MAX_PAY: Final = 1_000_000_000_000
MAX_DAYS: Final = 3660
YEARS: Final = (1970, 2100)
TRUE, FALSE = ("true", "1", "yes", "on"), ("false", "0", "no", "off")

_NAME: Final = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,118}[a-z0-9])?")
_AGO: Final = re.compile(r"([0-9]{1,5})([hdw])", re.IGNORECASE)
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME: Final = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?(?:Z|[+-][0-9]{2}:[0-9]{2})",
    re.IGNORECASE,
)
_AMOUNT: Final = re.compile(r"[0-9]{1,13}(?:\.[0-9]{1,2})?")
_HOURS: Final = {"h": 1, "d": 24, "w": 168}


def read_name(text: str) -> str:
    """A slug, or the name of an ATS."""
    if not _NAME.fullmatch(name := text.lower()):
        raise ValueError("letters, digits, and between them . _ -")
    return name


def read_language(text: str) -> str:
    """ISO 639-1, by its letters."""
    code = text.lower()
    if code != UNKNOWN and pycountry.languages.get(alpha_2=code) is None:
        raise ValueError(f"a language by its two letters (ISO 639-1), as in de; or {UNKNOWN}")
    return code


def read_department(text: str) -> str:
    """Any spelling of it."""
    if not (folded := fold(text)):
        raise ValueError(f"the name of a department, or {UNKNOWN}")
    return folded


def read_country_code(text: str) -> str:
    """A country, by its letters or its name."""
    if not (code := read_country(text)):
        raise ValueError("a country by its two letters (ISO 3166-1) or its name, as in DE or Germany")
    return code


def read_region(text: str) -> str:
    """A division of a country, by its code or its name."""
    code = read_area(text)
    if not code or "-" not in code:
        raise ValueError("a division of a country by its code (ISO 3166-2) or its name, as in DE-BY or Bavaria")
    return code


def read_time(text: str) -> dt.datetime | dt.timedelta:
    """A day (from its midnight, UTC), a time with its zone, or how long ago."""
    if ago := _AGO.fullmatch(text):
        hours = int(ago[1]) * _HOURS[ago[2].lower()]
        if not 1 <= hours <= MAX_DAYS * 24:
            raise ValueError(f"1h to {MAX_DAYS}d ago")
        return dt.timedelta(hours=hours)
    try:
        if not (_DATE.fullmatch(text) or _TIME.fullmatch(text)) or not YEARS[0] <= int(text[:4]) <= YEARS[1]:
            raise ValueError(text)  # noqa: TRY301  (one message for all that is no time)
        time = dt.datetime.fromisoformat(text.upper())
    except ValueError:
        message = f"a day ({YEARS[0]} to {YEARS[1]}), a time with its zone, or how long ago"
        raise ValueError(f"{message}, as in 2026-11-20, 2026-11-20T08:00:00Z, 24h or 7d") from None
    return time.astimezone(dt.UTC) if time.tzinfo else time.replace(tzinfo=dt.UTC)


def write_time(value: dt.datetime | dt.timedelta) -> str:
    """What `read_time` reads as the same."""
    if isinstance(value, dt.timedelta):
        hours = round(value.total_seconds() / 3600)
        return f"{hours}h" if hours % 24 else f"{hours // 24}d"
    utc = value.astimezone(dt.UTC).replace(tzinfo=None)
    return utc.date().isoformat() if utc.time() == dt.time() else f"{utc.isoformat()}Z"


def read_amount(text: str) -> float:
    """An amount of money."""
    amount = float(text) if _AMOUNT.fullmatch(text) else 0.0
    if not 1 <= amount <= MAX_PAY:
        raise ValueError(f"a number from 1 to {MAX_PAY}, with no more than two decimals, as in 60000")
    return amount


def write_amount(value: float) -> str:
    """What `read_amount` reads as the same."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def read_currency(text: str) -> str:
    """A currency that has a rate."""
    if (code := text.upper()) not in per_euro():
        raise ValueError("a currency by its letters (ISO 4217) with a known rate, as in EUR or USD")
    return code


def read_flag(text: str) -> bool:
    """Yes or no."""
    if text.lower() not in (*TRUE, *FALSE):
        raise ValueError("true or false")
    return text.lower() in TRUE


def write_flag(value: bool) -> str:
    """What `read_flag` reads as the same."""
    return "true" if value else "false"


def one_of(choices: Sequence[str]) -> Callable[[str], str]:
    """A reader that takes one of the choices, however it is capitalised."""
    known = {choice.casefold(): choice for choice in choices}

    def read(text: str) -> str:
        if text.casefold() not in known:
            raise ValueError(f"one of {', '.join(choices)}")
        return known[text.casefold()]

    return read
