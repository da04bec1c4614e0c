"""The tables of incidents and of recrawls."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from jobtracker.models.base import ID, MARIADB, Base, LongText, UtcDateTime


class Incident(Base):
    """Failures that share ATS, cause and time: one thing that is wrong, told once."""

    __tablename__ = "incident"
    __table_args__ = (Index("ix_incident_closed_at_ats_cause", "closed_at", "ats", "cause"), MARIADB)

    id: Mapped[int] = mapped_column(ID, primary_key=True)
    ats: Mapped[str] = mapped_column(String(120))
    """The ATS; of a site of its own, its company's slug."""
    cause: Mapped[str] = mapped_column(String(12))
    opened_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    last_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    """Of the latest failure."""
    closed_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    """When the last of its companies was well again."""
    companies: Mapped[int] = mapped_column(default=0)
    """So many at most."""
    example: Mapped[str] = mapped_column(LongText)
    """One of its runs' error lines, with its company."""
    alerting_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    """When somebody took it upon himself to tell the operators."""
    alerted_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)


class Recrawl(Base):
    """Many companies asked for at once: a few first, and if those are well, all."""

    __tablename__ = "recrawl"
    __table_args__ = (MARIADB,)

    id: Mapped[int] = mapped_column(ID, primary_key=True)
    asked_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(String(8))
    """canary, all, stopped, done."""
    total: Mapped[int]
    note: Mapped[str] = mapped_column(LongText, default="")
    """Why it stopped, in one line."""
