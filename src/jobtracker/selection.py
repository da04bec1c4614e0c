"""Which companies an operator means. Plain data."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True, frozen=True)
class Selection:
    """Companies for which every condition that is set holds; retired ones never."""

    slugs: tuple[str, ...] = ()
    ats: str | None = None
    country: str | None = None
    cause: str | None = None
    """A word of jobtracker.causes that their last run had."""
    incident: int | None = None
    failing: bool = False
    """Their last run was not complete."""
    held: bool = False
    """Losses of theirs wait for a second look."""
    paused: bool = False
    every: bool = False
    """All companies; said on purpose, and alone."""


@dataclass(slots=True, frozen=True)
class Chosen:
    """A company that is meant."""

    id: int
    slug: str
    host: str
    """Where its requests go; "" if it has never been crawled."""
    visited: bool
    """False if it is paused or switched off."""
