"""Mail: what waits, since when, and addresses that get nothing."""

from __future__ import annotations

import datetime as dt
from http import HTTPStatus
from typing import Any, Literal

from apiflask import APIBlueprint
from pydantic import BaseModel, ConfigDict, Field

from api.access import access
from api.account.entering import Email, told
from api.admin.acting import act
from api.database import database, settings
from api.limits import VIEWS
from api.models import Body, Query
from api.paging import Page, Paging, after, page
from jobtracker.account import fold
from jobtracker.mail.checkup import checkup
from jobtracker.store import mail_views as store

bp = APIBlueprint("admin_mail", __name__, url_prefix="/api/admin/mail", tag="Admin")
VIEWS["admin_mail.try_it"] = "20 per hour"


class WaitingTracker(BaseModel):
    """A tracker with vacancies that were found and not told yet."""

    model_config = ConfigDict(from_attributes=True)

    tracker_id: int = Field(description="Its id.")
    name: str
    owner: str = Field(description="The account's address.")
    cadence: str = Field(description="instant, daily, weekly.")
    number: int = Field(description="So many wait.")
    since: dt.datetime = Field(description="When the first of them was found.")
    paused: bool = Field(description="Then they wait until it is resumed.")
    ended: bool = Field(description="Then they wait until it is renewed.")
    next_at: dt.datetime | None = Field(description="When it is looked at next; null: it is not.")


class Mail(BaseModel):
    """How mail stands."""

    model_config = ConfigDict(from_attributes=True)

    unsent: int = Field(description="Mails that wait.")
    oldest_unsent: dt.datetime | None = Field(description="When it was asked for.")
    failing: int = Field(description="Of the unsent: tried before.")
    given_up: int = Field(description="In the last thirty days.")
    waiting: int = Field(description="Vacancies that were found for trackers and not told yet.")
    suppressed: int = Field(description="Addresses that nothing is mailed to.")
    trackers: list[WaitingTracker] = Field(description=f"Those that have waited longest, {store.WORST} at most.")


class QueuedMail(BaseModel):
    """A mail that was not sent yet."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    kind: str = Field(description="What it is about, as tracker, reset.")
    recipient: str = Field(description="A mail address.")
    created_at: dt.datetime
    due_at: dt.datetime = Field(description="Not before.")
    tries: int = Field(description="So many went wrong.")
    error: str = Field(description="Of the last try.")


class QueuePage(Page[QueuedMail]):
    """A page of them, the next first."""


class SuppressedAddress(BaseModel):
    """An address that nothing is mailed to."""

    model_config = ConfigDict(from_attributes=True)

    address: str = Field(description="A mail address.")
    reason: str = Field(description="bounce, complaint, by hand.")
    detail: str = Field(description="What its server said; may be empty.")
    at: dt.datetime


class SuppressedPage(Page[SuppressedAddress]):
    """A page of them, in order."""


class MailFinding(BaseModel):
    """What a look at one step of sending, or at one setting, found."""

    model_config = ConfigDict(from_attributes=True)

    state: Literal["good", "doubtful", "wrong", "unknown"]
    step: str = Field(description="What was looked at.")
    said: str = Field(description="What was found.")
    fix: str = Field(description="What to do about it; empty if it is good.")


class MailTest(BaseModel):
    """Each step of a test mail, in order."""

    items: list[MailFinding]


class MailQuery(Paging, Query):
    """Which page."""


class Address(Body):
    """An address."""

    email: str = Email


@bp.get("")
@bp.output(Mail)
@access("admin", scope="admin")
def mail() -> Mail:
    """How mail stands: the oldest unsent one, and the trackers whose finds have waited longest."""
    return Mail.model_validate(database().read(store.state))


@bp.get("/queue")
@bp.input(MailQuery, location="query")
@bp.output(QueuePage)
@access("admin", scope="admin")
def queue(query_data: MailQuery) -> dict[str, Any]:
    """Mails that were not sent yet, the next first."""
    last = after("mail queue", query_data)
    place = (dt.datetime.fromisoformat(last[0]), last[1]) if last else None
    rows = database().read(store.queue, after=place, limit=query_data.limit + 1)
    return page("mail queue", query_data, rows, lambda row: [row.due_at.isoformat(), row.id])


@bp.get("/suppressed")
@bp.input(MailQuery, location="query")
@bp.output(SuppressedPage)
@access("admin", scope="admin")
def suppressed(query_data: MailQuery) -> dict[str, Any]:
    """Addresses that nothing is mailed to: mails came back, or were called spam."""
    last = (after("suppressed", query_data) or [""])[0]
    rows = database().read(store.suppressed, after=last, limit=query_data.limit + 1)
    return page("suppressed", query_data, rows, lambda row: [row.address])


@bp.post("/suppressed/remove")
@bp.input(Address, location="json")
@bp.output({}, status_code=HTTPStatus.NO_CONTENT)
@bp.doc(responses={404: "Nothing was held back from it."})
@access("admin", scope="admin")
def allow(json_data: Address) -> str:
    """Mail to an address again."""
    act("suppressed address", store.allow, json_data.email.strip().lower())
    return ""


@bp.post("/test")
@bp.input(Address, location="json")
@bp.output(MailTest)
@access("admin", scope="admin")
def try_it(json_data: Address) -> MailTest:
    """Send a test mail at once, and say of each step whether it is as it should be: as `jobtracker mail test` does."""
    with told():
        to = fold(json_data.email)
    act("address", store.note_test, to)
    return MailTest(items=[MailFinding.model_validate(each) for each in checkup(settings(), to)])
