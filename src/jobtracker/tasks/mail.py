"""The task `mail`: what waits in the outbox is sent."""

from __future__ import annotations

import datetime as dt
import logging
import time

from redis import Redis
from sqlalchemy.orm import Session

from jobtracker.config import Settings, settings
from jobtracker.counted import counted
from jobtracker.db import Database
from jobtracker.errors import JobTrackerError
from jobtracker.mail.message import Mail
from jobtracker.mail.senders import NO_SETTINGS, NotSent, Sender, by_settings
from jobtracker.mail.site import Site
from jobtracker.secret_key import key_of
from jobtracker.store import letters, outbox
from jobtracker.store.outbox import Order, Unneeded

logger = logging.getLogger(__name__)
MOST = 500
"""Looked up at a time."""
LONGEST = 180.0
"""Seconds of one round: no claim of it may lapse before it is over."""
PATIENCE = 3
"""Mails in a row that may fail: then it is the server, which is left alone until the next time."""


def mail(database: Database, redis: Redis | None, now: dt.datetime) -> str:
    """Send what is due. Returns how many, in words; "" if none was."""
    its = settings()
    by = by_settings(its)
    if by is None:
        if waiting := database.read(outbox.waiting):
            logger.error("%s; %d wait", NO_SETTINGS, waiting)
        return ""
    sent = send(database, by, site_of(its), now)
    return f"{counted(sent, 'mail')} sent" if sent else ""


def site_of(its: Settings) -> Site:
    """What mails are put together for. Raises SettingsError without the key that the API has, too."""
    return Site(its.base_url, key_of(its))


def send(database: Database, by: Sender, site: Site, now: dt.datetime) -> int:
    """Send what is due; how many it was."""
    sent = failed = 0
    end = time.monotonic() + LONGEST
    while mails := database.read(outbox.due, now=now, limit=MOST):
        for mail_id in mails:
            if failed >= PATIENCE or time.monotonic() > end:
                return sent
            order = database.write(outbox.claim, mail_id, now=now)
            if order is None:
                continue
            done = _send(database, order, by, site, now)
            sent += done is True
            failed = failed + 1 if done is False else 0
    return sent


def _send(database: Database, order: Order, by: Sender, site: Site, now: dt.datetime) -> bool | None:
    """True if it went out, False if it could not, None if it is not to."""
    try:
        message = database.write(_message, order, site, now)
        if isinstance(message, Unneeded):
            return None
        by.send(message)
    except NotSent as error:
        given_up = database.write(letters.failed, order, error, now)
        level, what = (logging.ERROR, "given up") if given_up else (logging.WARNING, "not sent, tried again later")
        logger.log(level, "mail %s (%s): %s: %s", order.id, order.kind, what, error)
        return None if error.permanent else False  # a server that answers for one of them is there for the others
    except JobTrackerError:
        raise
    except Exception as error:  # a fault of one mail is no reason to keep the others
        logger.exception("mail %s (%s): cannot be put together", order.id, order.kind)
        database.write(letters.failed, order, NotSent(f"{type(error).__name__}: {error}"), now)
        return None
    database.write(letters.sent, order, now)
    return True


def _message(session: Session, order: Order, site: Site, now: dt.datetime) -> Mail | Unneeded:
    message = letters.write(session, order, site, now)
    if isinstance(message, Unneeded):
        outbox.mark(session, order, now=now, why_not=message.why)
    return message
