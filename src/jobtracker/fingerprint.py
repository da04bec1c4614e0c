"""Tell whether a posting is still what is stored, without normalising it again."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import asdict
from typing import Any

import orjson

from jobtracker.listing import Posting

_PIECE = 2_047
"""Bytes. For more at once hashlib lets go of the interpreter's lock, and beside other threads gets it back late: a
listing's hash took ten times as long."""
_LARGE = 65_536
"""Bytes from which on it is worth the while."""
_OPTIONS = orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS


def posting_hash(posting: Posting, volatile: Collection[str] = ()) -> str:
    """Hash the site's own record (or, without one, the posting's fields), less its volatile top-level fields.

    Returns 32 hex digits.
    """
    return record_hash(posting.raw if posting.raw is not None else asdict(posting), volatile)


def record_hash(record: Any, volatile: Collection[str] = ()) -> str:
    """The same, of the record itself."""
    if volatile and isinstance(record, dict):
        record = {key: value for key, value in record.items() if key not in volatile}
    return digest(_bytes(record))


def digest(body: bytes) -> str:
    """32 hex digits of any bytes."""
    hash_ = hashlib.blake2b(digest_size=16)
    if len(body) > _LARGE:
        hash_.update(body)
        return hash_.hexdigest()
    for start in range(0, len(body), _PIECE):
        hash_.update(body[start : start + _PIECE])
    return hash_.hexdigest()


def _bytes(record: Any) -> bytes:
    try:
        return orjson.dumps(record, option=_OPTIONS)
    except TypeError:  # lone surrogates, integers beyond 64 bits, foreign types
        return repr(record).encode("utf-8", "surrogatepass")
