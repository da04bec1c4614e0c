"""What is asked of the index: words, filters and an order. Plain data."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from jobtracker.filters import Filters
from jobtracker.query import Node

Sort = Literal["newest", "relevance", "pay"]
"""newest: when its vacancy appeared. relevance: all words in the title first, then by short fields; without words as
newest. pay: the highest yearly figure first, listings without one last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """One search. Equal searches have equal answers: words and filters have one canonical form."""

    query: Node | None = None
    """What `query_parser.parse` made of the words; None: no words."""
    filters: Filters = field(default_factory=Filters)
    sort: Sort = "newest"
    fold: bool = True
    """True: results are vacancies, each with its fitting listings; False: listings, each for itself."""
