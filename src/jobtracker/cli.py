"""The `jobtracker` command. Its commands are entry points of the group `jobtracker.commands`, loaded when asked for.

So the middle need not know the crawler whose commands it offers, and starting up costs what one command costs.
"""

from __future__ import annotations

import os
import sys
from importlib.metadata import EntryPoint, entry_points

import click

from jobtracker import __version__
from jobtracker.errors import JobTrackerError


class Commands(click.Group):
    """A group whose commands come from entry points; one that does not load is skipped with a warning."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names, sorted; none is loaded for it."""
        return sorted(_found())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, loaded; None if there is none or it is broken."""
        entry = _found().get(cmd_name)
        return _load(entry) if entry else None


def _found() -> dict[str, EntryPoint]:
    return {entry.name: entry for entry in entry_points(group="jobtracker.commands")}


def _load(entry: EntryPoint) -> click.Command | None:
    try:
        command = entry.load()
    except Exception as error:  # noqa: BLE001  (it is somebody else's code: whatever it raises, the rest must work)
        _say(f"warning: command {entry.name} is broken and skipped: {type(error).__name__}: {error}")
        return None
    if isinstance(command, click.Command):
        return command
    _say(f"warning: command {entry.name} is skipped: {entry.value} is not a click command")
    return None


def _say(message: str) -> None:
    click.echo("jobtracker: " + " ".join(message.split()), err=True)


@click.command(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="`./jobtracker test` runs the test suite; further words go to pytest.",
)
@click.version_option(__version__)
def jobtracker() -> None:
    """Read the career sites of many companies and keep every listing."""


def main() -> None:
    """Exit status: 0 done, 1 something failed (one line on stderr), 2 wrong use; a command may have more."""
    try:
        jobtracker()
    except JobTrackerError as error:
        _say(str(error))
        sys.exit(1)
    except BrokenPipeError:  # `| head` has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except OSError as error:  # a file that cannot be read or written, a disk that is full
        _say(f"{error.filename}: {error.strerror}" if error.filename else str(error))
        sys.exit(1)
