"""When what waits for somebody may be mailed: soon, or at an hour of theirs. Plain rules on plain data.

Whoever sends may be late, by minutes or by days: what should have gone out by now goes out in one mail. Of daily and
weekly mails there is one a date, as the person's calendar counts dates.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final, Literal
from zoneinfo import ZoneInfo

Cadence = Literal["instant", "daily", "weekly"]
GATHERED: Final = dt.timedelta(minutes=10)
"""How long an instant mail waits for more."""
_DAY: Final = dt.timedelta(days=1)
_SECOND: Final = dt.timedelta(seconds=1)


@dataclass(slots=True, frozen=True)
class Rhythm:
    """How often somebody wants to hear."""

    cadence: Cadence
    hour: int
    """Of a day in that zone."""
    weekday: int
    """0 is Monday; for a weekly one."""
    zone: str
    """By IANA's name."""


def mail_at(rhythm: Rhythm, first: dt.datetime, last_date: dt.date | None) -> dt.datetime:
    """When what waits since `first` may be mailed; `last_date` had the last daily or weekly mail. In UTC."""
    if rhythm.cadence == "instant":
        return first.astimezone(dt.UTC) + GATHERED
    date = local_date(rhythm.zone, first)
    if last_date is not None and date <= last_date:
        date = last_date + _DAY
    while True:
        if rhythm.cadence == "daily" or date.weekday() == rhythm.weekday:
            at = moment(rhythm.zone, date, rhythm.hour)
            if at >= first and (last_date is None or local_date(rhythm.zone, at) > last_date):
                return at
        date += _DAY


def local_date(zone: str, at: dt.datetime) -> dt.date:
    """The date that a calendar there shows."""
    return at.astimezone(ZoneInfo(zone)).date()


def moment(zone: str, date: dt.date, hour: int) -> dt.datetime:
    """When it is that hour of that date there, in UTC.

    Of an hour that comes twice it is the first; of one that is skipped, the moment at which clocks skip it.
    """
    there = ZoneInfo(zone)
    wanted = dt.datetime.combine(date, dt.time(hour), there)
    at = wanted.astimezone(dt.UTC)
    if at.astimezone(there).replace(tzinfo=None) == wanted.replace(tzinfo=None):
        return at
    return _skip(there, wanted.replace(fold=1).astimezone(dt.UTC), at)


def _skip(there: ZoneInfo, before: dt.datetime, after: dt.datetime) -> dt.datetime:
    """The first second after the clocks were put forward between the two."""
    was = before.astimezone(there).utcoffset()
    while after - before > _SECOND:
        middle = before + ((after - before) / 2 // _SECOND) * _SECOND
        if middle.astimezone(there).utcoffset() == was:
            before = middle
        else:
            after = middle
    return after
