"""The tables of trackers: what people watch for, what was found for them, and what they were told."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from jobtracker.models.account import ADDRESS_LENGTH
from jobtracker.models.base import ID, MARIADB, NEVER_AGAIN, Base, LongText, UtcDateTime

URL_LENGTH = 2_000


def _tracker() -> Any:
    return ForeignKey("tracker.id", ondelete="CASCADE")


class Tracker(Base):
    """A search that somebody wants to hear of: these words and filters, for this long, to this address, this often."""

    __tablename__ = "tracker"
    __table_args__ = (
        UniqueConstraint("user_id", "search_key"),
        Index("ix_tracker_next_at", "next_at"),
        Index("ix_tracker_changed_at", "changed_at"),
        Index("ix_tracker_ended_at_ends_at", "ended_at", "ends_at"),
        MARIADB | NEVER_AGAIN,
    )

    id: Mapped[int] = mapped_column(ID, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(120))
    search: Mapped[str] = mapped_column(LongText)
    """Words and filters as parameters of a URL, as the search page has them."""
    search_key: Mapped[str] = mapped_column(String(64))
    """Of what they mean: equal for equal searches with equal mutes."""
    muted_companies: Mapped[list[str]] = mapped_column(JSON)
    """Slugs."""
    muted_words: Mapped[list[str]] = mapped_column(JSON)
    email: Mapped[str | None] = mapped_column(String(ADDRESS_LENGTH))
    """Where it mails to, folded; None: to the account's address, whichever that is."""
    email_confirmed_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    """Of an address that is not the account's: when its owner agreed. Until then nothing is sent there."""
    cadence: Mapped[str] = mapped_column(String(8))
    """instant, daily, weekly."""
    hour: Mapped[int]
    """Of a day in that zone: when it mails; 0 to 23."""
    weekday: Mapped[int]
    """0 is Monday; for a weekly one."""
    zone: Mapped[str] = mapped_column(String(64))
    """By IANA's name."""
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    since: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    """What was open by then is no news. Another search begins anew."""
    ends_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    warned_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    """When the mail was asked for that says it ends soon."""
    ended_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    """When it stopped, and its closing mail was asked for."""
    paused_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    changed_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    """When something that matching goes by changed."""
    next_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    """When what waits may be put into a mail; None: nothing waits."""
    last_date: Mapped[dt.date | None]
    """In its zone, of its last daily or weekly mail: one a date."""
    matched: Mapped[int] = mapped_column(default=0)
    """Vacancies found for it, ever."""
    told: Mapped[int] = mapped_column(default=0)
    """Of those: told by mail."""
    relevant: Mapped[int] = mapped_column(default=0)
    irrelevant: Mapped[int] = mapped_column(default=0)
    """Answers to "was this relevant?"."""
    link_version: Mapped[int] = mapped_column(default=0)
    """Raised, it ends the links to its feed."""
    webhook_url: Mapped[str] = mapped_column(String(URL_LENGTH), default="")
    webhook_failures: Mapped[int] = mapped_column(default=0)
    """In a row."""
    webhook_error: Mapped[str] = mapped_column(String(300), default="")
    webhook_next_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime, index=True)
    """When what waits may be posted; None: nothing waits, or there is no webhook."""


class Match(Base):
    """A vacancy that answers a tracker: once, ever."""

    __tablename__ = "tracker_match"
    __table_args__ = (
        Index("ix_tracker_match_tracker_id_delivery_id", "tracker_id", "delivery_id"),
        Index("ix_tracker_match_vacancy_id", "vacancy_id"),
        Index("ix_tracker_match_waits", "state", "tracker_id"),
        MARIADB,
    )

    tracker_id: Mapped[int] = mapped_column(_tracker(), primary_key=True, autoincrement=False)
    vacancy_id: Mapped[int] = mapped_column(
        ForeignKey("vacancy.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    listing_id: Mapped[int] = mapped_column(ID)
    """The listing that fitted."""
    company_id: Mapped[int] = mapped_column(ID)
    run_id: Mapped[int] = mapped_column(ID)
    matched_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(String(8))
    """waits; mailed (its mail is asked for); told (its mail went out); gone before it was told (waits if it is back)"""
    delivery_id: Mapped[int | None] = mapped_column(ID)
    relevant: Mapped[bool | None]
    """What its reader answered."""
    posted_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    """When the tracker's webhook took it."""


class Beginning(Base):
    """A company that began to be watched, and how many of its vacancies fit: told in one line."""

    __tablename__ = "beginning"
    __table_args__ = (Index("ix_beginning_tracker_id_delivery_id", "tracker_id", "delivery_id"), MARIADB)

    tracker_id: Mapped[int] = mapped_column(_tracker(), primary_key=True, autoincrement=False)
    run_id: Mapped[int] = mapped_column(ID, primary_key=True, autoincrement=False)
    company_id: Mapped[int] = mapped_column(ForeignKey("company.id", ondelete="CASCADE"), index=True)
    number: Mapped[int]
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    delivery_id: Mapped[int | None] = mapped_column(ID)


class Delivery(Base):
    """One mail of a tracker, as it was."""

    __tablename__ = "delivery"
    __table_args__ = (Index("ix_delivery_tracker_id_id", "tracker_id", "id"), MARIADB)

    id: Mapped[int] = mapped_column(ID, primary_key=True)
    tracker_id: Mapped[int] = mapped_column(_tracker())
    kind: Mapped[str] = mapped_column(String(8))
    """news; renew (it ends soon); closing."""
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    number: Mapped[int] = mapped_column(default=0)
    """Vacancies that it tells of."""
    subject: Mapped[str] = mapped_column(String(300), default="")
    content: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """What it tells, from the moment it was put together: another try sends the same."""
    sent_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    error: Mapped[str] = mapped_column(String(300), default="")
    """Why it was not sent, if it never will be."""


class Suppressed(Base):
    """An address that nothing is mailed to any more."""

    __tablename__ = "suppressed"
    __table_args__ = (MARIADB,)

    address: Mapped[str] = mapped_column(String(ADDRESS_LENGTH), primary_key=True)
    """Folded."""
    reason: Mapped[str] = mapped_column(String(10))
    """bounce, complaint, by hand."""
    detail: Mapped[str] = mapped_column(String(300), default="")
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
