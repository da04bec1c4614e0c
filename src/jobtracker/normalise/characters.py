"""Characters that no fact may hold, however a site sent them."""

from __future__ import annotations

import re

UNSAFE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff"  # control characters, lone surrogates
    "\u202a-\u202e\u2066-\u2069"  # direction overrides, which can turn a title around
    "\ufeff\ufffe\uffff]"  # byte order mark, non-characters
)


def drop_unsafe(text: str) -> str:
    """`text` without NUL, control characters (tab and newline stay), direction overrides and lone surrogates."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return UNSAFE.sub("", text) if UNSAFE.search(text) else text


def one_line(value: object, limit: int) -> str:
    """`value` as one clean line of at most `limit` characters; "" for anything but a string or a number."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return " ".join(drop_unsafe(str(value)[: limit * 4]).split())[:limit].rstrip()
