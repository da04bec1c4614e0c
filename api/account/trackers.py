"""Trackers: what one watches for, and is mailed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from apiflask import APIBlueprint
from pydantic import BaseModel, ConfigDict, Field

from api.access import access
from api.account.entering import hasten_mail, own_id
from api.clock import now
from api.database import database
from api.errors import not_found
from api.limits import VIEWS
from api.models import Query
from api.paging import Page, Paging, after, page
from api.schemas.tracker import NewTracker, Tracker, TrackerChanges, TrackerList, Window
from api.tracking import TAKEN, refusals, tracker_of
from jobtracker.store import tracker_views
from jobtracker.store import trackers as store

bp = APIBlueprint("account_trackers", __name__, url_prefix="/api/account/trackers", tag="Trackers")
VIEWS |= {"account_trackers.make": "120 per hour", "account_trackers.change": "120 per hour"}
END = {"days", "until"}


class TrackerMatch(BaseModel):
    """A vacancy that was found."""

    model_config = ConfigDict(from_attributes=True)

    vacancy_id: int
    listing_id: int = Field(description="The one that fitted.")
    title: str
    url: str
    company: str = Field(description="The company's name.")
    slug: str = Field(description="The company's.")
    open: bool = Field(description="That listing is open now.")
    matched_at: dt.datetime = Field(description="When it was found.")
    state: str = Field(description="waits; mailed: its mail is on its way; told; gone: closed before it was told.")
    delivery_id: int | None = Field(description="The mail that tells of it.")
    relevant: bool | None = Field(description='What you answered to "was this relevant?".')


class TrackerMatchPage(Page[TrackerMatch]):
    """A page of what was found."""


class TrackerMatchQuery(Paging, Query):
    """Which of them."""

    delivery: int | None = Field(None, ge=1, lt=10**18, description="What this mail tells of only.")


@bp.get("")
@bp.output(TrackerList)
@access("user")
def trackers() -> TrackerList:
    """Your trackers, the newest first; those that ended, too."""
    return TrackerList(items=[tracker_of(seen) for seen in _seen()])


@bp.post("")
@bp.input(NewTracker, location="json")
@bp.output(Tracker, status_code=HTTPStatus.CREATED)
@bp.doc(responses=TAKEN)
@access("user")
def make(json_data: NewTracker) -> Tracker:
    """Make one. There is news for it from now on; what is open already is not told."""
    said = json_data.model_dump(exclude=END)
    with refusals():
        about: dict[str, Any] = {"days": json_data.days, "until": json_data.until, "now": now()}
        tracker_id = database().write(store.add, own_id(), said, **about)
    hasten_mail()
    return _one(tracker_id or 0)


@bp.get("/<int:tracker_id>")
@bp.output(Tracker)
@access("user")
def tracker(tracker_id: int) -> Tracker:
    """One of your trackers."""
    return _one(tracker_id)


@bp.patch("/<int:tracker_id>")
@bp.input(TrackerChanges, location="json")
@bp.output(Tracker)
@bp.doc(responses=TAKEN)
@access("user")
def change(tracker_id: int, json_data: TrackerChanges) -> Tracker:
    """Change what you name of it. An address that has not agreed yet is asked again if you name it again."""
    said = json_data.model_dump(exclude=END, exclude_unset=True)
    with refusals():
        about: dict[str, Any] = {"days": json_data.days, "until": json_data.until, "now": now()}
        if not database().write(store.change, own_id(), tracker_id, said, **about):
            raise not_found("tracker")
    hasten_mail()
    return _one(tracker_id)


@bp.delete("/<int:tracker_id>")
@bp.output({}, status_code=HTTPStatus.NO_CONTENT)
@access("user")
def delete(tracker_id: int) -> str:
    """Delete it, with all that was found for it."""
    if not database().write(store.remove, own_id(), tracker_id):
        raise not_found("tracker")
    return ""


@bp.post("/<int:tracker_id>/pause")
@bp.output(Tracker)
@access("user")
def pause(tracker_id: int) -> Tracker:
    """Pause it: what appears meanwhile is not looked at."""
    return _done(tracker_id, store.pause)


@bp.post("/<int:tracker_id>/resume")
@bp.output(Tracker)
@access("user")
def resume(tracker_id: int) -> Tracker:
    """Go on: there is news from now on, and what waited is told."""
    return _done(tracker_id, store.resume)


@bp.post("/<int:tracker_id>/renew")
@bp.input(Window, location="json")
@bp.output(Tracker)
@access("user")
def renew(tracker_id: int, json_data: Window) -> Tracker:
    """Give it another end; with neither, for as long again as it was to run. One that has ended begins anew."""
    with refusals():
        return _done(tracker_id, store.renew, days=json_data.days, until=json_data.until)


@bp.post("/<int:tracker_id>/revoke")
@bp.output(Tracker)
@access("user")
def revoke(tracker_id: int) -> Tracker:
    """End the addresses of its feeds, and the secret of its webhook: there are others now."""
    if not database().write(store.revoke, own_id(), tracker_id):
        raise not_found("tracker")
    return _one(tracker_id)


@bp.get("/<int:tracker_id>/matches")
@bp.input(TrackerMatchQuery, location="query")
@bp.output(TrackerMatchPage)
@access("user")
def matches(tracker_id: int, query_data: TrackerMatchQuery) -> dict[str, Any]:
    """What was found for it, the latest first."""
    name = f"matches {tracker_id}"
    last = after(name, query_data)
    place = (dt.datetime.fromisoformat(last[0]), last[1]) if last else None
    about: dict[str, Any] = {"delivery_id": query_data.delivery, "after": place, "limit": query_data.limit + 1}
    rows = database().read(tracker_views.matches, own_id(), tracker_id, **about)
    if rows is None:
        raise not_found("tracker")
    return page(name, query_data, rows, lambda row: [row.matched_at.isoformat(), row.vacancy_id])


def _done(tracker_id: int, unit: Callable[..., bool], **about: Any) -> Tracker:
    if not database().write(unit, own_id(), tracker_id, now=now(), **about):
        raise not_found("tracker")
    return _one(tracker_id)


def _one(tracker_id: int) -> Tracker:
    found = _seen(tracker_id)
    if not found:
        raise not_found("tracker")
    return tracker_of(found[0])


def _seen(tracker_id: int | None = None) -> list[tracker_views.Seen]:
    return database().read(tracker_views.trackers, own_id(), tracker_id, now=now())
