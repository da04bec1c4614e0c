"""Ends what `up` has started if `up` itself is killed. A program of its own, which imports nothing of ours.

It reads lines from `up`: "+ID" for a process group that began, "-ID" for one that has ended. When no more can come,
because `up` is no more, it ends the groups that are left: SIGTERM, and SIGKILL for what is still there then.
"""

import os
import signal
import sys
import time
from contextlib import suppress

GRACE = 10.0
"""Seconds to end in."""


def main() -> None:
    """Until standard input ends."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):  # meant for `up`, which is to end first
        signal.signal(number, signal.SIG_IGN)
    groups: set[int] = set()
    for line in sys.stdin:
        (groups.add if line[0] == "+" else groups.discard)(int(line[1:]))
    end(groups)


def end(groups: set[int]) -> None:
    """End process groups, all at the same time."""
    left = {group for group in groups if tell(group, signal.SIGTERM)}
    give_up = time.monotonic() + GRACE
    while left and time.monotonic() < give_up:
        time.sleep(0.05)
        left = {group for group in left if tell(group, 0)}
    for group in left:
        tell(group, signal.SIGKILL)


def tell(group: int, number: int) -> bool:
    """Send a signal to a group. False if there is none any more."""
    with suppress(ProcessLookupError, PermissionError):  # macOS says the latter of a group of zombies
        os.killpg(group, number)
        return True
    return False


if __name__ == "__main__":
    main()
