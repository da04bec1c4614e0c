"""What a listing is found by: its tokens, and its words in their order, for phrases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from jobtracker.company import Company
from jobtracker.facet_tokens import filter_tokens
from jobtracker.listing import Facts
from jobtracker.tokens import LANGUAGES, listing_tokens


@dataclass(slots=True, frozen=True)
class Document:
    """What search and matching know of a listing."""

    tokens: str = ""
    """One line, at most MAX_TOKENS of them."""
    title_words: str = ""
    """Words as phrases are compared: " senior engineer ". What no phrase crosses stands apart by " | "."""
    company_words: str = ""
    location_words: str = ""
    words: str = ""
    """All of them, and those of department, workplace, employment type and text."""


def document(facts: Facts, company: Company, *, languages: Sequence[str] = LANGUAGES) -> Document:
    """What a listing of this company is found by."""
    line = listing_tokens(facts.title, facts.department, facts.text, facts.language, languages=languages)
    return Document(" ".join((line, *filter_tokens(facts, company))))
