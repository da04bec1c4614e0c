"""What somebody does not want to see: vacancies that they hid, and all of the companies that they muted."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from jobtracker.models import Kept, Muted, Vacancy
from jobtracker.store.board import chunks


@dataclass(frozen=True, slots=True)
class Unseen:
    """What stays out of a search."""

    vacancies: frozenset[int] = frozenset()
    companies: frozenset[int] = frozenset()


NOTHING: Final = Unseen()


def unseen(session: Session, user_id: int) -> Unseen:
    """What stays out of somebody's searches."""
    vacancies = select(Kept.vacancy_id).where(Kept.user_id == user_id, Kept.hidden_at.is_not(None))
    companies = select(Muted.company_id).where(Muted.user_id == user_id)
    return Unseen(frozenset(session.scalars(vacancies)), frozenset(session.scalars(companies)))


def unseen_of(session: Session, user_id: int, vacancies: Collection[int]) -> frozenset[int]:
    """Which of these vacancies somebody does not want to see."""
    hidden = select(Kept.vacancy_id).where(Kept.user_id == user_id, Kept.hidden_at.is_not(None))
    muted = select(Muted.company_id).where(Muted.user_id == user_id)
    found: set[int] = set()
    for some in chunks(vacancies):
        its = select(Vacancy.id).where(Vacancy.id.in_(some))
        found |= set(session.scalars(its.where(or_(Vacancy.id.in_(hidden), Vacancy.company_id.in_(muted)))))
    return frozenset(found)
