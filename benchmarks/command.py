"""`jobtracker bench`: one subcommand a module of this package that has a `main`."""

from __future__ import annotations

import importlib
import pkgutil

import click

import benchmarks


class _Benchmarks(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(name for name in _modules() if self.get_command(ctx, name))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _modules():
            return None
        return getattr(importlib.import_module(f"benchmarks.{cmd_name}"), "main", None)


def _modules() -> set[str]:
    return {module.name for module in pkgutil.iter_modules(benchmarks.__path__)} - {"command"}


@click.command(cls=_Benchmarks)
def bench() -> None:
    """Measure. Each prints a table; compare the ratios within one run, not figures between machines."""
