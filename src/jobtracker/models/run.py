"""The table of runs."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from jobtracker.models.base import ID, MARIADB, Base, LongText, UtcDateTime


class RunRow(Base):
    """One crawl of one company."""

    __tablename__ = "run"
    __table_args__ = (
        Index("ix_run_company_id_started_at", "company_id", "started_at"),
        Index("ix_run_ats_started_at", "ats", "started_at"),
        Index("ix_run_cause_started_at", "cause", "started_at"),
        Index("ix_run_node_started_at", "node", "started_at"),
        Index("ix_run_outcome_started_at", "outcome", "started_at"),
        MARIADB,
    )

    id: Mapped[int] = mapped_column(ID, primary_key=True)
    company_id: Mapped[int] = mapped_column(ForeignKey("company.id"))
    ats: Mapped[str] = mapped_column(String(60), default="", server_default="")
    """Of its company at that time: who looks for runs of an ATS need not look through those of others."""
    generation: Mapped[int]
    outcome: Mapped[str] = mapped_column(String(12), default="running")
    """running, complete, partial, failed, superseded."""
    started_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, index=True)
    finished_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    seconds: Mapped[float] = mapped_column(default=0.0)
    seen: Mapped[int] = mapped_column(default=0)
    new: Mapped[int] = mapped_column(default=0)
    changed: Mapped[int] = mapped_column(default=0)
    removed: Mapped[int] = mapped_column(default=0)
    reopened: Mapped[int] = mapped_column(default=0)
    held: Mapped[int] = mapped_column(default=0)
    detail_failures: Mapped[int] = mapped_column(default=0)
    baseline: Mapped[bool] = mapped_column(default=False)
    """What it found new is a beginning: stored, alerted to nobody."""
    error: Mapped[str] = mapped_column(LongText, default="")
    """Why it is not complete, in one line."""
    cause: Mapped[str] = mapped_column(String(12), default="", server_default="")
    """The same in one of the words of jobtracker.causes."""
    noticed_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime, index=True)
    """When those were told who keep one of its vacancies or follow its company."""
    matched_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime, index=True)
    """When what it found new was matched with the trackers."""
    node: Mapped[str] = mapped_column(String(120), default="", server_default="")
    """Who crawled."""
    log: Mapped[str] = mapped_column(LongText, default="")
    """The run's own log lines, capped."""
