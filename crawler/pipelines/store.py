"""Last pipeline: what is to be written waits for the close of its run, unless it had better not.

The close writes it in the one transaction that draws the conclusions. A large first load goes ahead in chunks, under
the same claim; and details go as they come, a few at a time, since each cost a request and is to survive a crash.
"""

from __future__ import annotations

from typing import Any

from crawler.batch import Batch

CHUNK = 500
DETAILS = 25


class StorePipeline:
    """Empties `CompanyRun.waiting` when it has grown. Raises runs.Superseded."""

    async def process_item(self, item: Any) -> Any:
        """Take a Batch; anything else goes on as it is."""
        if isinstance(item, Batch) and item.prepared:
            run = item.run
            run.waiting += item.prepared
            if len(run.waiting) >= (CHUNK if item.detail_of is None else DETAILS):
                waiting, run.waiting = run.waiting, []
                await run.ledger.save(run.claim, waiting)
        return item
