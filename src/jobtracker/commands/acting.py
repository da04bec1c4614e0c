"""Who gives a command, for the audit."""

from __future__ import annotations

import getpass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jobtracker.store.audit import Actor


def by_command() -> Actor:
    """The system's user of this process."""
    from jobtracker.store.audit import Actor

    try:
        return Actor(getpass.getuser(), "command")
    except (KeyError, OSError):  # a user without a name, as in a container
        return Actor("unknown", "command")
