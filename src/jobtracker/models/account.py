"""The tables of people: their accounts, what opens these, and what people keep.

Whatever belongs to a person has a foreign key to `user` that cascades: deleting the one row deletes all of it, and the
export of one's own data finds it by the same keys. A column that opens something is marked SECRET and is in no export.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, true
from sqlalchemy.orm import Mapped, mapped_column

from jobtracker.account import Scope
from jobtracker.models.base import ID, MARIADB, Base, LongText, UtcDateTime

ADDRESS_LENGTH = 254
"""Characters of a mail address, after RFC 5321."""
SECRET = {"secret": True}


def _owner() -> Any:
    return ForeignKey("user.id", ondelete="CASCADE")


class User(Base):
    """An account. One that waits for its confirmation is a Ticket yet, and no row here."""

    __tablename__ = "user"
    __table_args__ = (MARIADB,)

    id: Mapped[int] = mapped_column(ID, primary_key=True)
    email: Mapped[str] = mapped_column(String(ADDRESS_LENGTH), unique=True)
    """Folded (jobtracker.account.fold)."""
    password_hash: Mapped[str] = mapped_column(String(200), default="", info=SECRET)
    """"" until its owner has set a password: nothing logs in."""
    admin: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    confirmed_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    """When its owner showed that the address is theirs."""
    disabled_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    """When an operator closed it."""
    session_key: Mapped[str] = mapped_column(String(43), unique=True, info=SECRET)
    """What sessions name instead of the id: another one ends them all."""
    notices_mailed: Mapped[bool] = mapped_column(default=True, server_default=true())
    """Whether notices go out by mail, too."""
    told_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    """When the last mail of notices was put together."""


class Ticket(Base):
    """What a link in a mail opens, once. Only its hash is kept."""

    __tablename__ = "ticket"
    __table_args__ = (Index("ix_ticket_user_id_purpose", "user_id", "purpose"), MARIADB)

    id: Mapped[int] = mapped_column(ID, primary_key=True)
    user_id: Mapped[int | None] = mapped_column(_owner())
    """None: of somebody who has no account yet."""
    email: Mapped[str] = mapped_column(String(ADDRESS_LENGTH), index=True)
    """Where it was sent."""
    purpose: Mapped[str] = mapped_column(String(12))
    """register, invite, added (by an operator), reset, address, tracker, unsubscribe."""
    hash: Mapped[str] = mapped_column(String(64), unique=True, info=SECRET)
    secret: Mapped[str] = mapped_column(String(200), default="", info=SECRET)
    """register: the hash of the password that was given; tracker: which one. Of a used one: by whose finding of it."""
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, index=True)
    used_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)


class ApiToken(Base):
    """What a program of somebody's shows instead of a session. Only its hash is kept."""

    __tablename__ = "api_token"
    __table_args__ = (MARIADB,)

    id: Mapped[int] = mapped_column(ID, primary_key=True)
    user_id: Mapped[int] = mapped_column(_owner(), index=True)
    name: Mapped[str] = mapped_column(String(100))
    hash: Mapped[str] = mapped_column(String(64), unique=True, info=SECRET)
    scopes: Mapped[list[Scope]] = mapped_column(JSON)
    """read, write, admin."""
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    last_used_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    """To the minute or so."""
    expires_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    revoked_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)


class Kept(Base):
    """What somebody did with a vacancy: saved, hid, or applied for it, each since when; and a note."""

    __tablename__ = "kept"
    __table_args__ = (
        Index("ix_kept_user_id_saved_at", "user_id", "saved_at"),
        Index("ix_kept_user_id_hidden_at", "user_id", "hidden_at"),
        Index("ix_kept_user_id_applied_at", "user_id", "applied_at"),
        MARIADB,
    )

    user_id: Mapped[int] = mapped_column(_owner(), primary_key=True)
    vacancy_id: Mapped[int] = mapped_column(ForeignKey("vacancy.id", ondelete="CASCADE"), primary_key=True, index=True)
    saved_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    hidden_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    applied_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    note: Mapped[str] = mapped_column(LongText, default="")


class Followed(Base):
    """A company whose new vacancies somebody wants to hear of."""

    __tablename__ = "followed"
    __table_args__ = (MARIADB,)

    user_id: Mapped[int] = mapped_column(_owner(), primary_key=True)
    company_id: Mapped[int] = mapped_column(ForeignKey("company.id", ondelete="CASCADE"), primary_key=True, index=True)
    since: Mapped[dt.datetime] = mapped_column(UtcDateTime)


class Muted(Base):
    """A company whose vacancies somebody does not want to see."""

    __tablename__ = "muted"
    __table_args__ = (MARIADB,)

    user_id: Mapped[int] = mapped_column(_owner(), primary_key=True)
    company_id: Mapped[int] = mapped_column(ForeignKey("company.id", ondelete="CASCADE"), primary_key=True, index=True)
    since: Mapped[dt.datetime] = mapped_column(UtcDateTime)


class Notice(Base):
    """Something somebody is told: of a vacancy they saved, or of a company they follow."""

    __tablename__ = "notice"
    __table_args__ = (
        Index("ix_notice_user_id_id", "user_id", "id"),
        Index("ix_notice_mail_id_user_id", "mail_id", "user_id"),
        MARIADB,
    )

    id: Mapped[int] = mapped_column(ID, primary_key=True)
    user_id: Mapped[int] = mapped_column(_owner())
    kind: Mapped[str] = mapped_column(String(10))
    """removed, reopened, changed: a saved vacancy; new: of a followed company."""
    vacancy_id: Mapped[int | None] = mapped_column(ForeignKey("vacancy.id", ondelete="CASCADE"), index=True)
    """None: one notice of many new vacancies."""
    company_id: Mapped[int] = mapped_column(ForeignKey("company.id", ondelete="CASCADE"), index=True)
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    detail: Mapped[dict[str, Any]] = mapped_column(JSON)
    """{"title"}, of a changed one also {"changed": {field: [old, new]}}, of many new ones {"more": how many}."""
    read_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    mail_id: Mapped[int | None] = mapped_column(ID)
    """The mail that tells it. (No foreign key: mails are forgotten sooner than notices.)"""


class MailRow(Base):
    """A mail that goes out once: claimed, sent, marked. What is in it is put together when it is sent.

    So no link that opens anything is ever written here.
    """

    __tablename__ = "mail"
    __table_args__ = (
        UniqueConstraint("once"),
        Index("ix_mail_sent_at_due_at", "sent_at", "due_at"),
        Index("ix_mail_recipient_created_at", "recipient", "created_at"),
        MARIADB,
    )

    id: Mapped[int] = mapped_column(ID, primary_key=True)
    user_id: Mapped[int | None] = mapped_column(_owner(), index=True)
    """Whose account it concerns; None if it must go out without one."""
    recipient: Mapped[str] = mapped_column(String(ADDRESS_LENGTH))
    kind: Mapped[str] = mapped_column(String(20))
    data: Mapped[dict[str, Any]] = mapped_column(JSON)
    """What it is put together from."""
    secret: Mapped[str] = mapped_column(String(200), default="", info=SECRET)
    """register: the hash of the password that was given; "" once it is sent."""
    once: Mapped[str | None] = mapped_column(String(80))
    """A name by which the same mail is not asked for twice."""
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    """Not before: when it was asked for; once it is claimed, when somebody else may."""
    tries: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    """When it was sent, or given up."""
    error: Mapped[str] = mapped_column(String(300), default="")
    """Why the last try failed; of one with sent_at: why it was not sent after all."""
