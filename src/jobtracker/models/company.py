"""The table of companies."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import JSON, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from jobtracker.models.base import ID, MARIADB, Base, UtcDateTime


class CompanyRow(Base):
    """One company: what the registry says of it, and where its crawls stand."""

    __tablename__ = "company"
    __table_args__ = (Index("ix_company_ats_held_since", "ats", "held_since"), MARIADB)

    id: Mapped[int] = mapped_column(ID, primary_key=True)
    slug: Mapped[str] = mapped_column(String(120), unique=True)
    name: Mapped[str] = mapped_column(String(300))
    ats: Mapped[str] = mapped_column(String(60))
    params: Mapped[dict[str, str]] = mapped_column(JSON)
    country: Mapped[str] = mapped_column(String(2), default="")
    homepage: Mapped[str] = mapped_column(String(500), default="")
    min_listings: Mapped[int | None]
    origin: Mapped[str] = mapped_column(String(8), default="registry")
    """registry: its row comes from the registry, and retires with it; given: from a file of --companies."""
    retired_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    """When its row left the registry."""

    generation: Mapped[int] = mapped_column(default=0)
    """The fence: whoever writes this company's listings has raised it, and commits only while it is still theirs."""
    last_complete_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    """Start of being verified: every listing that is open and not missing was seen then."""
    open_count: Mapped[int] = mapped_column(default=0)
    held_since: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    """When the loss that is still held was first seen."""
    version: Mapped[str] = mapped_column(String(60), default="")
    """Of adapter and rules at the last complete run."""
    board_digest: Mapped[str] = mapped_column(String(32), default="")
    """Of the answer the last complete run read; "" if the next run must read the board anew."""
