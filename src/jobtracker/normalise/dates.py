"""Dates as sites write them: ISO, epochs, e-mail style, month names, and words relative to the day of the crawl."""

from __future__ import annotations

import datetime as dt
import email.utils
import functools
import math
import re

from babel.dates import get_month_names

EARLIEST = dt.datetime(1990, 1, 1, tzinfo=dt.UTC)
POSTED_HORIZON = dt.timedelta(days=2)
"""A posting dated later than this after the crawl has a wrong date."""
CLOSING_HORIZON = dt.timedelta(days=5 * 366)

NUMBER = re.compile(r"[+-]?\d{5,20}(?:\.\d+)?")
ZONE_NAME = re.compile(r"\s*(?:UTC|GMT|Z)$", re.IGNORECASE)
DAY_FIRST = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})$")
DAY_MONTH_YEAR = re.compile(
    r"\b(\d{1,2})(?:st|nd|rd|th|er|\.|º)?\s+(?:de\s+)?([^\W\d]{3,12})\.?,?\s+(?:de\s+)?(\d{4})\b"
)
MONTH_DAY_YEAR = re.compile(r"\b([^\W\d]{3,12})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})\b")
MONTH_LOCALES = ("en", "de", "fr", "es", "it", "nl", "pt", "sv", "da", "nb", "pl")

TODAY = re.compile(
    r"\b(?:today|just (?:now|posted)|heute|aujourd['’]hui|hoy|oggi|hoje|vandaag|idag|i dag|dzisiaj|dziś)\b"
    r"|本日|今天|今日"
)
YESTERDAY = re.compile(r"\b(?:yesterday|gestern|hier|ayer|ieri|ontem|gisteren|igår|i går|wczoraj)\b|昨日|昨天")
MORE_THAN = re.compile(
    r"\+|\b(?:more than|over|mehr als|über|plus de|m[áa]s de|pi[ùu] di|oltre|mais de|meer dan|mer [äe]n|ponad)\b"
    r"|以上|多"
)
AGO = re.compile(
    r"(?P<count>\d{1,4})\s*\+?\s*(?:多|個|个|か)?\s*"
    r"(?:(?P<hour>hours?|hrs?|h|stunden?|heures?|horas?|or[ae]|uur|timmar|timer|時間|小时)"
    r"|(?P<day>days?|d|tag(?:en)?|jours?|d[íi]as?|giorn[oi]|dag(?:en|ar|e)?|dni|日|天)"
    r"|(?P<week>weeks?|wochen?|semaines?|semanas?|settiman[ae]|weken|veckor|週間|周)"
    r"|(?P<month>months?|mona?ten?|mois|mes(?:es)?|mes[ei]|maanden?|månader|月))(?![^\W\d_a-z]*[a-z])"
)
DAYS = {"hour": 1 / 24, "day": 1, "week": 7, "month": 30}


def read_date(
    raw: object, seen_at: dt.datetime, *, horizon: dt.timedelta = POSTED_HORIZON
) -> tuple[dt.datetime | None, bool]:
    """(aware UTC time, whether it is only a bound: then or earlier) of a site's date; (None, False) if there is none.

    `raw` is an ISO date or time, one with a written month, an epoch in seconds, milliseconds or microseconds, or words
    relative to `seen_at` (aware) such as "Posted 30+ Days Ago". A time without an offset, and a day's start, are UTC.
    Before 1990 or later than `horizon` after `seen_at` is no date. Never raises.
    """
    try:
        moment, bound = _read(raw, seen_at)
        if moment is not None and EARLIEST <= moment <= seen_at + horizon:
            return moment, bound
    except (ValueError, OverflowError, OSError):
        pass
    return None, False


def _read(raw: object, seen_at: dt.datetime) -> tuple[dt.datetime | None, bool]:
    if isinstance(raw, bool) or not isinstance(raw, str | int | float):
        return None, False
    if not isinstance(raw, str):
        return _from_number(raw), False
    words = " ".join(raw[:200].split())
    moment = _from_iso(words) or _from_number_words(words) or _from_mail(words) or _from_month_name(words)
    return (moment, False) if moment else _from_relative(words.lower(), seen_at)


def _from_number(number: float) -> dt.datetime | None:
    """Seconds reach 10^11 in the year 5138, milliseconds reach it in 1973."""
    if not math.isfinite(number):
        return None
    while abs(number) >= 10**11:
        number /= 1000
    return dt.datetime.fromtimestamp(number, dt.UTC)


def _from_number_words(words: str) -> dt.datetime | None:
    return _from_number(float(words)) if NUMBER.fullmatch(words) else None


def _from_iso(words: str) -> dt.datetime | None:
    try:
        moment = dt.datetime.fromisoformat(ZONE_NAME.sub("+00:00", words) if ":" in words else words)
    except ValueError:
        return None
    return moment.replace(tzinfo=dt.UTC) if moment.tzinfo is None else moment.astimezone(dt.UTC)


def _from_mail(words: str) -> dt.datetime | None:
    if ":" not in words:
        return None
    try:
        moment = email.utils.parsedate_to_datetime(words)
    except ValueError:
        return None
    return moment.replace(tzinfo=dt.UTC) if moment.tzinfo is None else moment.astimezone(dt.UTC)


def _from_month_name(words: str) -> dt.datetime | None:
    """A date with a written month, or one of digits whose order of day and month leaves no doubt."""
    if match := DAY_FIRST.match(words):
        first, second, year = map(int, match.groups())
        if "." in words or first > 12 or first == second:
            return dt.datetime(year, second, first, tzinfo=dt.UTC)
        return dt.datetime(year, first, second, tzinfo=dt.UTC) if second > 12 else None
    if match := DAY_MONTH_YEAR.search(words):
        day, name, year_words = match.groups()
    elif match := MONTH_DAY_YEAR.search(words):
        name, day, year_words = match.groups()
    else:
        return None
    month = _months().get(name.lower())
    return dt.datetime(int(year_words), month, int(day), tzinfo=dt.UTC) if month else None


@functools.cache
def _months() -> dict[str, int]:
    """Names and short names of the months in the languages of MONTH_LOCALES; a name that two share means one month."""
    months: dict[str, int] = {"sept": 9, "maerz": 3}
    for locale in reversed(MONTH_LOCALES):
        for width in ("wide", "abbreviated"):
            names = get_month_names(width, locale=locale)
            months.update((name.lower().rstrip("."), number) for number, name in names.items())
    return months


def _from_relative(words: str, seen_at: dt.datetime) -> tuple[dt.datetime | None, bool]:
    """Exact to the day for days, so at its start; "2 weeks ago" and "30+ days ago" only bound the time."""
    if match := AGO.search(words):
        unit = match.lastgroup or "day"
        moment = seen_at - dt.timedelta(days=int(match["count"]) * DAYS[unit])
        if unit in ("week", "month") or MORE_THAN.search(words):
            return moment.astimezone(dt.UTC), True
        return (moment.astimezone(dt.UTC) if unit == "hour" else _day_of(moment)), False
    if YESTERDAY.search(words):
        return _day_of(seen_at - dt.timedelta(days=1)), False
    return (_day_of(seen_at), False) if TODAY.search(words) else (None, False)


def _day_of(moment: dt.datetime) -> dt.datetime:
    return moment.astimezone(dt.UTC).replace(hour=0, minute=0, second=0, microsecond=0)
