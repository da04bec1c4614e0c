"""Rules of accounts: which address is which, which password is one, who may sign up. Plain functions."""

from __future__ import annotations

import hashlib
import secrets
import unicodedata
from functools import cache
from importlib.resources import files
from typing import Literal

from jobtracker.mail.message import ADDRESS

Signup = Literal["open", "invite", "closed"]
Scope = Literal["read", "write", "admin"]
LONGEST_ADDRESS = 254
"""Characters, after RFC 5321."""
SHORTEST_PASSWORD, LONGEST_PASSWORD = 12, 200
LEAST_DIFFERENT = 5
"""Characters that a password has at least, each counted once."""
LONGEST_WAY = 2_000
"""Characters of a path that a mail leads on to."""
TOKEN_PREFIX = "jt_"  # noqa: S105  (what an API token begins with, so that one left in a file can be searched for)


class Refused(Exception):
    """A rule says no. The words are for the person who asks, and name the field that they are about."""

    def __init__(self, field: str, rule: str) -> None:
        super().__init__(f"{field} {rule}")
        self.field, self.rule = field, rule


def fold(address: str) -> str:
    """The one spelling of a mail address: lower case. Dots and tags are the business of whose server it is.

    Raises Refused if it is no address.
    """
    folded = address.strip().lower()
    if len(folded) > LONGEST_ADDRESS or not ADDRESS.fullmatch(folded) or ".." in folded.rpartition("@")[2]:
        raise Refused("email", "is not a mail address")
    return folded


def normal(password: str) -> str:
    """A password as it is hashed: keyboards write the same character in several ways."""
    return unicodedata.normalize("NFKC", password)


def check_password(password: str, email: str) -> str:
    """The password, normal. Raises Refused if it is one that should not be taken; `email` is the account's address."""
    its = normal(password)
    if not its.isprintable():
        raise Refused("password", "may hold printable characters only")
    if not SHORTEST_PASSWORD <= len(its) <= LONGEST_PASSWORD:
        raise Refused("password", f"has to be {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters long")
    folded = its.casefold()
    if folded in {email, email.rpartition("@")[0], email[::-1]}:
        raise Refused("password", "must not be the address")
    if folded in _commonest() or len(set(folded)) < LEAST_DIFFERENT:
        raise Refused("password", "is one of those that are tried first")
    return its


@cache
def _commonest() -> frozenset[str]:
    return frozenset(files("jobtracker").joinpath("common_passwords.txt").read_text().split())


def way_on(path: str) -> str:
    """Where on our own pages somebody wants to be led on to, or "". Raises Refused: a stranger chose it."""
    outside = path and (not path.startswith("/") or path.startswith("//") or "\\" in path)
    if outside or not path.isascii() or any(letter <= " " or letter == "\x7f" for letter in path):
        raise Refused("to", "has to be a path of this site")
    return path


def signup(setting: Signup | Literal[""], *, has_admin: bool) -> Signup:
    """Who may sign up: what is set; else everybody until there is an admin, then nobody."""
    return setting or ("closed" if has_admin else "open")


def new_token(prefix: str = "") -> str:
    """A secret of 256 bits for a link, a session or a program."""
    return prefix + secrets.token_urlsafe(32)


def hash_of(token: str) -> str:
    """What is kept of such a secret. One round of SHA-256 is enough: nobody guesses 256 bits."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
