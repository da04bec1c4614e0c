"""One crawl of one company, between its claim and its close. Plain data, shared by store and crawler."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from jobtracker.company import Company
from jobtracker.document import Document
from jobtracker.lifecycle import Known, Outcome
from jobtracker.listing import Facts
from jobtracker.schedule import Rate

CLOSED = ("complete", "partial", "failed", "superseded")
"""Outcomes of runs that nothing changes any more."""


@dataclass(slots=True, frozen=True)
class Fingerprint:
    """Says whether a posting is still what is stored."""

    hash: str
    """Of the site's record without its volatile fields."""
    version: str
    """Of adapter and rules that read it."""
    detail_pending: bool = False


@dataclass(slots=True, frozen=True)
class Claim:
    """The right to write one company's listings, until somebody claims it again (generation is the fence)."""

    company: Company
    company_id: int
    run_id: int
    generation: int
    version: str = ""
    """Of adapter and rules on this node; "" if it has no spider of this company."""
    interval: dt.timedelta = dt.timedelta(hours=6)
    """Between two visits."""
    failures: int = 0
    """Runs before this one that failed in a row."""
    failing_since: dt.datetime | None = None
    last_complete_at: dt.datetime | None = None
    learns: bool = True
    """Its interval is not an operator's."""
    rate: Rate = field(default_factory=Rate)
    midday: float | None = None
    board_digest: str = ""
    """Of the answer that the last complete run read; "" if there is none to compare with. While a board is, byte for
    byte, the last complete run's, nobody needs to know what is on it: it is loaded when it turns out to be another."""
    open_count: int = 0
    loaded: bool = False
    known: Mapping[str, Fingerprint] = field(default_factory=dict)
    """External id -> fingerprint, for every listing of the company that is open or staged."""
    board: Mapping[str, Known] = field(default_factory=dict)
    """External id -> state, for every open one."""
    rows: Mapping[str, int] = field(default_factory=dict)
    """External id -> row id, for every open one."""


@dataclass(slots=True, kw_only=True)
class Prepared:
    """One posting that is new or changed: normalised, ready to be written."""

    external_id: str
    fingerprint: Fingerprint
    url: str
    apply_url: str = ""
    requisition_id: str = ""
    facts: Facts
    title_key: str
    places_key: str
    text_key: str = ""
    """Equal for equal texts; "" if there is none yet."""
    document: Document = field(default_factory=Document)
    """What search and matching find it by."""


@dataclass(slots=True, kw_only=True)
class RunReport:
    """What a run came to: the answer of `crawl --json`, one per company."""

    company: str
    outcome: Outcome | str
    """complete, partial, failed; or superseded: another run claimed the company meanwhile."""
    seen: int = 0
    new: int = 0
    changed: int = 0
    removed: int = 0
    reopened: int = 0
    held: int = 0
    error: str = ""
    seconds: float = 0.0
