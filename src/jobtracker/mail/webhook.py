"""JSON to a webhook."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import requests

from jobtracker.mail.senders import NotSent

PATIENCE = 10.0
"""Seconds for a connection, and for an answer."""


def post(url: str, document: Mapping[str, Any]) -> None:
    """Post a document. Raises NotSent unless the answer is a 2xx; redirects are not followed."""
    host = urlsplit(url).hostname
    try:
        with requests.post(url, json=document, timeout=PATIENCE, allow_redirects=False, stream=True) as response:
            status = response.status_code
    except requests.RequestException as error:
        raise NotSent(f"webhook: {host}: {type(error).__name__}") from None  # its text has the URL, which may be secret
    if not 200 <= status < 300:
        raise NotSent(f"webhook: {host}: answers {status}")
