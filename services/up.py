"""`jobtracker up`."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import click

from jobtracker.config import project_root, settings_of_up
from jobtracker.errors import JobTrackerError

if TYPE_CHECKING:
    from services.plan import Plan

SHARED = (
    "JOBTRACKER_REDIS_URL",
    "JOBTRACKER_SCRAPYD_NODES",
    "JOBTRACKER_GATE_URL",
    "JOBTRACKER_BASE_URL",
    "JOBTRACKER_MAIL_DIR",
)
"""Settings that lead to what runs."""
OF_DEMO = ("JOBTRACKER_DATABASE_URL", "JOBTRACKER_REGISTRY", "JOBTRACKER_SAMPLE_SITES", "JOBTRACKER_SECRET_KEY")
"""And those that keep a demo apart from the rest."""


class NamedPort(click.ParamType[tuple[str, int]]):
    """NAME=PORT."""

    name = "name=port"

    def convert(
        self, value: str | tuple[str, int], param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, int]:
        """The name, and a number from 1 to 65535."""
        if isinstance(value, tuple):
            return value
        name, _, number = value.partition("=")
        if not (number.isdecimal() and 1 <= int(number) <= 65535):
            self.fail(f"{value!r} is not like gate=8787", param, ctx)
        return name, int(number)


@click.command(short_help="Run all of it on this machine.")
@click.option("--demo", is_flag=True, help="Crawl sample sites of this machine, into a database of their own.")
@click.option("--nodes", default=2, show_default=True, type=click.IntRange(1, 16), help="Nodes that crawl.")
@click.option(
    "--port",
    "ports",
    multiple=True,
    type=NamedPort(),
    help="As in JOBTRACKER_UP_PORTS: of web, gate, valkey, scrapydweb, scrapyd-1 ... or a demo's sites. Repeatable.",
)
def up(*, demo: bool, nodes: int, ports: tuple[tuple[str, int], ...]) -> None:
    """Run all of it on this machine until Ctrl-C: Valkey, nodes that crawl, background work, and the pages to watch it.

    It reads the companies of JOBTRACKER_REGISTRY into JOBTRACKER_DATABASE_URL. What it keeps is in var/up, of the
    demo in var/demo.
    """
    from services.running import alone

    folder = project_root() / "var" / ("demo" if demo else "up")
    with alone(folder), ExitStack() as claims:
        run(folder, claims, demo=demo, nodes=nodes, ports=dict(ports))


def run(folder: Path, claims: ExitStack, *, demo: bool, nodes: int, ports: Mapping[str, int]) -> None:
    """Run all of it in this folder until a signal comes. Raises JobTrackerError."""
    from services import plan
    from services.groups import end_leftovers
    from services.operation import Operation
    from services.running import leave_settings, tell

    if ended := end_leftovers(folder / "started.json"):
        click.echo(f"ended {ended} services that an earlier `up` left behind")
    settings = settings_of_up()
    laid_out = plan.make(folder, settings, claims, demo=demo, nodes=nodes, ports={**settings.up_ports, **ports})
    click.echo(f"{_read_registry(laid_out, folder)} companies; starting {len(laid_out.services)} services ...")
    tell(folder, laid_out.gate_url)
    left = folder / "settings"
    leave_settings(left, {name: laid_out.env[name] for name in (SHARED + OF_DEMO if demo else SHARED)})
    try:
        in_order = asyncio.run(Operation(laid_out, folder).run())
    finally:
        left.unlink(missing_ok=True)
    if not in_order:
        raise JobTrackerError(f"nothing is left that could run; see {folder / 'up.log'}")


def _read_registry(laid_out: Plan, folder: Path) -> str:
    """Bring SQL up to date. Returns how many companies there are. Raises JobTrackerError."""
    import subprocess

    command = [sys.executable, "-m", "services.registry"]
    done = subprocess.run(  # noqa: S603 - our own
        command, cwd=folder, env=dict(laid_out.env), capture_output=True, text=True, check=False
    )
    lines = done.stderr.splitlines()
    if done.returncode:
        raise JobTrackerError(lines[-1] if lines else "the registry cannot be read")
    for line in lines:
        click.echo(line, err=True)
    return done.stdout.strip()
