"""The table of companies."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, Index, String, false
from sqlalchemy.orm import Mapped, mapped_column, validates

from jobtracker.models.base import ID, MARIADB, Base, UtcDateTime
from jobtracker.normalise.folding import fold

DEFAULT = 6 * 3600
NAME_KEY = String(301).with_variant(String(301, collation="C"), "postgresql")
"""In the order of its bytes on every database."""


def name_key(name: str) -> str:
    """A company's name as it is looked for and sorted: its words folded, each with a space before it."""
    return f" {fold(name)}"[:301]


def _its_name_key(context: Any) -> str:
    return name_key(context.get_current_parameters()["name"])


class CompanyRow(Base):
    """One company: what the registry says of it, and where its crawls stand."""

    __tablename__ = "company"
    __table_args__ = (
        Index("ix_company_ats_held_since", "ats", "held_since"),
        Index("ix_company_ats_slug", "ats", "slug"),
        Index("ix_company_cause_slug", "cause", "slug"),
        Index("ix_company_due_at", "due_at"),
        Index("ix_company_name_key_id", "name_key", "id"),
        Index("ix_company_open_count_id", "open_count", "id"),
        Index("ix_company_last_complete_at_id", "last_complete_at", "id"),
        Index("ix_company_country", "country"),
        Index("ix_company_failing_since", "failing_since"),
        Index("ix_company_retired_at", "retired_at"),
        Index("ix_company_switched_off", "switched_off"),
        MARIADB,
    )

    id: Mapped[int] = mapped_column(ID, primary_key=True)
    slug: Mapped[str] = mapped_column(String(120), unique=True)
    name: Mapped[str] = mapped_column(String(300))
    name_key: Mapped[str] = mapped_column(NAME_KEY, default=_its_name_key, server_default="")
    """name_key(name). It follows the name by itself, but not in an UPDATE that goes past the ORM."""
    ats: Mapped[str] = mapped_column(String(60))
    params: Mapped[dict[str, str]] = mapped_column(JSON)
    country: Mapped[str] = mapped_column(String(2), default="")
    homepage: Mapped[str] = mapped_column(String(500), default="")
    host: Mapped[str] = mapped_column(String(255), default="", server_default="")
    """Whose turn a request to its board waits for."""
    switched_off: Mapped[str] = mapped_column(String(300), default="", server_default="")
    """Why its spider does not run unless permitted; "" if it runs."""
    min_listings: Mapped[int | None]
    min_listings_edited: Mapped[bool] = mapped_column(default=False, server_default=false())
    """An operator set it: the registry does not any more."""
    origin: Mapped[str] = mapped_column(String(8), default="registry")
    """registry: its row comes from the registry, and retires with it; added: it lives here alone; given: from a file of
    --companies."""
    edited: Mapped[str] = mapped_column(String(60), default="", server_default="")
    """Columns that an operator set, with blanks between: the registry does not any more."""
    retired_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    """When its row left the registry, or an operator retired it."""

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

    due_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    """Not before: the next visit's time; while a run is under way, when it is given up. NULL: not read yet, or now."""
    asked_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime, index=True)
    """When somebody asked for a visit that no run has begun yet."""
    interval: Mapped[int | None]
    """An operator's own, seconds between two visits."""
    learnt_interval: Mapped[int] = mapped_column(default=DEFAULT, server_default=str(DEFAULT))
    """What its changes make worth while, seconds."""
    pace: Mapped[dict[str, float] | None] = mapped_column(JSON)
    """How often it changes, as schedule.Rate counts it; NULL: not seen yet."""
    midday: Mapped[float | None]
    """Hour of the day (UTC) around which its listings appear."""
    waited_for: Mapped[int] = mapped_column(default=0, server_default="0")
    """Living trackers that wait for this company."""
    failures: Mapped[int] = mapped_column(default=0, server_default="0")
    """Runs in a row that failed."""
    cause: Mapped[str] = mapped_column(String(12), default="", server_default="")
    """Of the last run not being complete (jobtracker.causes); "" if it was."""
    failing_since: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    """Start of the first run since the last complete one."""
    paused_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime, index=True)
    """Not visited until somebody resumes it."""
    paused_why: Mapped[str] = mapped_column(String(300), default="", server_default="")
    index_due: Mapped[int] = mapped_column(default=0, server_default="0", index=True)
    """Not 0: its listings are found by what is no longer true, or not at all, and the task `index` indexes them anew.
    Whoever makes it so counts it up; the task sets it to 0 if it is still what it was when the task began."""
    incident_id: Mapped[int | None] = mapped_column(ID, index=True)
    """The incident that its failures belong to. (No foreign key: SQLite could not have added one.)"""
    recrawl_id: Mapped[int | None] = mapped_column(ID, index=True)
    """The recrawl of many that it belongs to."""

    @validates("name")
    def _follow(self, attribute: str, name: str) -> str:
        self.name_key = name_key(name)
        return self._reindex(attribute, name)

    @validates("slug", "ats")
    def _reindex(self, attribute: str, value: str) -> str:
        """Its listings are found by this, too."""
        if self.id is not None and getattr(self, attribute) != value:
            self.index_due = (self.index_due or 0) + 1
        return value
