"""The option --now: the clock of a command, for replays and for tasks by hand."""

from __future__ import annotations

import datetime as dt

import click

NOW_HELP = "Take this for the present time (ISO 8601; UTC if it names no zone)."
FIRST_YEAR, LAST_YEAR = 1990, 2200


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
        if not FIRST_YEAR <= time.year <= LAST_YEAR:  # times around it are reckoned with, and must be times too
            self.fail(f"{value!r} is not between {FIRST_YEAR} and {LAST_YEAR}", param, ctx)
        return time.astimezone(dt.UTC) if time.tzinfo else time.replace(tzinfo=dt.UTC)


now_option = click.option(
    "--now",
    type=Time(),
    default=lambda: dt.datetime.now(dt.UTC),
    help=NOW_HELP,
)
