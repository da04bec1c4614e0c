"""Second pipeline: tells what is new or changed.

Marks every id as seen and counts those that a list names twice. What is stored already, with the same fingerprint,
needs no further work: on most days that is nearly everything. A list entry whose detail is still to come waits for it,
and the two become one posting under the list entry's fingerprint, by which the next run knows it without its detail.
"""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

from crawler.batch import Batch
from jobtracker.listing import Posting
from jobtracker.run import Fingerprint

_FIELDS = tuple(f.name for f in fields(Posting) if f.name not in ("id", "raw", "detail_pending"))
_EMPTY: tuple[Any, ...] = (None, "", (), [], {})


class IdentifyPipeline:
    """Fills `Batch.fresh`."""

    def process_item(self, item: Any) -> Any:
        """Take a Batch; anything else goes on as it is."""
        if isinstance(item, Batch):
            choose = self._leftover if item.last else self._listed if item.detail_of is None else self._detail
            found = [choose(posting, item) for posting in item.postings]
            item.fresh = [each for each in found if each is not None]
        return item

    def _listed(self, posting: Posting, batch: Batch) -> tuple[Posting, Fingerprint] | None:
        run, id_ = batch.run, posting.id
        if not run.board.names(id_):
            return None
        fingerprint = run.board.fingerprint(posting)
        known = run.board.known.get(id_)
        if (
            known is not None
            and not known.detail_pending
            and known.hash == fingerprint.hash
            and known.version == fingerprint.version
        ):
            return None
        if posting.detail_pending:
            run.entries[id_] = posting
            return None
        return posting, fingerprint

    def _detail(self, posting: Posting, batch: Batch) -> tuple[Posting, Fingerprint] | None:
        run = batch.run
        entry = run.entries.pop(batch.detail_of or posting.id, None)
        fingerprint = replace(run.board.fingerprint(entry or posting), detail_pending=False)
        if entry is not None:
            _fill(posting, entry)
        run.evidence.seen.add(posting.id)
        run.evidence.read.add(posting.id)
        return posting, fingerprint

    def _leftover(self, posting: Posting, batch: Batch) -> tuple[Posting, Fingerprint] | None:
        """A list entry whose detail failed: worth storing as far as it goes, once."""
        if posting.id in batch.run.evidence.departed:
            return None
        fingerprint = batch.run.board.fingerprint(posting)
        return None if batch.run.board.known.get(posting.id) == fingerprint else (posting, fingerprint)


def _fill(detail: Posting, entry: Posting) -> None:
    """Complete a detail from its list entry, under whose id and record it is known."""
    detail.id, detail.raw, detail.detail_pending = entry.id, entry.raw, False
    for name in _FIELDS:
        if getattr(detail, name) in _EMPTY:
            setattr(detail, name, getattr(entry, name))
