"""The tables of listings, their texts and events, and of the vacancies behind them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from jobtracker.models.base import ID, MARIADB, Base, LongText, UtcDateTime

LONGEST_ID = 500
"""Characters of an external id."""


class Vacancy(Base):
    """The one opening behind one or more listings of a company."""

    __tablename__ = "vacancy"
    __table_args__ = (MARIADB,)

    id: Mapped[int] = mapped_column(ID, primary_key=True)
    company_id: Mapped[int] = mapped_column(ForeignKey("company.id"))
    first_seen_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    appeared_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    """What results are sorted by: first_seen_at, or when it was posted, if that is known and more than two days before
    (a board read for the first time is not new). It never changes."""


class ListingRow(Base):
    """One posting, kept. Its long texts are in ListingBody, so that a change of state rewrites a short row only."""

    __tablename__ = "listing"
    __table_args__ = (
        UniqueConstraint("company_id", "external_id"),
        Index("ix_listing_company_id_status", "company_id", "status"),
        Index("ix_listing_status_first_seen_at", "status", "first_seen_at"),
        Index(
            "ix_listing_missing_since",
            "missing_since",
            postgresql_where=text("missing_since IS NOT NULL"),
            sqlite_where=text("missing_since IS NOT NULL"),
        ),
        MARIADB,
    )

    id: Mapped[int] = mapped_column(ID, primary_key=True)
    company_id: Mapped[int] = mapped_column(ForeignKey("company.id"))
    vacancy_id: Mapped[int | None] = mapped_column(ForeignKey("vacancy.id"), index=True)
    external_id: Mapped[str] = mapped_column(String(LONGEST_ID))
    requisition_id: Mapped[str] = mapped_column(String(200), default="")
    joined: Mapped[str] = mapped_column(String(12), default="")
    """Why identity gave it the vacancy of another listing (twin, re-post, ...); "" if it is the vacancy's first."""

    status: Mapped[str] = mapped_column(String(8))
    """staged: written by a run that is not closed yet, shown to nobody; open; removed."""
    first_seen_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    """Last written or seen by a partial run. Verified at the later of this and company.last_complete_at."""
    missing_since: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    """Unconfirmed: a complete run lost it and the loss is held."""
    removed_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    removed_reason: Mapped[str] = mapped_column(String(20), default="")
    """absent, confirmed, gone, migrated, unverified, retired; approved: by an operator, who looked at a held loss."""
    hash: Mapped[str] = mapped_column(String(32))
    version: Mapped[str] = mapped_column(String(60))
    detail_pending: Mapped[bool] = mapped_column(default=False)
    title_key: Mapped[str] = mapped_column(String(500))
    places_key: Mapped[str] = mapped_column(LongText)
    post_key: Mapped[str] = mapped_column(String(32), default="")
    """identity_keys.post_key of the two."""
    text_key: Mapped[str] = mapped_column(String(32), default="")

    url: Mapped[str] = mapped_column(LongText)
    apply_url: Mapped[str] = mapped_column(LongText, default="")
    title: Mapped[str] = mapped_column(String(500))
    department: Mapped[str] = mapped_column(String(300), default="")
    places: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    workplace: Mapped[str] = mapped_column(String(8), default="unknown")
    workplace_source: Mapped[str | None] = mapped_column(String(5))
    workplace_evidence: Mapped[str] = mapped_column(LongText, default="")
    work_from: Mapped[dict[str, Any]] = mapped_column(JSON)
    employment_types: Mapped[list[str]] = mapped_column(JSON)
    pay: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    posted_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    posted_bound: Mapped[bool] = mapped_column(default=False)
    closes_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    language: Mapped[str] = mapped_column(String(8), default="")


class ListingBody(Base):
    """The long texts of a listing."""

    __tablename__ = "listing_body"
    __table_args__ = (MARIADB,)

    listing_id: Mapped[int] = mapped_column(ForeignKey("listing.id"), primary_key=True, autoincrement=False)
    html: Mapped[str] = mapped_column(LongText)
    text: Mapped[str] = mapped_column(LongText)


class ListingEvent(Base):
    """Something that happened to a listing. Its run is NULL until that run is closed."""

    __tablename__ = "listing_event"
    __table_args__ = (
        Index("ix_listing_event_listing_id_at", "listing_id", "at"),
        Index("ix_listing_event_at", "at"),
        MARIADB,
    )

    id: Mapped[int] = mapped_column(ID, primary_key=True)
    company_id: Mapped[int] = mapped_column(ForeignKey("company.id"))
    listing_id: Mapped[int] = mapped_column(ForeignKey("listing.id"))
    run_id: Mapped[int | None] = mapped_column(ForeignKey("run.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    """new, changed, removed, reopened; read: its first detail, which makes it fit more searches."""
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    baseline: Mapped[bool] = mapped_column(default=False)
    detail: Mapped[dict[str, Any]] = mapped_column(JSON)
    """removed: {"reason"}, and {"now"}: the id that took its place; changed: {field: [old, new]}."""
