"""Companies: the registry's rows, kept in SQL."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Row, insert, select, update
from sqlalchemy.orm import Session

from jobtracker.company import Company
from jobtracker.models import CompanyRow

logger = logging.getLogger(__name__)
_FIELDS = ("name", "ats", "params", "country", "homepage", "min_listings", "host", "switched_off")


def sync(session: Session, companies: Iterable[Company], *, origin: str, now: dt.datetime) -> None:
    """Bring the table up to date with rows of the registry, by slug.

    With origin "registry" the rows are the whole registry: a company of it that is not among them is retired. Rows
    "given" by hand are only added or updated. What an operator set stays. The slug of a company that was added here is
    taken: a row of the same board takes the company over, one of another board is refused, and told. So is a row of the
    registry with the board of a company that was added here under another slug.
    """
    wanted = {company.slug: _values(company) for company in companies}
    stored = {row.slug: row for row in session.scalars(select(CompanyRow))}
    new = {slug: values for slug, values in wanted.items() if slug not in stored}
    twins = _twins(new, stored.values()) if origin == "registry" else {}
    fresh = [{"slug": slug, **values, "origin": origin} for slug, values in new.items() if slug not in twins]
    if fresh:
        session.execute(insert(CompanyRow), fresh)
    for slug, values in wanted.items():
        if slug in stored:
            _bring_up_to_date(stored[slug], values, origin)
    if origin == "registry":
        for slug, row in stored.items():
            if slug not in wanted and row.origin == "registry" and row.retired_at is None:
                row.retired_at = now
    session.flush()


def _bring_up_to_date(row: CompanyRow, values: Mapping[str, Any], origin: str) -> None:
    if row.origin == "added" and row.retired_at is None and not is_same_board(row, values["ats"], values["params"]):
        logger.warning(
            "%s: the row is refused: a company that was added here has the slug, and another board", row.slug
        )
        return
    owned = {"origin": origin} if origin == "registry" else {}
    mine = [*row.edited.split(), *(["min_listings"] if row.min_listings_edited else [])]
    _update(row, {**values, **owned, "retired_at": None} | {name: getattr(row, name) for name in mine})


def _twins(new: Mapping[str, Mapping[str, Any]], stored: Iterable[CompanyRow]) -> dict[str, str]:
    """The rows that would make a second company of an added one's board, each with its slug."""
    there = {
        board_of(row.ats, row.params): row.slug for row in stored if row.origin == "added" and row.retired_at is None
    }
    boards = {slug: board_of(values["ats"], values["params"]) for slug, values in new.items()}
    twins = {slug: there[board] for slug, board in boards.items() if board in there}
    for slug, other in twins.items():
        logger.warning("%s: the row is refused: %s, which was added here, has the same board", slug, other)
    return twins


def is_same_board(one: CompanyRow | Company, ats: str, params: Mapping[str, str]) -> bool:
    """True if both mean one board, whatever the case."""
    return board_of(one.ats, one.params) == board_of(ats, params)


def board_of(ats: str, params: Mapping[str, str]) -> tuple[Any, ...]:
    """Equal for two rows that mean one board."""
    return (ats, *sorted((name, value.casefold()) for name, value in params.items() if value))


def _values(company: Company) -> dict[str, Any]:
    return {name: getattr(company, name) for name in _FIELDS} | {"params": dict(company.params)}


def _update(row: CompanyRow, values: dict[str, object]) -> None:
    for name, value in values.items():
        if getattr(row, name) != value:
            setattr(row, name, value)


def added(session: Session) -> list[Company]:
    """The companies that live in SQL alone."""
    mine = select(CompanyRow).where(CompanyRow.origin == "added", CompanyRow.retired_at.is_(None))
    return [to_company(row) for row in session.scalars(mine.order_by(CompanyRow.slug))]


def named(session: Session, slugs: Sequence[str]) -> list[Company]:
    """The companies of these names that are in the table."""
    return [to_company(row) for row in session.scalars(select(CompanyRow).where(CompanyRow.slug.in_(slugs)))]


def to_company(row: CompanyRow | Row[Any]) -> Company:
    """The plain company that a row of the table stands for."""
    return Company(
        row.slug,
        row.name,
        row.ats,
        dict(row.params),
        row.country,
        row.homepage,
        row.min_listings,
        row.host,
        row.switched_off,
    )


def raise_generation(session: Session, company_ids: Sequence[int]) -> None:
    """Take the companies' listings away from every run that is under way: it will end as superseded."""
    session.execute(
        update(CompanyRow)
        .where(CompanyRow.id.in_(company_ids))
        .values(generation=CompanyRow.generation + 1, board_digest="")
    )
