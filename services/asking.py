"""Is a service there? Its own answer over HTTP on this machine, never by way of a proxy."""

from __future__ import annotations

from http import HTTPStatus

import requests

PATIENCE = 3.0
"""Seconds for an answer."""


def local_session(user: str = "", password: str = "") -> requests.Session:
    """A session for services of this machine: neither proxies nor ~/.netrc of the environment are for them."""
    session = requests.Session()
    session.trust_env = False
    session.auth = (user, password) if user else None
    return session


def answers(url: str, user: str = "", password: str = "") -> bool:
    """True if the address answers 200 now."""
    try:
        with local_session(user, password) as session:
            return session.get(url, timeout=PATIENCE, allow_redirects=False).status_code == HTTPStatus.OK
    except requests.RequestException:
        return False
