"""What one is told: of vacancies that were saved, of companies that are followed."""

from __future__ import annotations

import datetime as dt
from http import HTTPStatus
from typing import Annotated, Any

from apiflask import APIBlueprint
from pydantic import BaseModel, ConfigDict, Field

from api.access import access
from api.account.entering import GONE, own_id
from api.clock import now
from api.database import database
from api.errors import Problem
from api.models import Body, Query
from api.paging import Page, Paging, after, page
from jobtracker.notices import Kind
from jobtracker.store import notice_mail
from jobtracker.store import notices as store

bp = APIBlueprint("account_notices", __name__, url_prefix="/api/account", tag="Kept")
Id = Annotated[int, Field(ge=1, lt=10**18)]


class Notice(BaseModel):
    """Something you are told."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    kind: Kind = Field(
        description="removed, reopened, changed: a vacancy that you saved; new: of a company you follow."
    )
    at: dt.datetime
    read_at: dt.datetime | None
    vacancy_id: int | None = Field(description="Null: of many new vacancies at once.")
    listing_id: int | None = Field(description="The listing that stands for the vacancy.")
    company: str
    slug: str = Field(description="The company's.")
    detail: dict[str, Any] = Field(description="title; changed: {field: [old, new]}; more: how many further ones.")


class NoticePage(Page[Notice]):
    """A page of notices."""


class NoticeQuery(Paging, Query):
    """Which of them."""

    unread: bool = Field(False, description="Only those that were not read.")


class Read(Body):
    """Which were read."""

    ids: list[Id] = Field([], max_length=100, description="These.")
    up_to: Id | None = Field(None, description="All up to this one, too.")


class Unsubscription(Query):
    """Of the link in a mail."""

    token: str = Field(max_length=100)


@bp.get("/notices")
@bp.input(NoticeQuery, location="query")
@bp.output(NoticePage)
@access("user")
def notices(query_data: NoticeQuery) -> dict[str, Any]:
    """What you were told, the latest first."""
    last = (after("notices", query_data) or [None])[0]
    rows = database().read(store.page, own_id(), before=last, limit=query_data.limit + 1, unread=query_data.unread)
    return page("notices", query_data, rows, lambda row: [row.id])


@bp.post("/notices/read")
@bp.input(Read, location="json")
@bp.output({}, status_code=HTTPStatus.NO_CONTENT)
@access("user")
def read(json_data: Read) -> str:
    """Note which you have read."""
    database().write(store.mark_read, own_id(), now=now(), ids=json_data.ids, up_to=json_data.up_to)
    return ""


@bp.post("/unsubscribe")
@bp.input(Unsubscription, location="query")
@bp.output({}, status_code=HTTPStatus.NO_CONTENT)
@bp.doc(responses=GONE)
@access("public")
def unsubscribe(query_data: Unsubscription) -> str:
    """End mails of notices, by the link in one of them: without logging in, and as often as one likes (RFC 8058)."""
    if not database().write(notice_mail.unsubscribe, query_data.token, now=now()):
        raise Problem(HTTPStatus.GONE, "This link is too old: use that of a later mail, or your account's page.")
    return ""
