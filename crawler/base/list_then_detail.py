"""Boards whose list lacks the texts: a request more for each posting that is new or whose list entry changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from scrapy.http import Request, Response

from crawler.base.answer import BadAnswer
from crawler.base.paged import Paged
from crawler.base.record import Record
from jobtracker.listing import Posting


class ListThenDetail(Paged):
    """An ATS with a list of entries and an address for each one's details.

    Set and override what `AtsSpider` and `Paged` say (a list in pages: `class X(OffsetPages, ListThenDetail)`), and
    `detail_request(posting)`, and `parse_detail(record, posting)`, which fills in what the list did not have.
    Traps: the hash is the list entry's, so what the list counts up or words anew each day (an age, a rank) belongs into
    `volatile`; a detail that fails concerns its posting only, which stays pending until the next run.
    """

    def follow(self, posting: Posting) -> Iterator[Any]:
        """The entry; and if it is not stored just so, the request for its details."""
        if self.run.is_stored(posting):
            yield posting
            return
        full = replace(posting)
        posting.detail_pending = True
        yield posting
        request = self.detail_request(posting)
        yield self.detail(request.replace(callback=self.read_detail, cb_kwargs={"posting": full}), posting)

    def read_detail(self, response: Response, posting: Posting) -> Iterator[Posting]:
        """The posting in full. Raises BadAnswer."""
        document = self.document(response)
        if not isinstance(document, dict):
            raise BadAnswer("the detail is not an object")
        yield self.parse_detail(Record(document), posting)

    def detail_request(self, posting: Posting) -> Request:
        """The request for a posting's details."""
        raise NotImplementedError

    def parse_detail(self, record: Record, posting: Posting) -> Posting:
        """Fill the posting of the list with what its details say, and return it. Raises BadAnswer."""
        raise NotImplementedError
