"""`jobtracker bench`: one subcommand a module of this package."""

from __future__ import annotations

import importlib
import pkgutil

import click

import benchmarks


class _Benchmarks(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(m.name for m in pkgutil.iter_modules(benchmarks.__path__) if m.name != "command")

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        command: click.Command = importlib.import_module(f"benchmarks.{cmd_name}").main
        return command


@click.command(cls=_Benchmarks)
def bench() -> None:
    """Measure. Each prints a table; compare the ratios within one run, not figures between machines."""
