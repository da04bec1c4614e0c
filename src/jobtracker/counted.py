"""How many of something, in words."""

from __future__ import annotations

import re


def counted(number: int, noun: str, plural: str = "") -> str:
    """`1 company`, `2,000 companies`, `2 days`; a plural that is made otherwise is named."""
    many = plural or (f"{noun[:-1]}ies" if re.search("[^aeou]y$", noun) else f"{noun}s")
    return f"{number:,} {noun if number == 1 else many}"
