"""The option --now: the clock of a command, for replays and for tasks by hand."""

from __future__ import annotations

import datetime as dt

import click


class Time(click.ParamType[dt.datetime]):
    """An ISO 8601 time or date."""

    name = "time"

    def convert(
        self, value: str | dt.datetime, param: click.Parameter | None, ctx: click.Context | None
    ) -> dt.datetime:
        """An aware time; one without a zone is UTC."""
        if isinstance(value, dt.datetime):
            return value
        try:
            time = dt.datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is not an ISO 8601 time such as 2026-04-01T07:00:00Z", param, ctx)
        return time if time.tzinfo else time.replace(tzinfo=dt.UTC)


now_option = click.option(
    "--now",
    type=Time(),
    default=lambda: dt.datetime.now(dt.UTC),
    help="Take this for the present time (ISO 8601; UTC if it names no zone).",
)
