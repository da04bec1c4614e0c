"""What we ask of a scrapyd, wherever it is: an address of JOBTRACKER_SCRAPYD_NODES."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import requests

from jobtracker.errors import JobTrackerError
from services.asking import local_session
from services.scrapyd import PROJECT

PATIENCE = (5, 120)
"""Seconds for a connection, and for an answer: to schedule, scrapyd may first have to list all companies."""


class NodeFailed(JobTrackerError):
    """A node did not answer, or refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeState:
    """What a node says of itself."""

    name: str
    running: tuple[str, ...]
    """The spiders that run: companies, and "fleet"."""
    waiting: int
    """Starts that it has accepted and not made yet."""
    eggs: tuple[str, ...]
    """The versions that were delivered, newest last; none: it serves the code that is installed there."""


def without_password(address: str) -> str:
    """The address as one may print it."""
    parts = urlsplit(address)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl().rstrip("/")


def state(address: str) -> NodeState:
    """What runs there, and of which version. Raises NodeFailed."""
    runs = _ask(address, "listjobs")
    return NodeState(
        name=runs["node_name"],
        running=tuple(sorted(run["spider"] for run in runs["running"])),
        waiting=len(runs["pending"]),
        eggs=tuple(_ask(address, "listversions", params={"project": PROJECT})["versions"]),
    )


def schedule(address: str, spider: str) -> str:
    """Start a company, or the fleet, there. Returns scrapyd's id of the run. Raises NodeFailed."""
    run: str = _ask(address, "schedule", data={"project": PROJECT, "spider": spider})["jobid"]
    return run


def deliver(address: str, egg: Path, version: str) -> int:
    """Give it an egg, which it lists the spiders of. Returns how many. Raises NodeFailed; then it has not kept it."""
    about = {"project": PROJECT, "version": version}
    try:
        with egg.open("rb") as file:
            found: int = _ask(address, "addversion", data=about, files={"egg": file})["spiders"]
    except NodeFailed:
        _take_back(address, about)
        raise
    return found


def _take_back(address: str, about: dict[str, str]) -> None:
    try:  # it keeps what it cannot read, and would run that
        _ask(address, "delversion", data=about)
    except NodeFailed:
        return


def _ask(address: str, what: str, **words: Any) -> dict[str, Any]:
    parts = urlsplit(address)
    url = f"{without_password(address)}/{what}.json"
    method = "POST" if "data" in words else "GET"
    try:
        with local_session(unquote(parts.username or ""), unquote(parts.password or "")) as session:
            answer = session.request(method, url, timeout=PATIENCE, allow_redirects=False, **words)
        answer.raise_for_status()
        found: dict[str, Any] = answer.json()
    except (requests.RequestException, ValueError) as error:
        raise NodeFailed(f"{without_password(address)}: {_reason(error)}") from None
    if found.get("status") != "ok":
        raise NodeFailed(f"{without_password(address)}: {_last_line(found.get('message', 'refused'))}")
    return found


def _reason(error: Exception) -> str:
    if isinstance(error, requests.HTTPError):
        return f"answered {error.response.status_code} {error.response.reason}"
    if isinstance(error, requests.Timeout):
        return "does not answer in time"
    return "does not answer" if isinstance(error, requests.ConnectionError) else "answers, but not as scrapyd does"


def _last_line(message: str) -> str:
    return message.strip().splitlines()[-1] if message.strip() else "refused"
