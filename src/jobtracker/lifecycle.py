"""What one run may conclude about a company's board. Plain rules on plain data.

Absence is evidence only after a complete run, and completeness needs positive proof. A big loss is held until a
second complete run, six hours later or more, says the same. See docs/architecture.md, "What a run may conclude".
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from jobtracker.causes import CHANGED, EMPTY, OURS

Outcome = Literal["complete", "partial", "failed"]

CONFIRM_AFTER = dt.timedelta(hours=6)
"""A held loss is believed when a complete run this much later still misses the listing."""
LOOK_AGAIN = dt.timedelta(minutes=30)
"""So soon a board is visited again of which a loss begins to be held: by then a bad moment is over, and two bad answers
that agree do not stand alone."""
BREAKER_WINDOW = dt.timedelta(hours=24)
BREAKER_BOARDS = 5
BREAKER_SHARE = 0.2
LOSSES_ADD_UP = dt.timedelta(hours=24)
UNVERIFIED_AFTER = dt.timedelta(days=7)
"""Without a complete run for so long, a company's listings are unverified."""
CLOSED_AFTER = dt.timedelta(days=45)
"""Without a complete run for so long, they are closed."""
PAGE_GONE = "page gone"
"""Why a listing is held that its list still names: its page is asked for again at the next visit."""
CAPS = frozenset({1_000, 2_000, 5_000, 10_000})
"""A board of exactly so many listings was cut off by the server."""
ROUND = (10, 25)
"""A board that lost something and has a multiple of these may have been cut off: its losses wait for a second run.

On 673 real boards a list cut at a round number removed 13 to 929 listings wrongly under rules that were narrower (only
sizes of common pages, only boards that shrank); this one none, and it holds 13 honest boards a day more.
"""
BIG_LOSS = (2, 5)
"""From so large a part of the board. Not a half: half of a board that grew since is less than half of what is known."""


@dataclass(slots=True)
class Evidence:
    """What a run saw, gathered by the driver while it crawls."""

    seen: set[str] = field(default_factory=set)
    """Ids that the list named."""
    gone: set[str] = field(default_factory=set)
    """Ids whose own page answered 404 or 410."""
    read: set[str] = field(default_factory=set)
    """Ids whose own page was read, or is known not to have changed: an id may have several URLs."""
    total: int | None = None
    """The site's own count."""
    problems: list[str] = field(default_factory=list)
    """One line for each thing about the list that did not end well; any of them rules out "complete"."""
    causes: list[str] = field(default_factory=list)
    """A word of jobtracker.causes for each problem, in the order of the problems."""
    detail_failures: int = 0
    """Details that could not be read; they concern their listing only, not the list."""
    dropped: int = 0
    """Postings that were refused (no id, no title)."""
    repeated: int = 0
    """Ids that the list named more than once."""
    capped: bool = False
    """The adapter met a limit of the site's and knows that it did not read everything."""
    empty_is_answer: bool = False
    """The adapter says: a well-formed empty board of this ATS means that nothing is open."""
    min_listings: int | None = None
    requests: int = 0
    """That it sent."""
    interrupted: bool = False
    """Whoever runs the crawl ended it."""

    @property
    def departed(self) -> set[str]:
        """Ids of which no page is left."""
        return self.gone - self.read

    @property
    def cause(self) -> str:
        """Why a run that saw this is not complete, in one word (jobtracker.causes); "" if it is, or was interrupted."""
        return "" if self.interrupted else next((cause for _, cause in _doubts(self)), "")


@dataclass(slots=True, frozen=True)
class Verdict:
    """How far a run may be trusted."""

    outcome: Outcome
    reason: str = ""
    """Why it is not complete, in one line; "" if it is."""


@dataclass(slots=True, frozen=True)
class Known:
    """One listing of the board as the store has it."""

    open: bool
    missing_since: dt.datetime | None = None
    """Start of the first complete run that lost it, while that loss is held."""
    pair_key: str = ""
    """Title and places, folded: by it an id that is lost and one that is new are known for the same posting."""


@dataclass(slots=True)
class Changes:
    """What becomes of the listings; each field holds external ids."""

    new: set[str] = field(default_factory=set)
    reopened: set[str] = field(default_factory=set)
    back: set[str] = field(default_factory=set)
    """Held ones whose hold ends: seen again, they never left. Of those held too, it begins anew: the run that misses
    them does not agree with the one before, or that had a clock that ran ahead."""
    removed: dict[str, str] = field(default_factory=dict)
    """id -> reason: "absent", "gone", "confirmed", "migrated"."""
    held: dict[str, str] = field(default_factory=dict)
    """id -> why it waits: "big loss", "round number", "breaker", PAGE_GONE."""
    migrated: dict[str, str] = field(default_factory=dict)
    """old id -> new id."""


def judge(evidence: Evidence) -> Verdict:
    """Say how far a run may be trusted.

    "failed" concludes nothing; "partial" believes what it saw but nothing about what it did not see.
    """
    doubts = _doubts(evidence)
    if not doubts:
        return Verdict("complete")
    return Verdict("partial" if evidence.seen else "failed", "; ".join(reason for reason, _ in doubts))


def _doubts(evidence: Evidence) -> list[tuple[str, str]]:
    """All that speaks against "complete": what, in a few words, and its cause."""
    seen, total, least = len(evidence.seen), evidence.total, evidence.min_listings
    doubts = []
    if evidence.problems:
        more = f" (and {len(evidence.problems) - 1} more)" if len(evidence.problems) > 1 else ""
        doubts.append((evidence.problems[0] + more, next(iter(evidence.causes), OURS)))
    if evidence.capped:
        doubts.append(("the site shows no more than a part of its listings", CHANGED))
    elif seen in CAPS:
        doubts.append((f"exactly {seen} listings: the site's limit, not its board", CHANGED))
    if total is not None and seen < total:
        doubts.append((f"read {seen} of {total} listings", CHANGED))
    if evidence.dropped:
        doubts.append((f"{evidence.dropped} postings without id or title", CHANGED))
    if evidence.repeated and (total is None or seen < total):
        doubts.append((f"{evidence.repeated} listings came twice", CHANGED))
    if least is not None and seen < least:
        doubts.append((f"{seen} listings, fewer than min_listings = {least}", EMPTY))
    if not seen and not doubts and not evidence.empty_is_answer:
        doubts.append(("an empty board, which this ATS does not prove", EMPTY))
    return doubts


def compare(
    known: Mapping[str, Known],
    evidence: Evidence,
    verdict: Verdict,
    *,
    now: dt.datetime,
    new_keys: Mapping[str, str],
    breaker: bool = False,
    just_removed: int = 0,
) -> Changes:
    """Compare a run with what is known. `new_keys` gives the pair key of each id that is new.

    `just_removed` listings were removed as absent within LOSSES_ADD_UP: many small losses are a big one.
    """
    if verdict.outcome == "failed":
        return Changes()
    changes = Changes()
    open_ids = {id_ for id_, was in known.items() if was.open}
    gone = evidence.departed & open_ids
    departed = evidence.departed
    if is_big_loss(len(gone), len(open_ids)):  # pages of so many listings at once: the site's bad day, not theirs
        departed, gone = departed - gone, set()
    doubted = gone & evidence.seen
    for id_ in evidence.seen - departed:
        was = known.get(id_)
        if was is None:
            changes.new.add(id_)
        elif not was.open:
            changes.reopened.add(id_)
        elif was.missing_since is not None:
            changes.back.add(id_)
    changes.removed = dict.fromkeys(gone - doubted, "gone")
    _settle_doubts(changes, doubted, known, now)
    if verdict.outcome == "complete":
        lost = open_ids - evidence.seen - gone
        if is_big_loss(len(lost), len(open_ids)):
            lost -= _migrate(changes, lost, known, new_keys)
        why = _why_held(len(lost), len(open_ids), len(evidence.seen), breaker)
        if lost and not why and is_big_loss(len(lost) + just_removed, len(open_ids) + just_removed):
            why = "big loss"
        _settle_losses(changes, lost, known, why, breaker=breaker, now=now)
    return changes


def _migrate(changes: Changes, lost: set[str], known: Mapping[str, Known], new_keys: Mapping[str, str]) -> set[str]:
    """The lost ids that have a new one in their place, if they are half of the lost ones or more."""
    pairs = pair_ids({i: known[i].pair_key for i in lost}, {i: new_keys.get(i, "") for i in changes.new})
    if 2 * len(pairs) < len(lost):
        return set()
    changes.migrated = pairs
    changes.removed |= dict.fromkeys(pairs, "migrated")
    return set(pairs)


def _settle_doubts(changes: Changes, doubted: set[str], known: Mapping[str, Known], now: dt.datetime) -> None:
    """Of a listing whose page is gone and which its list names: a page's bad moment looks like that, too."""
    for id_ in doubted:
        since = known[id_].missing_since
        if since is not None and since <= now - CONFIRM_AFTER:
            changes.removed[id_] = "gone"
        else:
            changes.held[id_] = PAGE_GONE


def _settle_losses(
    changes: Changes, lost: set[str], known: Mapping[str, Known], why: str, *, breaker: bool, now: dt.datetime
) -> None:
    """Remove what is lost; or, if there is a reason `why` to wait, only what was missing long enough by now.

    A run that shows much of what was missing, or misses much of what was not, says another thing than the one before:
    it confirms nothing, and what it misses waits for a third.
    """
    missing = {id_ for id_, was in known.items() if was.open and was.missing_since is not None}
    shown = sum(was.open for was in known.values()) - len(missing)
    agrees = not (is_big_loss(len(changes.back), len(missing)) or is_big_loss(len(lost - missing), shown))
    for id_ in lost:
        since = known[id_].missing_since
        if not why:
            changes.removed[id_] = "absent"
        elif since is not None and agrees and not breaker and since <= now - CONFIRM_AFTER:
            changes.removed[id_] = "confirmed"
        else:
            changes.held[id_] = why
            if since is not None and (not agrees or since > now):  # a clock that ran ahead: nobody waits for its date
                changes.back.add(id_)


def _why_held(lost: int, board: int, seen: int, breaker: bool) -> str:
    if not lost:
        return ""
    if is_big_loss(lost, board):
        return "big loss"
    if any(seen % size == 0 for size in ROUND):
        return "round number"
    return "breaker" if breaker else ""


def is_big_loss(lost: int, board: int) -> bool:
    """BIG_LOSS of the board or more, of a board of any size."""
    part, whole = BIG_LOSS
    return lost > 0 and whole * lost >= part * board


def pair_ids(lost: Mapping[str, str], new: Mapping[str, str]) -> dict[str, str]:
    """Pair lost ids with new ones that have the same key, one to one; an empty key pairs with nothing."""
    free: defaultdict[str, list[str]] = defaultdict(list)
    for id_, key in sorted(new.items(), reverse=True):
        if key:
            free[key].append(id_)
    return {id_: free[key].pop() for id_, key in sorted(lost.items()) if free.get(key)}


def breaker_open(held_boards: int, boards: int) -> bool:
    """True if so many of an ATS's boards lost so much within a day that the ATS itself must be the cause.

    `held_boards` counts boards whose loss began within BREAKER_WINDOW and is still held, `boards` all that were not
    empty before.
    """
    return held_boards >= BREAKER_BOARDS and held_boards >= BREAKER_SHARE * boards


def is_baseline(
    last_complete_at: dt.datetime | None, now: dt.datetime, *, version_changed: bool, migrated: bool
) -> bool:
    """True if what a run finds new is a beginning, not news: it is stored, and alerted to nobody."""
    if last_complete_at is None or version_changed or migrated:
        return True
    return now - last_complete_at > UNVERIFIED_AFTER
