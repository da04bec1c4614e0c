"""First pipeline: tells postings from rubbish.

Refuses whatever has no id or no title, and counts it: a board that lost a posting this way is not complete. An id is
taken as it is, never repaired: two ids that a repair made equal would be one listing (a number is its digits, a float
only where it can have been but one whole number). Items of other kinds than Posting (a dict, a scrapy.Item, a
dataclass) become one if their fields are a Posting's.
"""

from __future__ import annotations

import reprlib
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
            found = [self._posting(each, item) for each in item.postings]
            item.postings = [each for each in found if isinstance(each, Posting)]
            refused = [each for each in found if isinstance(each, str)]
            if refused and not item.run.evidence.dropped:  # of many the first will do
                item.run.board.problem(refused[0])
            item.run.evidence.dropped += len(refused)
        return item

    def _posting(self, item: Any, batch: Batch) -> Posting | str:
        """The item as a posting; or why it is none."""
        posting = item if isinstance(item, Posting) else _to_posting(item)
        if isinstance(posting, str):
            return posting
        if isinstance(posting.id, int | float):
            posting.id = as_id(posting.id)
        if (
            not isinstance(posting.id, str)
            or not 0 < len(posting.id) <= LONGEST_ID
            or posting.id != posting.id.strip()  # MariaDB takes "a" and "a " for one
            or UNSAFE.search(posting.id)
        ):
            return f"yielded a Posting whose id is {reprlib.repr(posting.id)} (title {reprlib.repr(posting.title)})"
        titled = isinstance(posting.title, str) and posting.title.strip()
        if titled or batch.detail_of in batch.run.entries:
            return posting
        return f"yielded a Posting whose title is {reprlib.repr(posting.title)} (id {reprlib.repr(posting.id)})"


def _to_posting(item: Any) -> Posting | str:
    kind = f"yielded a {type(item).__name__} that is no Posting"
    try:
        values = ItemAdapter(item).asdict()
    except TypeError:  # not an item
        return kind
    known = {name: value for name, value in values.items() if name in _FIELDS}
    missing = [f"no {name}" for name in ("id", "title") if name not in known]
    return f"{kind}: {', '.join(missing)}" if missing else Posting(**{"url": "", "raw": values} | known)
