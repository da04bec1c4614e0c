"""Requests that reach public addresses only: a name is looked up once, and connected to at the address that was found.

Whoever answers one thing when it is checked and another when it is used gets nowhere.
"""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter

from jobtracker.addresses import is_public
from jobtracker.errors import JobTrackerError


class NotPublic(JobTrackerError):
    """A host leads nowhere, or to where it must not: in one line."""


def look_up(host: str) -> list[str]:
    """The addresses of a host. Raises OSError or UnicodeError if there is none."""
    return [str(entry[4][0]) for entry in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)]


def public_address(host: str) -> str:
    """An address of a host, all of which are public. Raises NotPublic."""
    try:
        addresses = look_up(host)
    except (OSError, UnicodeError):
        raise NotPublic(f"no such host: {host}") from None
    if private := [each for each in addresses if not is_public(each)]:
        raise NotPublic(f"{host} leads to the private address {private[0]}")
    return addresses[0]


class PinnedAdapter(HTTPAdapter):
    """Connects to the address that `address_of` gives for a host, under the name that was asked for."""

    def __init__(self, address_of: Callable[[str], str]) -> None:
        super().__init__()
        self._address_of = address_of

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        """Send it, with the name as its Host."""
        request.headers["Host"] = urlsplit(request.url or "").netloc.rpartition("@")[2]
        return super().send(request, *args, **kwargs)

    def get_connection_with_tls_context(
        self, request: requests.PreparedRequest, verify: Any, proxies: Any = None, cert: Any = None
    ) -> Any:
        """A connection to that address; a certificate has to be the name's."""
        where, how = self.build_connection_pool_key_attributes(request, verify, cert)
        host = where["host"]
        name: dict[str, Any] = {"server_hostname": host, "assert_hostname": host} if where["scheme"] == "https" else {}
        return self.poolmanager.connection_from_host(
            self._address_of(host), where["port"], where["scheme"], pool_kwargs={**how, **name}
        )
