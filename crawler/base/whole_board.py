"""Boards that come whole, in one answer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scrapy.http import Response

from crawler.base.ats_spider import AtsSpider
from jobtracker.fingerprint import digest


class WholeBoard(AtsSpider):
    """An ATS that answers one request with every listing, texts included.

    Set and override what `AtsSpider` says. An answer that is byte for byte the last complete run's is not read again,
    and of another no record that is stored just so.
    Traps: such an answer may still be cut off by the server; give `total_at` wherever the ATS counts.
    """

    def parse(self, response: Response, **kwargs: Any) -> Iterator[Any]:
        """The postings of the board; nothing if it is unchanged. Raises BadAnswer."""
        self.run.digest = digest(response.body)
        if self.run.digest == self.run.known_digest:
            self.run.unchanged = True
            return
        records = self.records(self.document(response))
        yield from self.postings(raw for raw in records if not self.run.recognises(raw))
