"""`jobtracker users`: accounts, from the command line."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import click

from jobtracker.account import Refused, check_password, fold
from jobtracker.commands.acting import by_command
from jobtracker.config import settings
from jobtracker.errors import JobTrackerError

if TYPE_CHECKING:
    from jobtracker.db import Database
    from jobtracker.store.users import Account


@click.group()
def users() -> None:
    """Look after accounts."""


class Address(click.ParamType[str]):
    """A mail address, folded."""

    name = "email"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The address as accounts have it."""
        try:
            return fold(value)
        except Refused as refused:
            self.fail(f"{value!r} {refused.rule}", param, ctx)


email_argument = click.argument("email", type=Address())


@users.command(short_help="Make an account.")
@email_argument
@click.option("--admin", is_flag=True, help="One that may look after everything.")
def add(email: str, admin: bool) -> None:
    """Make an account.

    The password is asked for at a terminal; elsewhere it is the first line of stdin. Without one, a link that sets it
    is mailed.
    """
    from jobtracker import passwords
    from jobtracker.store import users as store

    password = _password(email)
    secret = passwords.make(password) if password else ""
    database = _database()
    detail = {"admin": True} if admin else {}
    _act(database, "user.add", email, store.add, email, password_hash=secret, admin=admin, now=_now(), detail=detail)
    click.echo(f"{email}: account made" + ("" if password else ", a link to set its password is mailed"))
    _send(database)


def _password(email: str) -> str:
    try:
        given = _typed() if sys.stdin.isatty() else sys.stdin.readline().rstrip("\r\n")
        return check_password(given, email) if given else ""
    except Refused as refused:
        raise JobTrackerError(f"the password {refused.rule}") from None


def _typed() -> str:
    words = "Password (empty: a link to set one is mailed)"
    given: str = click.prompt(words, default="", show_default=False, hide_input=True)
    if given and click.prompt("Once more", default="", show_default=False, hide_input=True) != given:
        raise JobTrackerError("these were two passwords")
    return given


@users.command(name="list", short_help="Show accounts.")
@click.option("--like", default="", help="Only those whose address holds this.")
@click.option("--limit", default=100, show_default=True, type=click.IntRange(1, 100_000))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def list_(like: str, limit: int, as_json: bool) -> None:
    """Show the newest accounts and the invitations that may still be used."""
    import orjson

    from jobtracker.commands.table import print_table
    from jobtracker.store import users as store

    database = _database()
    found = database.read(store.page, words=like, limit=limit)
    invited = database.read(store.invitations, now=_now())
    if as_json:
        click.echo(orjson.dumps({"accounts": found, "invitations": invited}, option=orjson.OPT_INDENT_2))
        return
    rows = [(a.email, "admin" if a.admin else "", _state(a), f"{a.created_at:%Y-%m-%d}", a.kept) for a in found]
    rows += [(i.email, "", "invited", f"{i.created_at:%Y-%m-%d}", 0) for i in invited if like.lower() in i.email]
    print_table(("address", "role", "state", "since", "keeps"), rows, empty="no accounts")


def _state(account: Account) -> str:
    return "disabled" if account.disabled_at else "open" if account.confirmed_at else "no password yet"


@users.command(short_help="Mail somebody an invitation.")
@email_argument
def invite(email: str) -> None:
    """Mail somebody a link by which to make an account. It works while SIGNUP is open or invite."""
    from jobtracker.account import signup
    from jobtracker.store import accounts
    from jobtracker.store import users as store

    database = _database()
    if signup(settings().signup, has_admin=database.read(accounts.has_admin)) == "closed":
        raise JobTrackerError(
            "sign-up is closed: set JOBTRACKER_SIGNUP=invite, or add the account yourself (users add)"
        )
    _act(database, "user.invite", email, store.invite, email, now=_now())
    click.echo(f"{email}: an invitation is mailed")
    _send(database)


@users.command(short_help="Close an account.")
@email_argument
def disable(email: str) -> None:
    """Close an account: nobody enters it, its sessions end, its tokens open nothing. What is kept in it stays."""
    from jobtracker.store import users as store

    database = _database()
    _act(database, "user.disable", email, store.disable, _id(database, email), now=_now())
    click.echo(f"{email}: disabled")


@users.command(short_help="Open an account again.")
@email_argument
def enable(email: str) -> None:
    """Open an account again that was closed."""
    from jobtracker.store import users as store

    database = _database()
    _act(database, "user.enable", email, store.enable, _id(database, email))
    click.echo(f"{email}: enabled")


@users.command(short_help="Mail somebody a link that sets a new password.")
@email_argument
def reset(email: str) -> None:
    """Mail the owner of an account a link that sets a new password."""
    from jobtracker.store import users as store

    database = _database()
    if not _act(database, "user.reset", email, store.send_reset, _id(database, email), now=_now()):
        raise JobTrackerError(f"{email}: the account is disabled")
    click.echo(f"{email}: a link is mailed")
    _send(database)


def _act(
    database: Database,
    act: str,
    email: str,
    unit: Callable[..., object],
    *args: object,
    detail: Mapping[str, object] | None = None,
    **kwargs: object,
) -> object:
    """Do it, with its row in the audit."""
    from jobtracker.store.audit import audited
    from jobtracker.store.users import Taken

    try:
        return database.write(audited(unit, by_command(), act, email, **(detail or {})), *args, **kwargs)
    except Taken:
        raise JobTrackerError(f"{email}: there is an account already") from None


def _id(database: Database, email: str) -> int:
    from jobtracker.store import users as store

    found = database.read(store.find, email=email)
    if found is None:
        raise JobTrackerError(f"{email}: there is no such account")
    return found.id


def _send(database: Database) -> None:
    """Send what waits, so that it needs no worker; what fails is tried again by one."""
    from jobtracker.mail.senders import or_console
    from jobtracker.tasks.mail import send, site_of

    send(database, or_console(settings()), site_of(settings()), _now())


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def _database() -> Database:
    from jobtracker.db import open_database

    return open_database(settings().database_url)
