"""Losses that are held: what speaks for them, and an operator's decision."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from apiflask import APIBlueprint
from pydantic import BaseModel, Field

from api.access import access
from api.admin.acting import STANDS, act
from api.database import database
from api.errors import not_found
from api.models import Query
from api.paging import Page, Paging, after, page
from jobtracker.store import acting
from jobtracker.store import held_views as store
from jobtracker.store.held_views import LostListing
from jobtracker.store.holding import HeldBoard

bp = APIBlueprint("admin_held", __name__, url_prefix="/api/admin/held", tag="Admin")


class HeldQuery(Paging, Query):
    """Which page."""


class HeldPage(Page[HeldBoard]):
    """Boards with losses that wait, by company."""


class Evidence(BaseModel):
    """A board, and what it lost."""

    board: HeldBoard
    listings: list[LostListing] = Field(description=f"{store.MOST_LISTINGS} at most.")


class Settled(BaseModel):
    """What was done."""

    company: str
    listings: int = Field(description="So many were removed, shown again, or opened again.")


@bp.get("")
@bp.input(HeldQuery, location="query")
@bp.output(HeldPage)
@access("admin", scope="admin")
def boards(query_data: HeldQuery) -> dict[str, Any]:
    """Boards with losses that wait for a second look, by company."""
    last = (after("held", query_data) or [""])[0]
    rows = database().read(store.boards, after=last, limit=query_data.limit + 1)
    return page("held", query_data, rows, lambda row: [row.company])


@bp.get("/<slug>")
@bp.output(Evidence)
@access("admin", scope="admin")
def board(slug: str) -> Evidence:
    """One of them, with the listings that are missing."""
    found = database().read(store.board, slug)
    if found is None:
        raise not_found("held board")
    return Evidence(board=found[0], listings=found[1])


@bp.post("/<slug>/approve")
@bp.output(Settled)
@bp.doc(responses=STANDS)
@access("admin", scope="admin")
def approve(slug: str) -> Settled:
    """Believe the loss: what waits is removed. `undo` takes it back."""
    return _settled(slug, acting.approve)


@bp.post("/<slug>/reject")
@bp.output(Settled)
@bp.doc(responses=STANDS)
@access("admin", scope="admin")
def reject(slug: str) -> Settled:
    """Disbelieve the loss: what waits is shown again; a run that misses it too holds it anew."""
    return _settled(slug, acting.reject)


@bp.post("/<slug>/undo")
@bp.output(Settled)
@bp.doc(responses=STANDS)
@access("admin", scope="admin")
def undo(slug: str) -> Settled:
    """Open again what the last approval removed."""
    return _settled(slug, acting.undo)


def _settled(slug: str, unit: Callable[..., int]) -> Settled:
    return Settled(company=slug, listings=act("company", unit, slug))
