"""When a company is read next, and which one first. Plain rules on plain data.

Times are aware datetimes; the figures in here come from `jobtracker bench due`.
"""

from __future__ import annotations

import datetime as dt
import math
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import blake2b
from itertools import accumulate

HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)

DEFAULT_INTERVAL = 6 * HOUR
MIN_INTERVAL = HOUR / 2
"""A learnt interval is no shorter; in the middle of a working day the wait is about half of it."""
MAX_INTERVAL = 10 * HOUR
"""A learnt interval is no longer. With 12 hours the mean listing is found two minutes sooner, but the mean company's
later than with equal intervals; and what was taken down is found by the same visits, a big loss by two."""
MAX_WAIT = DAY
"""No company waits longer, weekends included."""

JITTER = 0.1
"""An interval varies by so large a part, so that companies that came together part again."""
SECOND = 0.1
"""Part of the interval that lies between a first read and the second at least."""
RETRIES = (HOUR / 4, HOUR)
"""One that fails is tried again so soon, if that is sooner than its interval; then its interval doubles."""

HALF_LIFE = 30.0
"""Days after which what was seen counts half."""
PRIOR = 10.0
"""Days for which a company is taken for one as all others of its size, beside what it did itself."""
WAITED_FOR = 9.0
"""Weight of a company that living trackers wait for: a third of the interval. When one in twenty is, the others still
find their listings sooner than with equal intervals."""

SWING = 0.5
"""Working time runs so much faster than the day's mean in the middle of the day, and so much slower at night."""
WEEKEND = 0.3
"""Working time on Saturday and Sunday, of a weekday's."""
NOON = 13.5
"""Local hour around which postings appear."""
KNOWN_HOURS = 10.0
"""The fleet's hours count as so many discoveries of each company."""
CLEAR_HOURS = 0.25
"""Of 0 (all over the day) to 1 (one moment): when discoveries are less bundled, the hour is not known."""

BAND = 1e12
"""Seconds between the bands of `rank`; no datetime is that far from 1970."""


@dataclass(slots=True, frozen=True)
class Rate:
    """What is known about how often a company changes, and what reading it costs."""

    new: float = 0
    """Listings that were new since the first read; old ones count less."""
    days: float = 0
    """Days in which they appeared, decayed alike."""
    size: int = 0
    """Open listings."""
    requests: float = 1
    """That one visit takes."""
    weight: float = 1
    """How much its delay matters: 1, or WAITED_FOR."""
    east: float = 0
    north: float = 0
    """Sum of the discoveries' hours as directions on a clock of 24 hours: 0 h is east, 6 h north."""
    finds: float = 0
    """How many discoveries that sum has."""


def after_visit(rate: Rate, previous: dt.datetime, now: dt.datetime, new: int) -> Rate:
    """`rate` after a complete run that began at `now` and found `new` listings since the complete one before."""
    gap = max(now - previous, dt.timedelta(0))
    kept = 0.5 ** (gap / DAY / HALF_LIFE)
    east, north, finds = rate.east * kept, rate.north * kept, rate.finds * kept
    if new and gap < DAY / 2:  # of a longer gap the middle says nothing
        hour = _angle(previous + gap / 2)
        east, north, finds = east + math.cos(hour), north + math.sin(hour), finds + 1
    seen = {"new": rate.new * kept + new, "days": rate.days * kept + gap / DAY}
    return replace(rate, **seen, east=east, north=north, finds=finds)


def _angle(at: dt.datetime) -> float:
    at = at.astimezone(dt.UTC)
    return (at.hour + at.minute / 60) * math.tau / 24


# Intervals


def learn(rates: Mapping[str, Rate], budget: float) -> dict[str, dt.timedelta]:
    """Intervals by slug that use `budget` requests a day and make the mean delay of a new listing least.

    A listing waits half an interval on average. The sum of rate x weight x interval is to be least while that of
    requests / interval is the budget: so an interval goes with the root of requests / (rate x weight). The bounds
    hold even where the budget then cannot be kept.
    """
    slownesses = {slug: _slowness(rate, mean) for mean in [_mean_rate(rates)] for slug, rate in rates.items()}
    scale = _scale([(slownesses[slug], rate.requests) for slug, rate in rates.items()], budget)
    low, high = MIN_INTERVAL / DAY, MAX_INTERVAL / DAY
    return {slug: DAY * min(max(slow * scale, low), high) for slug, slow in slownesses.items()}


def usual_budget(rates: Mapping[str, Rate]) -> float:
    """Requests a day when every company is read each DEFAULT_INTERVAL."""
    return sum(rate.requests for rate in rates.values()) * (DAY / DEFAULT_INTERVAL)


def _mean_rate(rates: Mapping[str, Rate]) -> float:
    """New listings a day for each open one (one more than there are: an empty board may fill)."""
    new = sum(rate.new for rate in rates.values())
    days = sum(rate.days * (rate.size + 1) for rate in rates.values())
    return (new + 1) / (days + 100)


def _slowness(rate: Rate, mean: float) -> float:
    """Interval up to a common factor. The rate is a gamma-Poisson posterior's mean, its prior that of the size."""
    daily = (rate.new + PRIOR * mean * (rate.size + 1)) / (rate.days + PRIOR)
    return math.sqrt(rate.requests / (daily * rate.weight))


def _scale(companies: list[tuple[float, float]], budget: float) -> float:
    """Factor of the slownesses at which all together, each within bounds, cost `budget` a day."""
    companies.sort()
    slow = [slowness for slowness, _ in companies]
    costs = [0.0, *accumulate(requests for _, requests in companies)]
    free = [0.0, *accumulate(requests / slowness for slowness, requests in companies)]
    low, high = MIN_INTERVAL / DAY, MAX_INTERVAL / DAY

    def spent(scale: float) -> float:
        first, last = bisect_left(slow, low / scale), bisect_right(slow, high / scale)
        return costs[first] / low + (free[last] - free[first]) / scale + (costs[-1] - costs[last]) / high

    least, most = (low / slow[-1], high / slow[0]) if slow else (1.0, 1.0)
    for _ in range(60):
        middle = math.sqrt(least * most)
        least, most = (middle, most) if spent(middle) > budget else (least, middle)
    return most


def middays(rates: Mapping[str, Rate]) -> dict[str, float | None]:
    """Hour of the day (UTC) around which each company's listings appear; None while nobody can say."""
    total = [sum(getattr(rate, name) for rate in rates.values()) for name in ("east", "north", "finds")]
    share = KNOWN_HOURS / max(total[2], KNOWN_HOURS)
    return {
        slug: _midday(rate.east + total[0] * share, rate.north + total[1] * share, rate.finds + total[2] * share)
        for slug, rate in rates.items()
    }


def _midday(east: float, north: float, finds: float) -> float | None:
    if finds < KNOWN_HOURS or math.hypot(east, north) < CLEAR_HOURS * finds:
        return None
    return math.atan2(north, east) * 24 / math.tau % 24


# The next visit


def next_due(
    slug: str,
    now: dt.datetime,
    interval: dt.timedelta,
    *,
    first: bool = False,
    working_time: bool = False,
    midday: float | None = None,
) -> dt.datetime:
    """When a company that was read at `now` is due again.

    After its first read that is nearly anywhere in the interval: companies that were added together come apart.
    `working_time` measures a learnt interval in working time, which runs fast when postings appear: around
    `midday` (`middays`) and on weekdays.
    """
    word = f"{slug} {now.timestamp():.0f}".encode()
    chance = int.from_bytes(blake2b(word, digest_size=6).digest()) / 2**48
    wait = interval * (SECOND + (1 - SECOND) * chance if first else 1 + JITTER * (2 * chance - 1))
    return now + (min(_real(now, wait, midday), MAX_WAIT) if working_time else wait)


def _week(swing: float) -> tuple[float, ...]:
    """Speed of working time in each hour of a local week, Monday first; 1 on average."""
    days = [1.0] * 5 + [WEEKEND] * 2
    speeds = [day * (1 + swing * math.cos((hour + 0.5 - NOON) * math.tau / 24)) for day in days for hour in range(24)]
    return tuple(speed * len(speeds) / sum(speeds) for speed in speeds)


_MONDAY = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)
_WEEK, _WEEK_ANYWHERE = _week(SWING), _week(0)


def _real(now: dt.datetime, wait: dt.timedelta, midday: float | None) -> dt.timedelta:
    """How long `wait` of working time takes from `now` on."""
    speeds = _WEEK_ANYWHERE if midday is None else _WEEK
    east_of_utc = 0 if midday is None else (NOON - midday + 11) % 24 - 11
    begin = at = (now - _MONDAY) / HOUR + east_of_utc
    left = wait / HOUR
    while left > (step := (math.floor(at) + 1 - at)) * (speed := speeds[math.floor(at) % 168]):
        left -= step * speed
        at = math.floor(at) + 1
    return (at + left / speed - begin) * HOUR


def back_off(interval: dt.timedelta, failures: int) -> dt.timedelta:
    """How long a company rests after so many runs in a row that failed; with none, its interval.

    A hiccup is over in minutes, so two tries come soon; from the third on the interval doubles, up to a day: what is
    broken costs two visits more than what is well, once, and fewer for as long as it stays broken. The result goes to
    `next_due` as its interval, for the jitter. Failures set to 0 end it.
    """
    if not failures:
        return interval
    if failures <= len(RETRIES):
        return min(RETRIES[failures - 1], interval)
    doubled: dt.timedelta = interval * 2 ** min(failures - len(RETRIES) - 1, 16)
    return min(doubled, max(interval, DAY))


# The queue


def rank(due_at: dt.datetime, *, asked_at: dt.datetime | None = None, read: bool = True) -> float:
    """Score in a sorted set; the least is taken first.

    Three bands: asked for by hand, then never read, then all others; within a band the time (in s) since
    which it waits. A double holds that sum to a thousandth of a second.
    """
    band = 0 if asked_at else 2 if read else 1
    return band * BAND + max(0.0, (asked_at or due_at).timestamp())
