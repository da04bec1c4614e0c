"""Where a listing stands among results: one number, higher is newer, and what belongs together stands together.

A full-text index gives back rows, and the cheapest order it can give them in is that of its own key. So the key is the
order in which people read results:

    minutes since 1970 at which the vacancy appeared | vacancy, modulo 2^25 | which of its listings
    26 bits, until 2097                               25 bits               12 bits

All listings of a vacancy are neighbours, so that they fold into one result without a look elsewhere, and a page ends
between two vacancies. The number of a listing never changes: a cursor that names one stays true while listings come
and go. Two vacancies mix only if they appeared in one minute and their ids differ by a multiple of 33 million.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

ORDINAL_BITS: Final = 12
VACANCY_BITS: Final = 25
MINUTE_BITS: Final = 26
LISTINGS: Final = 1 << ORDINAL_BITS
"""Of one vacancy, after which it goes on a minute earlier, and is shown twice."""


def position(appeared_at: dt.datetime, vacancy_id: int, ordinal: int) -> int:
    """The place of a vacancy's n-th listing (from 0). A time before 1970 counts as 1970, one after 2097 as 2097."""
    more, ordinal = divmod(ordinal, LISTINGS)
    minute = int(appeared_at.timestamp()) // 60 - more
    minute = min(max(minute, 0), (1 << MINUTE_BITS) - 1)
    return ((minute << VACANCY_BITS) | (vacancy_id % (1 << VACANCY_BITS))) << ORDINAL_BITS | ordinal


def group_start(place: int) -> int:
    """The lowest place of the vacancy that this one belongs to: what comes after it is below."""
    return place >> ORDINAL_BITS << ORDINAL_BITS
