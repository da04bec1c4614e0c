"""Sessions: a signed cookie names the account's session key, never its id. Another key ends all its sessions."""

from __future__ import annotations

import time

from apiflask import APIFlask
from flask import current_app, request, session
from flask_login import LoginManager, current_user

from api.database import database
from jobtracker.store import accounts
from jobtracker.store.accounts import Owner

LIFE = 30 * 24 * 3600
"""Seconds from logging in, whatever is done meanwhile."""
BEGUN = "begun"
"""In a session: when it was begun, by time.time()."""


class Person:
    """Somebody who is logged in, as Flask-Login wants it."""

    is_authenticated = is_active = True
    is_anonymous = False

    def __init__(self, owner: Owner) -> None:
        self.owner = owner

    def get_id(self) -> str:
        """What the cookie names."""
        return self.owner.session_key


def install(app: APIFlask) -> None:
    """Have this application know its sessions."""
    manager = LoginManager()
    manager.session_protection = None  # an address changes on every train, and a browser's name proves nothing
    manager.user_loader(_load)
    manager.init_app(app)
    app.config["PERMANENT_SESSION_LIFETIME"] = LIFE


def _load(session_key: str) -> Person | None:
    if not 0 <= time.time() - float(session.get(BEGUN, 0)) < LIFE:
        return None
    owner = database().read(accounts.by_session, session_key)
    return None if owner is None else Person(owner)


def current() -> Owner | None:
    """Whose session it is; None without one."""
    if str(current_app.config["SESSION_COOKIE_NAME"]) not in request.cookies:
        return None  # nearly always: then the database is not asked
    return current_user.owner if current_user.is_authenticated else None
