"""What a tracker found, posted to its webhook: signed, to public addresses only, and never where a redirect leads."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import threading
from collections.abc import Callable
from concurrent.futures import Future
from urllib.parse import urlsplit

import requests

from jobtracker import signing
from jobtracker.mail.senders import NotSent
from jobtracker.public_web import NotPublic, PinnedAdapter, public_address

HEADER = "X-JobTracker-Signature"
PATIENCE = 10.0
"""Seconds for a connection, and for each part of an answer."""
LONGEST = 20.0
"""Seconds for all of it: whoever answers letter by letter may not keep the others waiting."""


def secret_of(key: str, tracker_id: int, link_version: int) -> str:
    """What a tracker's posts are signed with."""
    return signing.signature(key, "webhook", tracker_id, link_version)


def signed(body: bytes, secret: str, at: dt.datetime) -> str:
    """The value of HEADER: when it was signed, and the HMAC-SHA256 of that time, a dot and the body."""
    when = int(at.timestamp())
    mac = hmac.digest(secret.encode(), f"{when}.".encode() + body, hashlib.sha256).hex()
    return f"t={when},v1={mac}"


def post(url: str, body: bytes, signature: str, address_of: Callable[[str], str] = public_address) -> None:
    """Post it. Raises NotSent unless the answer is a 2xx, in time."""
    host = urlsplit(url).hostname
    answer: Future[int] = Future()

    def ask() -> None:
        try:
            answer.set_result(_status(url, body, signature, address_of))
        except BaseException as error:  # noqa: BLE001 - raised where it is waited for
            answer.set_exception(error)

    threading.Thread(target=ask, daemon=True).start()  # a look-up cannot be broken off, it can only be left
    try:
        status = answer.result(LONGEST)
    except NotPublic as error:
        raise NotSent(str(error)) from None
    except TimeoutError:
        raise NotSent(f"{host}: no whole answer in {LONGEST:.0f} seconds") from None
    except (requests.RequestException, UnicodeError, ValueError) as error:
        raise NotSent(f"{host}: {type(error).__name__}") from None  # its text has the URL, which may be secret
    if not 200 <= status < 300:
        raise NotSent(f"{host}: answers {status}")


def _status(url: str, body: bytes, signature: str, address_of: Callable[[str], str]) -> int:
    headers = {"Content-Type": "application/json", HEADER: signature, "User-Agent": "JobTracker"}
    with requests.Session() as session:
        session.trust_env = False  # a proxy would look the names up itself
        for scheme in ("http://", "https://"):
            session.mount(scheme, PinnedAdapter(address_of))
        with session.post(
            url, data=body, headers=headers, timeout=PATIENCE, allow_redirects=False, stream=True
        ) as response:
            return response.status_code
