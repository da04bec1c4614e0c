"""What one run sees while it crawls: shared by the spider, the driver and the pipelines. No rules, no storage."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from jobtracker.causes import CHANGED
from jobtracker.fingerprint import posting_hash, record_hash
from jobtracker.lifecycle import Evidence
from jobtracker.listing import Posting
from jobtracker.run import Fingerprint

BEFORE_ALL_TIMES = dt.datetime.min.replace(tzinfo=dt.UTC)


@dataclass(slots=True)
class BoardRun:
    """One crawl of one company. A spider that runs outside the driver (scrapy parse, shell) has an empty one."""

    evidence: Evidence = field(default_factory=Evidence)
    known: Mapping[str, Fingerprint] = field(default_factory=dict)
    """What the store holds of this company, by external id."""
    now: dt.datetime = BEFORE_ALL_TIMES
    """The run's clock at its beginning; outside the driver nothing is past."""
    version: str = ""
    """Of adapter and rules; part of every fingerprint of this run."""
    volatile: tuple[str, ...] = ()
    named: set[str] = field(default_factory=set)
    """Ids that the list named so far."""
    maps_all: bool = False
    """True if every posting is wanted, those that are stored too."""
    known_digest: str = ""
    """Of the answer of the last complete run; "" if nothing may be skipped."""
    digest: str = ""
    """Of this run's whole board, where it comes as one answer."""
    unchanged: bool = False
    """True if the whole board is, byte for byte, the last complete run's."""
    _stored: dict[str, str] | None = None
    """Hash -> id, of what is stored as this version reads it."""

    def expect(self, total: int) -> None:
        """Note the site's own count of its listings."""
        self.evidence.total = max(total, self.evidence.total or 0)

    def problem(self, line: str, cause: str = CHANGED) -> None:
        """Note that something about the list did not end well: this run cannot be complete.

        `cause` is a word of jobtracker.causes; what a spider sees is mostly that the site is not as it was.
        """
        self.evidence.problems.append(line)
        self.evidence.causes.append(cause)

    def names(self, id_: str) -> bool:
        """Note that the list names an id; False if it did so before."""
        if id_ in self.named:
            self.evidence.repeated += 1
            return False
        self.named.add(id_)
        self.evidence.seen.add(id_)
        return True

    def recognises(self, raw: Any) -> bool:
        """True if this very record is stored, details too: it is named by that, and need not be mapped."""
        if self._stored is None:
            good = (each for each in self.known.items() if each[1].version == self.version)
            self._stored = {} if self.maps_all else {was.hash: id_ for id_, was in good if not was.detail_pending}
        id_ = self._stored.get(record_hash(raw, self.volatile)) if self._stored else None
        if id_ is None:
            return False
        self.names(id_)
        return True

    def fingerprint(self, posting: Posting) -> Fingerprint:
        """By what a posting is known to be what is stored."""
        return Fingerprint(posting_hash(posting, self.volatile), self.version, posting.detail_pending)

    def is_stored(self, posting: Posting) -> bool:
        """True if this very posting is stored already, its details too: nothing needs to be fetched or read."""
        was = self.known.get(posting.id)
        return (
            was is not None
            and not was.detail_pending
            and was == Fingerprint(posting_hash(posting, self.volatile), self.version)
        )
