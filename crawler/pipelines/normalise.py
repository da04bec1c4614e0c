"""Third pipeline: raw values become facts.

It runs in a thread: rules take milliseconds a posting, and the first load of a large board would hold up everybody
else's time-outs. Everything is normalised here, before any lock in the database is taken.
"""

from __future__ import annotations

import asyncio
from typing import Any

from crawler.batch import Batch
from crawler.prepare import prepare

FEW = 5
"""Postings so few that a thread costs more than it gives."""


class NormalisePipeline:
    """Fills `Batch.prepared`."""

    async def process_item(self, item: Any) -> Any:
        """Take a Batch; anything else goes on as it is."""
        if isinstance(item, Batch) and item.fresh:
            if len(item.fresh) <= FEW:
                self._normalise(item)
            else:
                await asyncio.to_thread(self._normalise, item)
        return item

    def _normalise(self, batch: Batch) -> None:
        company, now = batch.run.claim.company, batch.run.ledger.clock()
        batch.prepared = [
            prepare(posting, fingerprint, seen_at=now, country=company.country) for posting, fingerprint in batch.fresh
        ]
