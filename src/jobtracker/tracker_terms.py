"""For how long a tracker runs, how often it tells, and where to. Plain rules, checked at the door."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, get_args
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from jobtracker import account
from jobtracker.addresses import is_address, is_public
from jobtracker.cadence import Cadence
from jobtracker.tracker import Refused, Subject, name_of, plain, subject

MOST_DAYS: Final = 366
SHORTEST: Final = dt.timedelta(days=7)
LONGEST_URL: Final = 2_000
SAID: Final = (
    "name", "search", "muted_companies", "muted_words", "email", "cadence", "hour", "weekday", "zone", "webhook_url",
)  # fmt: skip
"""What somebody says of a tracker, beside its end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """How often it mails, and when."""

    cadence: Cadence
    hour: int
    weekday: int
    zone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """All that was said of a tracker, checked."""

    name: str
    subject: Subject
    email: str | None
    """None: the account's own address, whichever that is."""
    times: Times
    webhook_url: str


def terms(said: Mapping[str, Any], own: str) -> Terms:
    """Check what was said (SAID) by somebody whose own address is that. Raises account.Refused."""
    about = subject(said["search"], said["muted_companies"], said["muted_words"])
    return Terms(
        name=name_of(said["name"], about),
        subject=about,
        email=address(said["email"], own),
        times=times(said["cadence"], said["hour"], said["weekday"], said["zone"]),
        webhook_url=web_address(said["webhook_url"]),
    )


def address(email: str | None, own: str) -> str | None:
    """Where it mails to; None: to the account's own address, whichever that is. Raises Refused."""
    if not email:
        return None
    its = account.fold(plain(email, "email", account.LONGEST_ADDRESS))
    return None if its == own else its


def web_address(url: str) -> str:
    """Where a webhook may be; "" for none. Names are looked up when it is posted to. Raises Refused."""
    its = plain(url, "webhook_url", LONGEST_URL).strip()
    if not its:
        return ""
    try:
        parts = urlsplit(its)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        raise Refused("webhook_url", "is no URL") from None
    if parts.scheme not in {"http", "https"} or not host or " " in its:
        raise Refused("webhook_url", "has to be an http(s) URL")
    if parts.username is not None:
        raise Refused("webhook_url", "may not hold a user or a password")
    if is_address(host):
        if not is_public(host):
            raise Refused("webhook_url", "leads to a private address")
    elif not _is_full_name(host):
        raise Refused("webhook_url", "has to name its host in full, as in hooks.example.com")
    return its


def _is_full_name(host: str) -> bool:
    """Not localhost, nor a number that some resolvers take for an address: nothing would ever be posted there."""
    labels = host.removesuffix(".").split(".")
    return len(labels) > 1 and all(labels) and not labels[-1][0].isdecimal()


def times(cadence: str, hour: int, weekday: int, zone: str) -> Times:
    """Check how often it mails. Raises Refused."""
    for each in get_args(Cadence):
        if each == cadence:
            if not 0 <= hour <= 23:
                raise Refused("hour", "has to be 0 to 23")
            if not 0 <= weekday <= 6:
                raise Refused("weekday", "has to be 0 (Monday) to 6")
            if zone not in _zones():
                raise Refused("zone", "has to be a time zone by its IANA name, as in Europe/Vienna")
            return Times(cadence=each, hour=hour, weekday=weekday, zone=zone)
    raise Refused("cadence", f"has to be one of {', '.join(get_args(Cadence))}")


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones()) - {"localtime", "Factory"}  # the machine's own, and none


def as_long_again(created_at: dt.datetime, ends_at: dt.datetime, now: dt.datetime) -> dt.datetime:
    """The end of one that is renewed: so long as it was to run, SHORTEST at least, MOST_DAYS at most."""
    lasted = min(max(ends_at - created_at, SHORTEST), dt.timedelta(days=MOST_DAYS))
    return min(max(now, ends_at) + lasted, now + dt.timedelta(days=MOST_DAYS))


def end(zone: str, *, days: int | None, until: dt.date | None, now: dt.datetime) -> dt.datetime:
    """When it ends: after so many days, or with that day in its zone. Raises Refused."""
    if (days is None) == (until is None):
        raise Refused("days", "say for how many days, or in until the last day; one of both")
    if until is None:
        if days is None or not 1 <= days <= MOST_DAYS:
            raise Refused("days", f"has to be 1 to {MOST_DAYS}")
        return now + dt.timedelta(days=days)
    today = now.astimezone(ZoneInfo(zone)).date()
    if until < today:
        raise Refused("until", "is past")
    if until > today + dt.timedelta(days=MOST_DAYS):
        raise Refused("until", f"has to be in at most {MOST_DAYS} days")
    midnight = dt.datetime.combine(until + dt.timedelta(days=1), dt.time(), ZoneInfo(zone))
    return midnight.astimezone(dt.UTC)
