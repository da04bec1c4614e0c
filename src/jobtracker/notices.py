"""What a run's events mean for somebody who keeps a vacancy. Plain functions on plain data."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

Kind = Literal["removed", "reopened", "changed", "new"]
MOST_NEW = 20
"""New vacancies of a company in one run that are told one by one; what is more is one notice."""
AGED = frozenset({"retired", "unverified"})
"""Reasons of removals that no run found: they are told when they happen."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that a run found of a listing."""

    listing_id: int
    kind: str
    detail: Mapping[str, Any] = field(default_factory=dict)


def meaning(events: Sequence[Event], open_now: Collection[int]) -> tuple[Kind, dict[str, Any]] | None:
    """What became of a vacancy, by the events of its listings in one run and those that are open now.

    A vacancy is open as long as one of its listings is: a twin that goes is no news, nor is another id.
    """
    gone = {event.listing_id for event in events if event.kind == "removed"} - set(open_now)
    came = {event.listing_id for event in events if event.kind in {"new", "reopened"}}
    before, after = (set(open_now) - came) | gone, set(open_now)
    if before and not after:
        return "removed", {}
    if after and not before:
        return "reopened", {}
    changed: dict[str, Any] = {}
    for event in events:
        if event.kind == "changed" and event.listing_id in after:
            changed |= event.detail
    return ("changed", {"changed": changed}) if changed else None
