"""Which port each service gets: the one that was asked for, the one people expect if it is free, or any."""

from __future__ import annotations

import socket
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, closing

from jobtracker.errors import JobTrackerError

EXPECTED = {"gate": 8787, "sites": 8700, "web": 8000}
"""Ports that a person remembers."""
KINDS = (socket.SOCK_STREAM, socket.SOCK_DGRAM)
"""The port that the service will have; and its namesake of UDP, which nobody needs: whoever has that has claimed both.

Between the choice of a port and its service's start seconds pass, in which another `up` may choose.
"""
TRIES = 20
"""At ports that the system calls free, of which others may be claimed."""


class PortTaken(JobTrackerError):
    """A port that was asked for is another's; the text names the service that cannot start."""


def choose(names: Sequence[str], asked: Mapping[str, int], claims: ExitStack) -> dict[str, int]:
    """A port of 127.0.0.1 for each name. No other `up` chooses one of them before `claims` is closed.

    Raises PortTaken, and JobTrackerError on a name that nobody has.
    """
    for name in asked:
        if name not in names:
            raise JobTrackerError(f"a port was asked for {name!r}; there are {', '.join(names)}")
    with ExitStack() as held:  # all at once, so that none is given twice
        found = {name: _choose(name, asked.get(name), held, claims) for name in names}
    any_free = [name for name in names if name not in asked and name not in EXPECTED]
    # In rising order: scrapydweb numbers nodes by their ports, and should number them as we do.
    return found | dict(zip(any_free, sorted(found[name] for name in any_free), strict=True))


def _choose(name: str, asked: int | None, held: ExitStack, claims: ExitStack) -> int:
    for port in (asked,) if asked is not None else (EXPECTED.get(name, 0), *(0,) * TRIES):
        taken, claim = (held.enter_context(closing(socket.socket(type=kind))) for kind in KINDS)
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # one that an earlier `up` has just left will do
        try:
            taken.bind(("127.0.0.1", port))
            claim.bind(taken.getsockname())
        except OSError as error:
            why = error.strerror
        else:
            claims.enter_context(closing(claim.dup()))
            return int(taken.getsockname()[1])
    raise PortTaken(f"{name} cannot start: its port {asked} is taken ({why}); set another in JOBTRACKER_UP_PORTS")
