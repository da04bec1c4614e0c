"""What a delivery says, as a document that is kept: another try says the same, and its reader can look at it again."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qs

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from jobtracker.identity import AGAIN
from jobtracker.mail.site import Site
from jobtracker.models import Beginning, CompanyRow, Delivery, RunRow, Tracker
from jobtracker.store.carried import Told, settle, sort
from jobtracker.store.coverage import coverage
from jobtracker.store.deliveries import wake

PER_COMPANY, CARDS, LINES = 3, 25, 10
"""How many jobs of a company are shown, how many in all, and how many companies that begin; of the rest it says how
many."""
PLACES = 10
LOOKED_AGAIN = dt.timedelta(hours=1)
"""After so long, at what could not be told of yet."""


def compose(session: Session, tracker: Tracker, its: Delivery, site: Site, now: dt.datetime) -> dict[str, Any] | None:
    """What a delivery says now; what may not be told of leaves it. None if it has nothing to say any more."""
    found = sort(session, tracker, its.id, now)
    settle(session, tracker, found)
    if found.later:
        wake(tracker, now + LOOKED_AGAIN)
    begun = _begun(session, its)
    if its.kind == "news" and not found.told and not begun:
        return None
    companies = parse_qs(tracker.search).get("company", [])
    return {
        "kind": its.kind,
        "at": now.isoformat(),
        "asked_at": its.created_at.isoformat(),
        "tracker": _about(tracker),
        **_grouped(found.told),
        "beginnings": begun[:LINES],
        "more_beginnings": len(begun[LINES:]),
        "coverage": coverage(session, companies, tracker.muted_companies, site.known, now),
    }


def _about(tracker: Tracker) -> dict[str, Any]:
    return {
        **{name: getattr(tracker, name) for name in ("id", "name", "search", "cadence", "hour", "weekday", "zone")},
        **{name: getattr(tracker, name).isoformat() for name in ("created_at", "ends_at")},
        "found": tracker.matched,
        "relevant": tracker.relevant,
        "irrelevant": tracker.irrelevant,
    }


def _grouped(told: Sequence[Told]) -> dict[str, Any]:
    """By company: whose newest is newest comes first."""
    by_company: defaultdict[str, list[Told]] = defaultdict(list)
    for each in told:
        by_company[each.company].append(each)
    groups: list[dict[str, Any]] = []
    room, jobs, companies = CARDS, 0, 0
    for its in by_company.values():
        shown = its[: min(PER_COMPANY, room)]
        room -= len(shown)
        if shown:
            groups.append(
                {"company": its[0].company_name, "cards": [_card(one) for one in shown], "more": len(its) - len(shown)}
            )
        else:
            jobs, companies = jobs + len(its), companies + 1
    return {"total": len(told), "groups": groups, "beyond": [jobs, companies]}


def _card(one: Told) -> dict[str, Any]:
    row = one.listing
    return {
        "vacancy": one.vacancy_id,
        "listing": row.id,
        "title": row.title,
        "places": list(one.places[:PLACES]),
        "more_places": len(one.places[PLACES:]),
        "workplace": row.workplace,
        "work_from": list(row.work_from["areas"]),
        "pay": row.pay[:2],
        "posted_at": row.posted_at.isoformat() if row.posted_at and not row.posted_bound else None,
        "first_seen_at": row.first_seen_at.isoformat(),
        "reposted": row.joined in AGAIN,
        "url": row.url,
    }


def _begun(session: Session, its: Delivery) -> list[list[Any]]:
    """Companies that are watched now, or read again (runs that found something are kept), the one with most first."""
    carried = (Beginning.tracker_id == its.tracker_id, Beginning.delivery_id == its.id)
    before = (RunRow.company_id == Beginning.company_id, RunRow.id < Beginning.run_id, RunRow.outcome == "complete")
    columns = (CompanyRow.name, Beginning.number, CompanyRow.slug, exists().where(*before))
    rows = select(*columns).join(CompanyRow, CompanyRow.id == Beginning.company_id).where(*carried)
    found = session.execute(rows.order_by(Beginning.number.desc(), CompanyRow.slug))
    return [[name, number, slug, bool(again)] for name, number, slug, again in found]
