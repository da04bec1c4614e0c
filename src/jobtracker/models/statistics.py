"""The tables of what is counted ahead, so that no request counts it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, Date, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from jobtracker.models.base import ID, MARIADB, Base, UtcDateTime

EVERYBODY = 0
"""Stands for all companies together."""


class DayCount(Base):
    """What became of a company's listings on one day (UTC), by their events. A day without any has no row."""

    __tablename__ = "day_count"
    __table_args__ = (Index("ix_day_count_day", "day"), MARIADB)

    company_id: Mapped[int] = mapped_column(ID, primary_key=True, autoincrement=False)
    """EVERYBODY: of all. (No foreign key, for that.)"""
    day: Mapped[dt.date] = mapped_column(Date, primary_key=True)
    new: Mapped[int] = mapped_column(default=0)
    begun: Mapped[int] = mapped_column(default=0)
    """Found by a beginning (a company's first run, say): nobody knows since when they were there."""
    back: Mapped[int] = mapped_column(default=0)
    removed: Mapped[int] = mapped_column(default=0)


class Statistic(Base):
    """One thing that was counted over everything."""

    __tablename__ = "statistic"
    __table_args__ = (MARIADB,)

    name: Mapped[str] = mapped_column(String(20), primary_key=True)
    value: Mapped[dict[str, Any]] = mapped_column(JSON)
    counted_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
