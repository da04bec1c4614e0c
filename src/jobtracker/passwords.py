"""Passwords are kept as Argon2 hashes. A hash costs tens of milliseconds: it is never made inside a transaction."""

from __future__ import annotations

import base64
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from jobtracker.account import normal

HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
"""Argon2id with 19 MiB and two passes, what OWASP asks for at least: several may log in at once on a small machine."""


def make(password: str) -> str:
    """The hash to keep."""
    return HASHER.hash(_bytes(password))


def fits(password: str, kept: str) -> bool:
    """True if it is the password. It takes the same time if there is none ("")."""
    try:
        return HASHER.verify(kept or _nobodys(), _bytes(password)) and bool(kept)
    except (VerificationError, InvalidHashError):
        return False


def is_old(kept: str) -> bool:
    """True if a hash was made in another way than hashes are now: it is made anew at the next log-in."""
    return HASHER.check_needs_rehash(kept)


def _nobodys() -> str:
    """What is compared with where there is no hash: one that nothing fits, made without hashing."""
    salt, digest = (_base64(secrets.token_bytes(length)) for length in (HASHER.salt_len, HASHER.hash_len))
    costs = f"m={HASHER.memory_cost},t={HASHER.time_cost},p={HASHER.parallelism}"
    return f"$argon2id$v=19${costs}${salt}${digest}"


def _base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode().rstrip("=")


def _bytes(password: str) -> bytes:
    return normal(password).encode("utf-8", "surrogatepass")
