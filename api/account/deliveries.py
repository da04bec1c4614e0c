"""The mails of one's trackers, as they were."""

from __future__ import annotations

import datetime as dt
from typing import Any

from apiflask import APIBlueprint
from pydantic import BaseModel, ConfigDict, Field

from api.access import access
from api.account.entering import own_id
from api.database import database, settings
from api.errors import not_found
from api.models import Query
from api.paging import Page, Paging, after, page
from api.tracking import key
from jobtracker.mail.site import Site
from jobtracker.store import tracker_mail, tracker_views

bp = APIBlueprint("account_deliveries", __name__, url_prefix="/api/account/deliveries", tag="Trackers")


class Delivery(BaseModel):
    """A mail of a tracker."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    tracker_id: int = Field(description="Whose mail it is.")
    name: str = Field(description="The tracker's.")
    kind: str = Field(description="news; renew: it ends soon; closing.")
    created_at: dt.datetime
    number: int = Field(description="Vacancies that it tells of.")
    subject: str = Field(description="Empty while it is not put together.")
    sent_at: dt.datetime | None = Field(description="null: not yet, or never.")
    error: str = Field(description="Why it was not sent, if it never will be.")


class WholeDelivery(Delivery):
    """The same with what it told."""

    content: dict[str, Any] | None = Field(description="What it told; null while it is not put together.")
    text: str = Field(description="The mail, as it was sent.")
    html: str = Field(description="The same for who sees HTML. It loads nothing.")


class DeliveryPage(Page[Delivery]):
    """A page of mails."""


class DeliveryQuery(Paging, Query):
    """Which of them."""

    tracker: int | None = Field(None, ge=1, lt=10**18, description="Of this tracker only.")


@bp.get("")
@bp.input(DeliveryQuery, location="query")
@bp.output(DeliveryPage)
@access("user")
def deliveries(query_data: DeliveryQuery) -> dict[str, Any]:
    """The mails of your trackers, the latest first."""
    last = (after("deliveries", query_data) or [None])[0]
    about: dict[str, Any] = {"tracker_id": query_data.tracker, "before": last, "limit": query_data.limit + 1}
    rows = database().read(tracker_views.deliveries, own_id(), **about)
    return page("deliveries", query_data, rows, lambda row: [row.id])


@bp.get("/<int:delivery_id>")
@bp.output(WholeDelivery)
@access("user")
def delivery(delivery_id: int) -> WholeDelivery:
    """One of them, with what it told."""
    found = database().read(tracker_views.delivery, own_id(), delivery_id)
    if found is None:
        raise not_found("mail")
    site = Site(settings().base_url, key())
    mail = database().read(tracker_mail.as_sent, delivery_id, "", site)
    told = Delivery.model_validate(found).model_dump()
    return WholeDelivery(**told, content=found.content, text=mail.text if mail else "", html=mail.html if mail else "")
