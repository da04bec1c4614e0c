"""What time it is, for all views."""

from __future__ import annotations

import datetime as dt


def now() -> dt.datetime:
    """In UTC."""
    return dt.datetime.now(dt.UTC)
