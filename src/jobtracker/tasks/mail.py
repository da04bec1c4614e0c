"""The task `mail`: what waits in the outbox is sent."""

from __future__ import annotations

import datetime as dt
import logging

from redis import Redis
from sqlalchemy.orm import Session

from jobtracker.config import settings
from jobtracker.db import Database
from jobtracker.mail.letter import mail as to_mail
from jobtracker.mail.message import Mail
from jobtracker.mail.senders import NotSent, Sender, sender
from jobtracker.store import letters, outbox
from jobtracker.store.outbox import Order, Unneeded

logger = logging.getLogger(__name__)
MOST = 500
"""At one time; the rest waits for the next."""
PATIENCE = 3
"""Mails in a row that may fail: then it is the server, which is left alone until the next time."""


def mail(database: Database, redis: Redis | None, now: dt.datetime) -> str:
    """Send what is due. Returns how many, in words; "" if none was."""
    its = settings()
    sent = send(database, sender(its.smtp_url, its.mail_from), its.base_url, now)
    return f"{sent} mails sent" if sent else ""


def send(database: Database, by: Sender, base_url: str, now: dt.datetime) -> int:
    """Send what is due; how many it was."""
    sent = failed = 0
    for mail_id in database.read(outbox.due, now=now, limit=MOST):
        if failed >= PATIENCE:
            break
        order = database.write(outbox.claim, mail_id, now=now)
        if order is None:
            continue
        done = _send(database, order, by, base_url, now)
        sent += done is True
        failed = failed + 1 if done is False else 0
    return sent


def _send(database: Database, order: Order, by: Sender, base_url: str, now: dt.datetime) -> bool | None:
    """True if it went out, False if it did not, None if it need not."""
    message = database.write(_message, order, base_url, now)
    if isinstance(message, Unneeded):
        database.write(outbox.mark, order, now=now, why_not=message.why)
        return None
    try:
        by.send(message)
    except NotSent as error:
        given_up = database.write(outbox.note_failure, order, str(error), now=now)
        level, what = (logging.ERROR, "given up") if given_up else (logging.WARNING, "not sent, tried again later")
        logger.log(level, "mail %s (%s): %s: %s", order.id, order.kind, what, error)
        return False
    database.write(outbox.mark, order, now=now)
    return True


def _message(session: Session, order: Order, base_url: str, now: dt.datetime) -> Mail | Unneeded:
    letter = letters.write(session, order, base_url, now)
    return letter if isinstance(letter, Unneeded) else to_mail(letter, order.recipient)
