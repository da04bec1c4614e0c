"""First pipeline: tells postings from rubbish.

Refuses whatever has no id or no title, and counts it: a board that lost a posting this way is not complete. An id is
taken as it is, never repaired: two ids that a repair made equal would be one listing (a number is its digits, a float
only where it can have been but one whole number). Items of other kinds than Posting
(a dict, a scrapy.Item, a dataclass) become one if their fields are a Posting's.
"""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from itemadapter import ItemAdapter

from crawler.base.record import as_id
from crawler.batch import Batch
from jobtracker.listing import Posting
from jobtracker.normalise.characters import UNSAFE

LONGEST_ID = 200
_FIELDS = {f.name for f in fields(Posting)}


class ValidatePipeline:
    """Leaves nothing but Posting objects in `Batch.postings`."""

    def process_item(self, item: Any) -> Any:
        """Take a Batch; anything else goes on as it is."""
        if isinstance(item, Batch):
            postings = [self._posting(each, item) for each in item.postings]
            item.postings = [posting for posting in postings if posting is not None]
            item.run.evidence.dropped += len(postings) - len(item.postings)
        return item

    def _posting(self, item: Any, batch: Batch) -> Posting | None:
        posting = item if isinstance(item, Posting) else _to_posting(item)
        if posting is None:
            return None
        if isinstance(posting.id, int | float):
            posting.id = as_id(posting.id)
        if (
            not isinstance(posting.id, str)
            or not 0 < len(posting.id) <= LONGEST_ID
            or posting.id != posting.id.strip()  # MariaDB takes "a" and "a " for one
            or UNSAFE.search(posting.id)
        ):
            return None
        titled = isinstance(posting.title, str) and posting.title.strip()
        return posting if titled or batch.detail_of in batch.run.entries else None


def _to_posting(item: Any) -> Posting | None:
    try:
        values = ItemAdapter(item).asdict()
        known = {name: value for name, value in values.items() if name in _FIELDS}
        return Posting(**{"url": "", "raw": values} | known)
    except TypeError:  # not an item, or without id or title
        return None
