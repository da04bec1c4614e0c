"""Has a node crawl what is due, at the start; from then on the timer of scrapydweb does."""

from __future__ import annotations

import requests

from jobtracker.errors import JobTrackerError
from services.asking import local_session
from services.scrapyd import PROJECT, USER, Node

PATIENCE = 30.0
"""Seconds for an answer."""


def start(node: Node) -> None:
    """Start the fleet there, now. Raises JobTrackerError if the node will not."""
    try:
        with local_session(USER, node.password) as session:
            words = {"project": PROJECT, "spider": "fleet"}
            answer = session.post(f"{node.url}/schedule.json", data=words, timeout=PATIENCE).json()
    except (requests.RequestException, ValueError) as error:
        raise JobTrackerError(f"cannot start the fleet: {error}") from error
    if answer.get("status") != "ok":
        raise JobTrackerError(f"cannot start the fleet: {answer.get('message', answer)}")
