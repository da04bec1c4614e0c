"""Accounts for tests, and the mails that are on their way to them. Hashes here cost nothing."""

import re

from sqlalchemy import select

from jobtracker import entering
from jobtracker.account import fold
from jobtracker.mail.senders import NotSent
from jobtracker.mail.site import Site
from jobtracker.models import User
from jobtracker.store import accounts
from jobtracker.tasks.mail import send

BASE_URL = "https://tracker.example"
SITE = Site(BASE_URL, "a key of thirty-two letters or so")
PASSWORD = "seven quiet herons"
EVE, ADAM = "eve@example.com", "adam@example.com"


class Post:
    """Takes mails; `away` refuses them."""

    def __init__(self):
        self.mails, self.away, self.tried = [], False, 0

    def send(self, mail):
        self.tried += 1
        if self.away:
            raise NotSent("mail: away")
        self.mails.append(mail)

    def deliver(self, database, now):
        """What the task does; what came of it."""
        before = len(self.mails)
        send(database, self, SITE, now)
        return self.mails[before:]


def token_in(mail):
    [token] = re.findall(rf"{BASE_URL}/\w+#(\S+)", mail.text)
    return token


def add(database, email=EVE, *, now, password_hash="", admin=False, confirmed=True):
    """An account; its id."""

    def unit(session):
        return accounts.add(session, email, now=now, password_hash=password_hash, admin=admin, confirmed=confirmed).id

    return database.write(unit)


def emails(database):
    return database.read(lambda session: session.scalars(select(User.email).order_by(User.email)).all())


def register(database, post, now, email=EVE, password=PASSWORD):
    entering.register(database, email, password, allowed="open", now=now)
    [mail] = [mail for mail in post.deliver(database, now) if mail.to == [fold(email)]]
    return mail


def opened(database, post, now, email=EVE, password=PASSWORD):
    mail = register(database, post, now, email, password)
    return entering.confirm(database, token_in(mail), password, allowed="open", now=now)
