"""Which vacancy each new listing of a company belongs to: identity's verdicts, kept in SQL."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, bindparam, insert, or_, select
from sqlalchemy.orm import Session

from jobtracker import identity
from jobtracker.identity_keys import post_key, usable_requisition
from jobtracker.models import Base
from jobtracker.run import Prepared

NOT_NEW = dt.timedelta(days=2)
"""What was posted so long before it was first seen was there already: its board is read for the first time."""

_listing, _vacancy = Base.metadata.tables["listing"], Base.metadata.tables["vacancy"]
_INSERT = insert(_vacancy).returning(_vacancy.c.id, sort_by_parameter_order=True)
_OPENINGS = select(
    _listing.c.external_id,
    _listing.c.vacancy_id,
    _listing.c.requisition_id,
    _listing.c.title_key,
    _listing.c.places_key,
    _listing.c.text_key,
    _listing.c.status,
    _listing.c.removed_at,
    _listing.c.first_seen_at,
).where(
    _listing.c.company_id == bindparam("company_id"),
    or_(_listing.c.status != "removed", _listing.c.removed_at > bindparam("left_after")),
)
_RELATED = _OPENINGS.where(
    or_(
        _listing.c.post_key.in_(bindparam("posts", expanding=True)),
        _listing.c.requisition_id.in_(bindparam("requisitions", expanding=True)),
        _listing.c.text_key.in_(bindparam("texts", expanding=True)),
    )
)
"""Who shares none of these with a new listing is not the same vacancy, whatever its title."""


def find_vacancies(
    session: Session, company_id: int, fresh: Sequence[Prepared], now: dt.datetime
) -> dict[str, tuple[int, str]]:
    """The vacancy of each new listing and why it joined it ("" if it is its first), by external id.

    It is an existing one where identity finds it, else one that is made here.
    """
    new = [_opening(prepared, now) for prepared in fresh]
    known = related_openings(session, company_id, new, now)
    verdicts = identity.identify(new, known, now=now)
    vacancies: dict[str, int] = {k.external_id: k.vacancy for k in known if isinstance(k.vacancy, int)}
    firsts = [one.external_id for one in new if verdicts[one.external_id].same_as is None]
    if firsts:
        posted = {p.external_id: _appeared(p, now) for p in fresh}
        rows = [{"company_id": company_id, "first_seen_at": now, "appeared_at": posted[id_]} for id_ in firsts]
        made = session.connection().execute(_INSERT, rows).scalars()
        vacancies |= dict(zip(firsts, made, strict=True))
    found: dict[str, tuple[int, str]] = {}
    for one in new:
        root = id_ = one.external_id
        while root not in vacancies:
            root = verdicts[root].same_as or root
        found[id_] = (vacancies[root], "" if verdicts[id_].same_as is None else verdicts[id_].kind)
    return found


def _appeared(prepared: Prepared, now: dt.datetime) -> dt.datetime:
    """When a new vacancy appeared: now, or when it was posted, if that is known and long ago."""
    posted = prepared.facts.posted_at
    if posted is None or prepared.facts.posted_bound or posted >= now - NOT_NEW:
        return now
    return posted


def openings(session: Session, company_id: int, now: dt.datetime) -> list[identity.Opening]:
    """The listings of a company that are open, or left so lately that they may come again as another."""
    return _read(session, _OPENINGS, company_id, now)


def related_openings(
    session: Session, company_id: int, new: Sequence[identity.Opening], now: dt.datetime
) -> list[identity.Opening]:
    """Those of the openings that may be the same vacancy as one of the new ones: a few of a large board."""
    return _read(
        session,
        _RELATED,
        company_id,
        now,
        posts=[key for one in new if (key := post_key(one.title_key, one.places_key))],
        requisitions=[one.requisition_id for one in new if usable_requisition(one.requisition_id)],
        texts=[one.text_key for one in new if one.text_key],
    )


def _read(
    session: Session, query: Select[Any], company_id: int, now: dt.datetime, **keys: Sequence[str]
) -> list[identity.Opening]:
    values: dict[str, Any] = {"company_id": company_id, "left_after": now - identity.REPOST_WITHIN, **keys}
    return [
        identity.Opening(
            external_id=row.external_id,
            vacancy=row.vacancy_id,
            requisition_id=row.requisition_id,
            title_key=row.title_key,
            places_key=row.places_key,
            text_key=row.text_key,
            open=row.status != "removed",
            left_at=row.removed_at,
            first_seen=row.first_seen_at,
        )
        for row in session.connection().execute(query, values)
    ]


def _opening(prepared: Prepared, now: dt.datetime) -> identity.Opening:
    return identity.Opening(
        external_id=prepared.external_id,
        vacancy=None,
        requisition_id=prepared.requisition_id,
        title_key=prepared.title_key,
        places_key=prepared.places_key,
        text_key=prepared.text_key,
        open=True,
        left_at=None,
        first_seen=now,
    )
