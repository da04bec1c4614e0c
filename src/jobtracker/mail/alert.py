"""What operators are told of an incident. Plain text from plain data."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from jobtracker.causes import CAUSES, Cause
from jobtracker.mail.message import Mail, one_line


@dataclass(slots=True, frozen=True)
class Alert:
    """One incident, as it stands when its operators are told."""

    id: int
    ats: str
    cause: str
    companies: int
    """That fail now."""
    since: dt.datetime
    """Start of the first failure."""
    example: str
    """A run's error line, with its company."""
    hosts: Sequence[tuple[str, int]] = ()
    """Which hosts, the most frequent first, and how many companies each."""


def subject(alert: Alert, now: dt.datetime) -> str:
    """`[Job Tracker] greenhouse: 800 companies blocked since 12:30`, with the date if that was not today (UTC)."""
    number = f"{alert.companies:,} companies" if alert.companies != 1 else "1 company"
    since = f"{alert.since:%H:%M}" if alert.since.date() == now.date() else f"{alert.since:%Y-%m-%d %H:%M}"
    return one_line(f"[Job Tracker] {alert.ats}: {number} {_cause(alert).said} since {since}")


def mail(alert: Alert, to: Sequence[str], now: dt.datetime) -> Mail:
    """The mail to the operators."""
    hosts = ", ".join(f"{host} ({number})" for host, number in alert.hosts)
    lines = [
        f"{one_line(alert.ats)}: {alert.companies} fail now: {_cause(alert).meaning}.",
        "",
        f"Since      {alert.since:%Y-%m-%d %H:%M} UTC",
        f"Hosts      {one_line(hosts) or 'not known'}",
        f"Example    {one_line(alert.example, 600)}",
        f"What helps {_cause(alert).remedy}.",
        "",
        "To look:",
        f"  jobtracker incidents show {alert.id}",
        f"  jobtracker runs --cause {alert.cause}",
        "To act:",
        f"  jobtracker companies pause --incident {alert.id} --why '...'",
        f"  jobtracker companies recrawl --incident {alert.id}",
        "",
        "Further companies that fail alike join this incident without another mail.",
    ]
    return Mail(to, subject(alert, now), "\n".join(lines), {"Auto-Submitted": "auto-generated"})


def document(alert: Alert, now: dt.datetime) -> dict[str, Any]:
    """The same for a webhook. `text` is what chat services show."""
    return {
        "text": subject(alert, now),
        "incident": alert.id,
        "ats": alert.ats,
        "cause": alert.cause,
        "meaning": _cause(alert).meaning,
        "companies": alert.companies,
        "since": alert.since.isoformat(),
        "hosts": dict(alert.hosts),
        "example": one_line(alert.example, 600),
        "command": f"jobtracker incidents show {alert.id}",
    }


def _cause(alert: Alert) -> Cause:
    return CAUSES.get(alert.cause) or Cause(alert.cause, alert.cause, "look at the runs")
