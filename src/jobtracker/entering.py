"""How people get into their accounts. Each act hashes outside of any transaction, then writes in one.

Where a stranger may ask, the same is done for everybody: as many hashes, as many statements that write.
"""

from __future__ import annotations

import datetime as dt

from jobtracker import passwords
from jobtracker.account import Refused, Signup, check_password, fold, new_token, way_on
from jobtracker.db import Database
from jobtracker.store import accounts, outbox, tickets
from jobtracker.store.accounts import Credentials, Owner


class WrongPassword(Exception):
    """It is not the password, or there is no such account: which, nobody is told. The words are for who asks."""

    def __init__(self, words: str = "The password is wrong.") -> None:
        super().__init__(words)


class NoTicket(Exception):
    """What should open something does not: it is unknown, used, too old, or the address was taken meanwhile."""


class SignupClosed(Exception):
    """Nobody signs up here, or only who is invited."""


def register(database: Database, email: str, password: str, *, to: str = "", allowed: Signup, now: dt.datetime) -> None:
    """Ask for an account: a mail follows, and its link leads on to a path of ours. Raises Refused, SignupClosed."""
    if allowed != "open":
        raise SignupClosed
    address = fold(email)
    data = {"to": way_on(to)}
    secret = passwords.make(check_password(password, address))
    database.write(outbox.ask, "register", address, now=now, secret=secret, data=data, once=new_token())


def confirm(database: Database, token: str, password: str, *, allowed: Signup, now: dt.datetime) -> Owner:
    """Open an account by the link in a mail.

    Who registered enters the password again: somebody who gives another's address must not get an account there, with
    a password of his own, because its owner opens a link. Who was invited chooses one.
    Raises NoTicket, WrongPassword, Refused, SignupClosed.
    """
    ticket = database.read(tickets.find, token, accounts.OPENERS, now=now)
    if ticket is None:
        raise NoTicket
    if allowed == "closed" or (ticket.purpose == "register" and allowed != "open"):
        raise SignupClosed
    if ticket.purpose == "invite":
        secret = passwords.make(check_password(password, ticket.email))
    elif passwords.fits(password, ticket.secret):
        secret = ticket.secret
    else:
        raise WrongPassword
    return _or_no_ticket(database.write(accounts.open_account, ticket, secret, now=now))


def log_in(database: Database, email: str, password: str) -> Owner:
    """Whose address and password these are. Raises WrongPassword, for whatever is wrong."""
    try:
        found = database.read(accounts.credentials, email=fold(email))
    except Refused:
        found = None
    if not passwords.fits(password, found.password_hash if found else "") or found is None:
        raise WrongPassword("The address or the password is wrong.")
    _improve(database, found, password)
    return found.owner


def _improve(database: Database, found: Credentials, password: str) -> None:
    if passwords.is_old(found.password_hash):
        newer = passwords.make(password)
        database.write(accounts.improve_hash, found.owner.id, found.password_hash, newer)


def ask_for_reset(database: Database, email: str, *, now: dt.datetime) -> None:
    """Ask for a link that sets a new password: it is mailed to who has an account. Raises Refused."""
    database.write(outbox.ask, "reset", fold(email), now=now, once=new_token())


def set_password(database: Database, token: str, password: str, *, now: dt.datetime) -> Owner:
    """Set a password by the link in a mail. Raises NoTicket, Refused."""
    ticket = database.read(tickets.find, token, accounts.SETTERS, now=now)
    if ticket is None:
        raise NoTicket
    secret = passwords.make(check_password(password, ticket.email))
    return _or_no_ticket(database.write(accounts.set_password, ticket, secret, now=now))


def change_password(database: Database, user_id: int, old: str, new: str, *, now: dt.datetime) -> Owner:
    """Set another password. Raises WrongPassword, Refused."""
    found = check(database, user_id, old)
    secret = passwords.make(check_password(new, found.owner.email))
    owner = database.write(accounts.change_password, user_id, found.password_hash, secret, now=now)
    if owner is None:
        raise WrongPassword
    return owner


def check(database: Database, user_id: int, password: str) -> Credentials:
    """Of an account, if this is its password. Raises WrongPassword."""
    found = database.read(accounts.credentials, user_id=user_id)
    if not passwords.fits(password, found.password_hash if found else "") or found is None:
        raise WrongPassword
    return found


def ask_for_address(database: Database, user_id: int, password: str, email: str, *, now: dt.datetime) -> None:
    """Ask for another address: a mail to it follows. Raises WrongPassword, Refused."""
    address = fold(email)
    check(database, user_id, password)
    database.write(outbox.ask, "address", address, now=now, user_id=user_id, once=new_token())


def change_address(database: Database, token: str, *, now: dt.datetime) -> Owner:
    """Take another address by the link that was mailed to it. Raises NoTicket."""
    ticket = database.read(tickets.find, token, ("address",), now=now)
    if ticket is None:
        raise NoTicket
    return _or_no_ticket(database.write(accounts.change_address, ticket, now=now))


def close_account(database: Database, user_id: int, password: str, *, now: dt.datetime) -> None:
    """Delete an account with all that is kept in it. Raises WrongPassword, accounts.LastAdmin."""
    check(database, user_id, password)
    database.write(accounts.close_account, user_id, now=now)


def _or_no_ticket(owner: Owner | None) -> Owner:
    if owner is None:
        raise NoTicket
    return owner
