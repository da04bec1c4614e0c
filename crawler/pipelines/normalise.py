"""Third pipeline: raw values become facts.

It runs in a thread: rules take milliseconds a posting, and the first load of a large board would hold up everybody
else's time-outs. One thread is enough, since Python computes in one at a time; more would only load the rules' tables
more than once. Everything is normalised here, before any lock in the database is taken.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from crawler.batch import Batch
from crawler.prepare import prepare


class NormalisePipeline:
    """Fills `Batch.prepared`."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="normalise")

    async def process_item(self, item: Any) -> Any:
        """Take a Batch; anything else goes on as it is."""
        if isinstance(item, Batch) and item.fresh:
            await asyncio.get_running_loop().run_in_executor(self._thread, _normalise, item)
        return item

    def close_spider(self) -> None:
        """Let go of the thread."""
        self._thread.shutdown(wait=False)


def _normalise(batch: Batch) -> None:
    company, now = batch.run.claim.company, batch.run.ledger.clock()
    prepared = [prepare(posting, fingerprint, seen_at=now, company=company) for posting, fingerprint in batch.fresh]
    # a title of nothing that can be seen is none
    batch.prepared = [each for each in prepared if each.facts.title]
    batch.run.evidence.dropped += len(prepared) - len(batch.prepared)
