"""The one mail a day by which somebody is told of what was noticed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import Row, func, or_, select, update
from sqlalchemy.orm import Session

from jobtracker.mail.letter import Letter
from jobtracker.mail.notices import Line, letter
from jobtracker.models import CompanyRow, Notice, User
from jobtracker.store import outbox, tickets
from jobtracker.store.accounts import ENTERS
from jobtracker.store.outbox import Order, Unneeded

EVERY = dt.timedelta(days=1)
NEWS = dt.timedelta(days=3)
"""What is older is not mailed any more: whoever switches mails on again is not told of months."""
MOST_LINES = 100
_UNTOLD = (Notice.mail_id.is_(None), Notice.read_at.is_(None))


def _may_be_mailed(now: dt.datetime) -> tuple[object, ...]:
    rested = or_(User.told_at.is_(None), User.told_at <= now - EVERY)
    return (User.notices_mailed, *ENTERS, rested)


def due(session: Session, *, now: dt.datetime, limit: int) -> Sequence[int]:
    """The accounts whose owners are to be told of something by mail now."""
    its = select(Notice.user_id).join(User, User.id == Notice.user_id).where(*_UNTOLD, Notice.at > now - NEWS)
    return session.scalars(its.where(*_may_be_mailed(now)).distinct().limit(limit)).all()  # type: ignore[arg-type]


def gather(session: Session, user_id: int, *, now: dt.datetime) -> bool:
    """Ask for the mail that tells an account's owner of all that is untold. False if another did."""
    mine = update(User).where(User.id == user_id, *_may_be_mailed(now)).values(told_at=now)  # type: ignore[arg-type]
    if not session.connection().execute(mine).rowcount:
        return False
    email = session.scalars(select(User.email).where(User.id == user_id)).one()
    mail_id = outbox.ask(session, "notices", email, now=now, user_id=user_id)
    its = update(Notice).where(Notice.user_id == user_id, *_UNTOLD, Notice.at > now - NEWS)
    session.execute(its.values(mail_id=mail_id).execution_options(synchronize_session=False))
    return True


def notices(session: Session, order: Order, base_url: str, now: dt.datetime) -> Letter | Unneeded:
    """Put that mail together, of what was not read meanwhile."""
    user = session.get(User, order.user_id)
    if user is None or not user.notices_mailed or user.disabled_at is not None:
        return Unneeded("switched off")
    rows, number = _untold(session, order.id)
    if not rows:
        return Unneeded("read meanwhile")
    token = tickets.make(session, "unsubscribe", user.email, now=now, user_id=user.id)
    lines = [Line(row.kind, row.name, row.detail) for row in rows]
    return letter(lines, number - len(lines), base_url, token)


def _untold(session: Session, mail_id: int) -> tuple[Sequence[Row[tuple[str, str, dict[str, object]]]], int]:
    its = (Notice.mail_id == mail_id, Notice.read_at.is_(None))
    number = session.scalar(select(func.count()).select_from(Notice).where(*its)) or 0
    columns = (Notice.kind, CompanyRow.name, Notice.detail)
    rows = select(*columns).join(CompanyRow, CompanyRow.id == Notice.company_id).where(*its)
    return session.execute(rows.order_by(Notice.id.desc()).limit(MOST_LINES)).all(), number


def switch(session: Session, user_id: int, *, on: bool) -> None:
    """Have notices mailed, or not."""
    session.execute(update(User).where(User.id == user_id).values(notices_mailed=on))


def unsubscribe(session: Session, token: str, *, now: dt.datetime) -> bool:
    """End these mails by the link in one, as often as it is opened. False if the link opens nothing."""
    ticket = tickets.find(session, token, ("unsubscribe",), now=now)
    if ticket is None or ticket.user_id is None:
        return False
    switch(session, ticket.user_id, on=False)
    return True
