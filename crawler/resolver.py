"""Where a host name leads, and whether a crawler may go there."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Collection, Sequence
from time import monotonic
from typing import Any

import idna
from scrapy.exceptions import CannotResolveHostError, IgnoreRequest
from twisted.internet import address as twisted_address
from twisted.internet.interfaces import IHostnameResolver, IHostResolution
from zope.interface import implementer  # type: ignore[import-untyped]

from jobtracker.addresses import is_public
from jobtracker.causes import MOVED

KEEP = 300.0
"""Seconds for which a name's addresses are believed."""


class PrivateAddress(IgnoreRequest):
    """The URL leads to an address that is not on the public Internet: it is not asked."""

    cause = MOVED


@implementer(IHostResolution)
class _Resolution:
    def __init__(self, name: str) -> None:
        self.name = name

    def cancel(self) -> None:
        raise NotImplementedError


@implementer(IHostnameResolver)
class PublicResolver:
    """Looks names up in threads of asyncio's, keeps the answers, and has Twisted connect to those very addresses.

    So nobody can answer one thing when the address is checked and another when it is used: of a name that was not
    checked no address is handed over, unless it is a proxy's, which the settings name and no site.
    """

    def __init__(self, allowed: Collection[str], timeout: float) -> None:
        self._allowed = frozenset(allowed)
        self._timeout = timeout
        self._known: dict[str, tuple[float, list[str]]] = {}
        self._proxies: set[str] = set()

    def trust(self, proxy: str) -> None:
        """The name of a proxy, which may be anywhere."""
        self._proxies.add(proxy)

    async def check(self, host: str) -> None:
        """Resolve a name. Raises PrivateAddress, or CannotResolveHostError."""
        when, addresses = self._known.get(host, (0.0, []))
        if addresses and monotonic() - when < KEEP:
            return
        addresses = await self._look_up(host)
        private = [each for each in addresses if not is_public(each)]
        if private and host not in self._allowed:
            what = f"the private address {private[0]}" if host != private[0] else "a private address"
            raise PrivateAddress(f"{host} is {what}, and ALLOWED_PRIVATE_HOSTS does not name it")
        self._known[host] = monotonic(), addresses  # not before: another request may be about to connect there

    async def _look_up(self, host: str) -> list[str]:
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(self._timeout):
                found = await loop.getaddrinfo(host, None, type=socket.SOCK_STREAM)
        except (OSError, TimeoutError, UnicodeError) as error:
            raise CannotResolveHostError(f"{host}: {error}") from error
        return list(dict.fromkeys(str(entry[4][0]) for entry in found))

    def resolveHostName(  # noqa: N802  (Twisted's name)
        self,
        resolutionReceiver: Any,  # noqa: N803
        hostName: str,  # noqa: N803
        portNumber: int = 0,  # noqa: N803
        addressTypes: Sequence[type] | None = None,  # noqa: N803
        transportSemantics: str = "TCP",  # noqa: N803
    ) -> Any:
        """Twisted's side: hand over what `check` found, or look up a proxy, which it never saw."""
        resolution = _Resolution(hostName)
        resolutionReceiver.resolutionBegan(resolution)
        name = _as_in_url(hostName)
        if name in self._known or name not in self._proxies:
            self._deliver(resolutionReceiver, self._known.get(name, (0.0, []))[1], portNumber)
        else:
            task = asyncio.ensure_future(self._look_up(name))
            task.add_done_callback(
                lambda done: self._deliver(
                    resolutionReceiver, [] if done.cancelled() or done.exception() else done.result(), portNumber
                )
            )
        return resolution

    def _deliver(self, receiver: Any, addresses: list[str], port: int) -> None:
        for address in addresses:
            receiver.addressResolved(_to_twisted(address, port))
        receiver.resolutionComplete()


def _as_in_url(name: str) -> str:
    """Twisted spells bücher.example what was checked as xn--bcher-kva.example."""
    try:
        return name if name.isascii() else idna.encode(name).decode()
    except UnicodeError:
        return name


def _to_twisted(address: str, port: int) -> Any:
    kind = twisted_address.IPv6Address if ":" in address else twisted_address.IPv4Address
    return kind("TCP", address, port)
