"""All that is kept about one person, for that person: whatever refers to their account, without what opens anything.

It is made from the tables themselves, so that a table that is added later is in it without anybody's thinking of it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Column, ColumnElement, Table, select
from sqlalchemy.orm import Session

from jobtracker.models import Base, CompanyRow, User
from jobtracker.store.board import chunks
from jobtracker.store.kept import shown

_BY_ADDRESS = {"ticket": "email", "mail": "recipient"}
"""Tables that may know an address without an account, and in which column."""

_CALLED = {
    "ticket": "mailed_links",
    "mail": "mails",
    "api_token": "tokens",
    "kept": "kept_vacancies",
    "followed": "followed_companies",
    "muted": "muted_companies",
    "notice": "notices",
    "tracker": "trackers",
    "tracker_match": "matches",
    "beginning": "beginnings",
    "delivery": "deliveries",
    "audit": "acts",
}
"""What people call what a table holds; a table that is added later is called as it is until it has its line."""


def called(table: str) -> str:
    """The part of the document that has a table's rows."""
    return _CALLED.get(table, table)


def export(session: Session, user_id: int, *, now: dt.datetime) -> dict[str, Any] | None:
    """One document in JSON's types, a part a table; vacancies and companies that it speaks of are named in it."""
    email = session.scalar(select(User.email).where(User.id == user_id))
    if email is None:
        return None
    found = {called(str(table.name)): list(_rows(session, table, its)) for table, its in _whose(user_id, email)}
    vacancies = {row["vacancy_id"] for rows in found.values() for row in rows if row.get("vacancy_id")}
    companies = {row["company_id"] for rows in found.values() for row in rows if row.get("company_id")}
    return {
        "made_at": now.isoformat(),
        "account": found.pop("user")[0],
        **found,
        "vacancies": _vacancies(session, sorted(vacancies)),
        "companies": _companies(session, sorted(companies)),
    }


def _whose(user_id: int, email: str) -> Iterator[tuple[Table, ColumnElement[bool]]]:
    """Every table that knows the person, and which rows are theirs."""
    own, tracker = Base.metadata.tables["user"], Base.metadata.tables["tracker"]
    yield own, own.c.id == user_id
    theirs = select(tracker.c.id).where(tracker.c.user_id == user_id)
    for table in Base.metadata.sorted_tables:
        for column in filter(_is_link, table.columns):
            its = column == user_id
            if table.name in _BY_ADDRESS:
                its |= table.c[_BY_ADDRESS[table.name]] == email
            yield table, its
        for column in table.columns:
            if column.references(tracker.c.id):
                yield table, column.in_(theirs)


def _rows(session: Session, table: Table, its: ColumnElement[bool]) -> Iterator[dict[str, Any]]:
    columns = [column for column in table.columns if not column.info.get("secret") and not _is_link(column)]
    for row in session.execute(select(*columns).where(its).order_by(*table.primary_key)):
        yield {str(column.name): _plain(value) for column, value in zip(columns, row, strict=True)}


def _is_link(column: Column[Any]) -> bool:
    """True of a column that says whose account it is; the audit's has no key, since it stays."""
    return column.name == "user_id" or column.references(Base.metadata.tables["user"].c.id)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value


def _vacancies(session: Session, ids: Sequence[int]) -> dict[str, dict[str, Any]]:
    named: dict[str, dict[str, Any]] = {}
    for chunk in chunks(ids):
        for vacancy_id, (listing, company) in shown(session, chunk).items():
            named[str(vacancy_id)] = {"title": listing.title, "company": company.name, "url": listing.url}
    return named


def _companies(session: Session, ids: Sequence[int]) -> dict[str, dict[str, Any]]:
    named: dict[str, dict[str, Any]] = {}
    for chunk in chunks(ids):
        its = select(CompanyRow.id, CompanyRow.slug, CompanyRow.name).where(CompanyRow.id.in_(chunk))
        named |= {str(id_): {"slug": slug, "name": name} for id_, slug, name in session.execute(its)}
    return named
