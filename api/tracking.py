"""What the views of trackers share: refusals as problems, and a tracker as its owner sees it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from http import HTTPStatus

from flask import current_app

from api.errors import Problem, invalid
from api.links import api_address
from api.schemas.tracker import Feeds, Lately, Tracker, Webhook
from jobtracker import account, signing
from jobtracker.mail.tracker_webhook import secret_of
from jobtracker.store.tracker_views import Seen
from jobtracker.store.trackers import MOST, Duplicate, TooMany
from jobtracker.store.webhooks import GIVEN_UP

TAKEN = {409: f"There is one already that watches for the same; or there are {MOST}."}


@contextlib.contextmanager
def refusals() -> Iterator[None]:
    """What the rules say, as problems."""
    try:
        yield
    except account.Refused as refused:
        place = {name: getattr(refused, name, None) for name in ("start", "end")}
        raise invalid(refused.field, refused.rule, **place) from None
    except Duplicate as twice:
        detail = f"You watch for the same already: tracker {twice.tracker_id}."
        raise Problem(HTTPStatus.CONFLICT, detail) from None
    except TooMany:
        raise Problem(HTTPStatus.CONFLICT, f"You have {MOST} trackers: delete one first.") from None


def key() -> str:
    """What links are signed with."""
    return str(current_app.secret_key)


def tracker_of(seen: Seen) -> Tracker:
    """As its owner sees it."""
    row = seen.row
    token = signing.sign(key(), "feed", row.id, row.link_version)
    own = {name: getattr(row, name) for name in Tracker.model_fields if hasattr(row, name)}
    return Tracker(
        **own,
        mails_to=seen.mails_to,
        not_mailed=seen.why_not,
        state=seen.state,
        waiting=seen.waiting,
        lately=Lately.model_validate(seen.lately),
        feeds=Feeds(
            rss=api_address(f"/api/trackers/feed/{token}.rss", ""),
            json_feed=api_address(f"/api/trackers/feed/{token}.json", ""),
        ),
        webhook=_webhook(seen) if row.webhook_url else None,
    )


def _webhook(seen: Seen) -> Webhook:
    row = seen.row
    return Webhook(
        url=row.webhook_url,
        secret=secret_of(key(), row.id, row.link_version),
        failures=row.webhook_failures,
        error=row.webhook_error,
        given_up=row.webhook_failures >= GIVEN_UP,
        next_at=row.webhook_next_at,
    )
