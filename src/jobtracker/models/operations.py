"""The tables of what operators do and ask for."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from jobtracker.models.base import ID, MARIADB, Base, UtcDateTime


class Audit(Base):
    """One act of an operator. Never deleted; of an account that is, only its number is left."""

    __tablename__ = "audit"
    __table_args__ = (
        Index("ix_audit_act_id", "act", "id"),
        Index("ix_audit_subject_id", "subject", "id"),
        Index("ix_audit_who_id", "who", "id"),
        MARIADB,
    )

    id: Mapped[int] = mapped_column(ID, primary_key=True)
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime, index=True)
    user_id: Mapped[int | None] = mapped_column(ID)
    """Whose account it was. (No foreign key: what an account did stays when it is deleted.)"""
    who: Mapped[str] = mapped_column(String(254))
    """An account's address, or the system's name of whoever gave a command."""
    via: Mapped[str] = mapped_column(String(8))
    """session, token, command."""
    act: Mapped[str] = mapped_column(String(40))
    """What was done, to what: company.pause, user.disable."""
    subject: Mapped[str] = mapped_column(String(200), default="")
    """The one it was done to: a slug, an address, a number; "" where detail has many."""
    detail: Mapped[dict[str, Any]] = mapped_column(JSON)
    address: Mapped[str] = mapped_column(String(45), default="")
    """The network address it came from; "" of a command."""


class Addition(Base):
    """A careers URL that somebody wants to have read: a crawler node looks at it, once, and says what it is."""

    __tablename__ = "addition"
    __table_args__ = (Index("ix_addition_done_at_id", "done_at", "id"), MARIADB)

    id: Mapped[int] = mapped_column(ID, primary_key=True)
    url: Mapped[str] = mapped_column(String(2000))
    slug: Mapped[str] = mapped_column(String(120), default="")
    """Wanted instead of what would be made of the site's own words; "" leaves it to them. So are the next three."""
    name: Mapped[str] = mapped_column(String(300), default="")
    country: Mapped[str] = mapped_column(String(2), default="")
    homepage: Mapped[str] = mapped_column(String(500), default="")
    asked_by: Mapped[str] = mapped_column(String(254))
    asked_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    taken_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    taken_by: Mapped[str] = mapped_column(String(120), default="")
    tries: Mapped[int] = mapped_column(default=0)
    """So often it was taken."""
    done_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    verdict: Mapped[str] = mapped_column(String(16), default="")
    """additions.Verdict; "" until it is done."""
    company: Mapped[str] = mapped_column(String(120), default="")
    """The slug of the company that it is now, or was before."""
    why: Mapped[str] = mapped_column(String(500), default="")
    titles: Mapped[list[str]] = mapped_column(JSON)
    """Of a few listings of its board."""
    total: Mapped[int | None]
    """How many listings the board says it has."""


class Report(Base):
    """Somebody says of a listing that it is gone, and the company's next visit answers."""

    __tablename__ = "report"
    __table_args__ = (Index("ix_report_listing_id_at", "listing_id", "at"), MARIADB)

    id: Mapped[int] = mapped_column(ID, primary_key=True)
    listing_id: Mapped[int] = mapped_column(ForeignKey("listing.id"))
    waiting: Mapped[int | None] = mapped_column(ID, unique=True)
    """The listing's id while nothing is known, then NULL: so a listing has one such report at most."""
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    """Of the first who said so; only a run that began later answers."""
    last_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    count: Mapped[int] = mapped_column(default=1)
    """So many said so."""
    note: Mapped[str] = mapped_column(String(500), default="")
    """What the last one who wrote something wrote."""
    verdict: Mapped[str] = mapped_column(String(8), default="", server_default="")
    """there, gone, unknown; "" while it waits."""
    why: Mapped[str] = mapped_column(String(300), default="", server_default="")
    """Of unknown: why it could not be checked, in words for everybody."""
    checked_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
