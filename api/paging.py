"""Lists come in pages: `?cursor=&limit=` gives `{"items": [...], "next": "..." or null}`."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

import orjson
from flask import current_app
from pydantic import BaseModel, Field

from api.errors import Problem, invalid

Item = TypeVar("Item")
Row = TypeVar("Row")
LARGEST = 100
_DIGEST = 8


class Paging(BaseModel):
    """Which page. Models of a list's query stand on it."""

    cursor: str | None = Field(None, max_length=1000, description="`next` of the page before; nothing for the first.")
    limit: int = Field(25, ge=1, le=LARGEST, description="How many at most.")


class Page(BaseModel, Generic[Item]):
    """One page of a list: `class ThingPage(Page[Thing])` gives it the name that the documentation shows."""

    items: list[Item]
    next: str | None = Field(description="The cursor of the next page; null after the last.")


def cursor(of: str, *values: str | int | None) -> str:
    """A cursor that `read_cursor` takes back for the same list only. `of` says which, and what narrows it."""
    content = orjson.dumps(values)
    return base64.urlsafe_b64encode(_digest(of, content) + content).decode().rstrip("=")


def read_cursor(of: str, text: str | None) -> list[Any] | None:
    """The values of a cursor; None for the first page. Raises Problem for one from elsewhere."""
    if not text:
        return None
    try:
        raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError):
        raise _foreign() from None
    digest, content = raw[:_DIGEST], raw[_DIGEST:]
    if not hmac.compare_digest(digest, _digest(of, content)):
        raise _foreign()
    values: list[Any] = orjson.loads(content)
    return values


def after(name: str, asked: Paging) -> list[Any] | None:
    """The values of the cursor of a list that is narrowed by what is asked; None for its first page. Raises Problem."""
    return read_cursor(_of(name, asked), asked.cursor)


def page(name: str, asked: Paging, rows: Sequence[Row], place: Callable[[Row], Sequence[str | int]]) -> dict[str, Any]:
    """The page that rows make, of which one more was asked for; `place` is what the cursor says of the last one."""
    items = rows[: asked.limit]
    more = cursor(_of(name, asked), *place(items[-1])) if len(rows) > asked.limit else None
    return {"items": items, "next": more}


def _of(name: str, asked: Paging) -> str:
    return f"{name} {asked.model_dump_json(exclude={'cursor', 'limit'})}"


def _foreign() -> Problem:
    return invalid("cursor", "is not a cursor of this list: begin again without one")


def _digest(of: str, content: bytes) -> bytes:
    """Keyed, so that nobody makes cursors of their own."""
    key = hashlib.sha256(str(current_app.secret_key).encode()).digest()
    return hashlib.blake2b(of.encode() + b"\0" + content, key=key, digest_size=_DIGEST).digest()
