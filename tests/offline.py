"""No test reaches the network: to this process and its threads, the machine seems to have none but loopback."""

from __future__ import annotations

import errno
import socket
import sys
from ipaddress import ip_address
from typing import Any


def go_offline() -> None:
    """For good: an audit hook cannot be taken off. Child processes are not covered."""
    sys.addaudithook(_refuse)


def _refuse(event: str, args: tuple[Any, ...]) -> None:
    if event == "socket.getaddrinfo" and _is_name(args[0]):
        raise socket.gaierror(socket.EAI_NONAME, f"a test looked up {args[0]!r}, and tests have no network")
    if event in ("socket.connect", "socket.sendto") and isinstance(args[1], tuple) and not _is_local(args[1][0]):
        raise OSError(errno.ENETUNREACH, f"a test called {args[1][0]}, and tests have no network")


def _is_name(host: Any) -> bool:
    text = host.decode("latin-1") if isinstance(host, bytes) else host
    return bool(text) and text != "localhost" and not _address(text)


def _is_local(host: str) -> bool:
    address = _address(host)
    return host in ("", "localhost") or bool(address and (address.is_loopback or address.is_unspecified))


def _address(host: str) -> Any:
    try:
        return ip_address(host.partition("%")[0])
    except ValueError:
        return None
