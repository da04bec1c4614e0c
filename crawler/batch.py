"""The item that travels through the pipelines: the postings of one response, and the run they belong to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from jobtracker.listing import Posting
from jobtracker.run import Fingerprint, Prepared

if TYPE_CHECKING:
    from crawler.company_run import CompanyRun


@dataclass(slots=True, eq=False)
class Batch:
    """Scrapy's work per item is most of its CPU, so one item carries all postings of a response."""

    run: CompanyRun
    postings: list[Any]
    """As the spider yielded them; Posting objects from the validate pipeline on."""
    detail_of: str | None = None
    """External id, if the response was the detail of one posting."""
    last: bool = False
    """True for the list entries that are left at the end of a run, their details unread."""
    ticket: int = 0
    fresh: list[tuple[Posting, Fingerprint]] = field(default_factory=list)
    """Those that are new or changed, by the identify pipeline."""
    prepared: list[Prepared] = field(default_factory=list)
    """The same, by the normalise pipeline."""

    def __repr__(self) -> str:
        return f"<Batch of {len(self.postings)} postings of {self.run.slug}>"
