"""Feed exporters that write a line for each posting of a batch."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from itemadapter import ItemAdapter
from scrapy.exporters import (
    BaseItemExporter,
    CsvItemExporter,
    JsonItemExporter,
    JsonLinesItemExporter,
    XmlItemExporter,
)

from crawler.batch import Batch
from jobtracker.listing import Posting

FIELDS = tuple(f.name for f in fields(Posting) if f.name not in ("raw", "detail_pending"))


class PerPosting(BaseItemExporter):
    """Mixed into an exporter, it unfolds batches. A list entry is left to its detail, which comes later."""

    def export_item(self, item: Any) -> None:
        """Write a line for each posting of a batch."""
        for posting in item.postings if isinstance(item, Batch) else [item]:
            if not isinstance(posting, Posting):
                super().export_item(ItemAdapter(posting).asdict())
            elif not posting.detail_pending or item.last:
                company = {"company": item.run.slug} if isinstance(item, Batch) else {}
                super().export_item(company | {name: getattr(posting, name) for name in FIELDS})


class PostingJsonExporter(PerPosting, JsonItemExporter):
    """JSON."""


class PostingJsonLinesExporter(PerPosting, JsonLinesItemExporter):
    """JSON lines."""


class PostingCsvExporter(PerPosting, CsvItemExporter):
    """CSV."""


class PostingXmlExporter(PerPosting, XmlItemExporter):
    """XML."""
