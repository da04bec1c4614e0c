"""What of trackers needs no account: a preview before one is made, and an address that agrees to get mails."""

from __future__ import annotations

from http import HTTPStatus

from apiflask import APIBlueprint
from flask import Response

from api import clock
from api.access import access
from api.account.entering import GONE, Link
from api.answers import written
from api.database import database
from api.errors import Problem
from api.limits import VIEWS
from api.models import Body
from api.schemas.tracker import Preview, Subject
from api.tracking import refusals
from jobtracker.store import preview as store
from jobtracker.store import tickets, trackers
from jobtracker.tracker import subject

bp = APIBlueprint("trackers", __name__, url_prefix="/api/trackers", tag="Trackers")
VIEWS |= {"trackers.preview": "60 per minute", "trackers.agree": "60 per hour"}


class Agreement(Body):
    """The link of a mail."""

    token: str = Link


@bp.post("/preview")
@bp.input(Subject, location="json")
@bp.output(Preview)
@access("public")
def preview(json_data: Subject) -> Response:
    """What such a tracker would have told last week. Nothing is kept."""
    with refusals():
        about = subject(json_data.search, json_data.muted_companies, json_data.muted_words)
    return written(database().read(store.preview, about, now=clock.now()))


@bp.post("/agree")
@bp.input(Agreement, location="json")
@bp.output({}, status_code=HTTPStatus.NO_CONTENT)
@bp.doc(responses=GONE)
@access("public")
def agree(json_data: Agreement) -> str:
    """Agree that a tracker's mails are sent to an address, by the link that was mailed to it."""
    now = clock.now()
    ticket = database().read(tickets.find, json_data.token, ("tracker",), now=now)
    if ticket is None or not database().write(trackers.consent, ticket, now=now):
        raise Problem(HTTPStatus.GONE, "This link was used, or is too old. Ask for another.")
    return ""
