"""What `jobtracker up` starts: a program, where it works, and how one sees that it serves."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A program that should run. Whoever defines one has written its settings and made its folder before."""

    name: str  # "scrapyd-1"
    command: Sequence[str]
    folder: Path  # it works there; made before
    env: Mapping[str, str]  # all of its environment, not an addition to ours
    is_healthy: Callable[[], bool]  # asked until true after a start; cheap, never raises
    after: Sequence[str] = ()  # names that must be healthy first
    when_healthy: Callable[[], None] | None = None  # done once after each start (timer tasks put in place, ...)
    idle_talk: str = ""  # a regex: lines of its output that say nothing to a person
    url: str = ""  # what a person opens, if anything
