"""The tables that are searched. All of them are made from the listings, and `reindex` makes them anew."""

from __future__ import annotations

import datetime as dt
from typing import Final

from sqlalchemy import BigInteger, Double, ForeignKey, Index, Integer, SmallInteger, String, text
from sqlalchemy.orm import Mapped, mapped_column

from jobtracker.models.base import ID, MARIADB, Base, LongText, UtcDateTime

OPEN: Final = 1
UNCONFIRMED: Final = 2
"""Open, and a complete run lost it: the loss is held."""
REMOVED: Final = 3
STAGED: Final = 4
"""Shown to nobody."""

POSITION = BigInteger().with_variant(Integer, "sqlite")
_SHOWN = text("state <= 2")


class ListingSearch(Base):
    """A short row a listing: its place among results, and what of it is filtered and counted.

    PostgreSQL keeps its tokens in this row too, the others in the table of the dialect: see jobtracker.dialects.
    """

    __tablename__ = "listing_search"
    __table_args__ = (
        Index("ix_listing_search_open", "position", postgresql_where=_SHOWN, sqlite_where=_SHOWN),
        Index("ix_listing_search_pay_open", "pay", "position", postgresql_where=_SHOWN, sqlite_where=_SHOWN),
        MARIADB,
    )

    position: Mapped[int] = mapped_column(POSITION, primary_key=True, autoincrement=False)
    """jobtracker.position"""
    listing_id: Mapped[int] = mapped_column(ForeignKey("listing.id"), unique=True)
    vacancy_id: Mapped[int] = mapped_column(ID, index=True)
    company_id: Mapped[int] = mapped_column(ID, index=True)
    state: Mapped[int] = mapped_column(SmallInteger)
    reposted: Mapped[bool]
    pay: Mapped[float] = mapped_column(Double)
    """The highest figure it names, a year, in euros; -1 if none is known, so that it sorts last everywhere."""
    first_seen_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    posted_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    """NULL if it is not known or only a bound."""
    pay_source: Mapped[str] = mapped_column(String(5))
    """Where the highest was read: field, text; "" without pay."""
    language: Mapped[str] = mapped_column(String(8))
    workplace: Mapped[str] = mapped_column(String(8))
    employment_types: Mapped[str] = mapped_column(String(120))
    """With spaces between, as the next two."""
    countries: Mapped[str] = mapped_column(String(1_000))
    regions: Mapped[str] = mapped_column(String(1_000))
    department: Mapped[str] = mapped_column(String(300))
    digest: Mapped[str] = mapped_column(String(16), server_default="")
    """Of all that the listing is found by, its words and tokens too: who has the same need not be written again."""


class ListingWords(Base):
    """The words of a listing in their order, which phrases alone ask for, and the tokens of its title."""

    __tablename__ = "listing_words"
    __table_args__ = (MARIADB,)

    listing_id: Mapped[int] = mapped_column(ForeignKey("listing.id"), primary_key=True, autoincrement=False)
    title_tokens: Mapped[str] = mapped_column(LongText)
    """With a space at both ends, as the words."""
    title_words: Mapped[str] = mapped_column(LongText)
    company_words: Mapped[str] = mapped_column(LongText)
    location_words: Mapped[str] = mapped_column(LongText)
    words: Mapped[str] = mapped_column(LongText)
