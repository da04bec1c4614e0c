"""Which vacancies of a run are news, and to whom. Plain rules on plain data.

A vacancy is told once, and none is missed. On ten months of real boards 40 % of what a naive tracker calls new is not:
twins, the same id back, one requisition in another place, re-posts. So each vacancy of which a run tells something is
looked at as it is now and as it was before: it is news to a tracker if it fits now and did not while the tracker was
there. A requisition that gains a place is news to who watches that place, and to nobody else.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from jobtracker.accepting import Candidate
from jobtracker.document import Document
from jobtracker.lifecycle import is_big_loss

MANY = 10


@dataclass(slots=True, frozen=True, kw_only=True)
class Listed:
    """A listing, as trackers look at it."""

    listing_id: int
    document: Document
    candidate: Candidate


@dataclass(slots=True, frozen=True)
class Earlier:
    """A listing of the vacancy as it was before the run."""

    listed: Listed
    until: dt.datetime | None = None
    """When it had left; None: it was there when the run came."""


@dataclass(slots=True, frozen=True, kw_only=True)
class Story:
    """What a run tells of a vacancy."""

    vacancy_id: int
    now: Sequence[Listed]
    """Its open listings that are new, back or changed."""
    before: Sequence[Earlier] = ()
    """All listings that it had, as they were."""
    unheard: Collection[int] = ()
    """Trackers that found it and were never told: it had closed, or did not fit any more."""


@dataclass(slots=True, frozen=True)
class News:
    """A vacancy that a tracker has not heard of."""

    tracker_id: int
    vacancy_id: int
    listing_id: int
    """The first of its listings that fits."""


def is_beginning(old: int, board: int) -> bool:
    """Whether so many of a board's vacancies came at once that were there before that it is the board which came.

    Its spider was mended, say. To who watches since it broke they are one line, as those of a new company are.
    """
    return old >= MANY and is_big_loss(old, max(old, board))


class Trackers(Protocol):
    """The trackers that are running, by what they ask for; those that ask for the same are one group."""

    def fitting(self, listed: Listed, now: dt.datetime) -> Iterable[int]:
        """The groups that a listing fits."""

    def fits(self, group: int, listed: Listed, now: dt.datetime) -> bool:
        """Whether a listing fits a group."""

    def followers(self, group: int) -> Iterable[tuple[int, dt.datetime]]:
        """The trackers of a group, each with the time since which there is news for it."""


def news(stories: Iterable[Story], trackers: Trackers, *, now: dt.datetime, ended: dt.datetime) -> Iterator[News]:
    """Who is to be told of which vacancy; each tracker at most once of each.

    `ended`: when the run did. To who came later, what it found was there already, however late it is matched.
    """
    for story in stories:
        told: set[int] = set()
        first: dict[int, Listed] = {}
        for listed in story.now:
            for group in trackers.fitting(listed, now):
                first.setdefault(group, listed)
        for group, listed in first.items():
            known = _known_until(story, trackers, group, now)
            for tracker_id, since in trackers.followers(group):
                # whom nobody told is told when it is back, not of a change while it is there
                seen = now if tracker_id in story.unheard else since
                if since <= ended and (known is None or known < seen) and tracker_id not in told:
                    told.add(tracker_id)
                    yield News(tracker_id, story.vacancy_id, listed.listing_id)


def _known_until(story: Story, trackers: Trackers, group: int, now: dt.datetime) -> dt.datetime | None:
    """Until when the vacancy was there and fitted; None: it never did. Who came later has not heard of it."""
    fitted = [earlier.until or now for earlier in story.before if trackers.fits(group, earlier.listed, now)]
    return max(fitted, default=None)
