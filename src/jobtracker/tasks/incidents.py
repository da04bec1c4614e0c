"""The task `incidents`: what fails alike is one incident, and operators are told of it once."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Mapping
from functools import partial

from redis import Redis

from jobtracker.config import Settings, settings
from jobtracker.db import Database
from jobtracker.mail import alert as words
from jobtracker.mail.alert import Alert
from jobtracker.mail.senders import ConsoleSender, NotSent, Sender, or_console
from jobtracker.mail.webhook import post
from jobtracker.store import alerts
from jobtracker.store.alerts import MAIL, WEBHOOK, Channel
from jobtracker.store.incidents import sweep

logger = logging.getLogger(__name__)
Tell = Callable[[Alert, dt.datetime], None]
"""Raises NotSent."""


def incidents(database: Database, redis: Redis | None, now: dt.datetime) -> str:
    """Open and close incidents and tell of those that are untold. Returns what it did, in words; "" if nothing."""
    did = database.write(sweep, now=now)
    told = sum(tell(database, channel, by, now) for channel, by in channels(settings()).items())
    counts = {"opened": did.opened, "closed": did.closed, "alerts sent": told, "companies' back-off ended": did.freed}
    return ", ".join(f"{number} {what}" for what, number in counts.items() if number)


def channels(its: Settings) -> Mapping[Channel, Tell]:
    """How the operators are told; without an address of theirs, on the console."""
    send = or_console(its) if its.alert_to else ConsoleSender(its.mail_from)
    ways: dict[Channel, Tell] = {MAIL: partial(_mail, send, its.alert_to or (its.mail_from,))}
    if its.alert_webhook:
        ways[WEBHOOK] = partial(_post, its.alert_webhook)
    return ways


def _mail(send: Sender, to: tuple[str, ...], alert: Alert, now: dt.datetime) -> None:
    send.send(words.mail(alert, to, now))


def _post(url: str, alert: Alert, now: dt.datetime) -> None:
    post(url, words.document(alert, now))


def tell(database: Database, channel: Channel, by: Tell, now: dt.datetime) -> int:
    """Tell of what is untold on a channel; how many it was. A channel that fails is left until the claims lapse."""
    untold = database.write(alerts.claim, channel, now=now)
    for number, alert in enumerate(untold):
        try:
            by(alert, now)
        except NotSent as error:
            logger.warning("incident %s: alert not sent, tried again later: %s", alert.id, error)
            return number
        database.write(alerts.mark, channel, alert.id, now=now)
    return len(untold)
