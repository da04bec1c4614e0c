"""Why a run is not complete, in one word: what operators group failures by. Plain data."""

from __future__ import annotations

from dataclasses import dataclass

GONE = "gone"
MOVED = "moved"
BLOCKED = "blocked"
CHANGED = "changed"
EMPTY = "empty"
TIME_OUT = "time-out"
OURS = "ours"
NOBODY_KNOWS = "nobody knows why"


@dataclass(slots=True, frozen=True)
class Cause:
    """What a word means to an operator."""

    said: str
    """Of companies: "5 companies blocked"."""
    meaning: str
    remedy: str
    """What an operator may do about it."""
    told: str = NOBODY_KNOWS
    """What everybody is told: the end of "Not read to its end since Monday: ..."."""


CAUSES = {
    GONE: Cause(
        "gone",
        "the board answers 404 or 410",
        "look at the careers page: the company may have left this ATS; correct its row, or remove it",
        "its board is not where it was",
    ),
    MOVED: Cause(
        "moved",
        "requests are led to another place: another host, a private address, or round in a circle",
        "open the board in a browser, see where it leads, and correct the company's row",
        "its board leads elsewhere",
    ),
    BLOCKED: Cause(
        "blocked",
        "we are refused: 401, 403, 429, robots.txt, or a login page",
        "pause the companies and ask the site's owner; crawl slower rather than under another name",
        "its site refuses us",
    ),
    CHANGED: Cause(
        "changed",
        "the site answers, but not as it used to: other fields, no list, a wrong count, a part of the board",
        "record a board anew, mend the adapter, then recrawl",
        "its site answers, but not in a way that we can read to its end",
    ),
    EMPTY: Cause(
        "empty",
        "the board is empty, or has fewer listings than min_listings, and nothing proves that it may be",
        "open the board in a browser; if it is empty indeed, lower min_listings or wait",
        "its board came empty or lost much at once, which we do not believe yet",
    ),
    TIME_OUT: Cause(
        "without an answer",
        "no whole answer: time-outs, no such host, connections refused or cut, 5xx",
        "wait: the back-off visits it again; reset it once the site is well",
        "its site gives no whole answer",
    ),
    OURS: Cause(
        "failing by our own fault",
        "something of ours: the database, a spider's code, the machine",
        "read the run's error and log, mend it, then recrawl",
        "a fault of ours",
    ),
}
"""Every word, with what it means."""


def told(cause: str) -> str:
    """What everybody is told of a cause, one that is no word of these among them."""
    return CAUSES[cause].told if cause in CAUSES else NOBODY_KNOWS
