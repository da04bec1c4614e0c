"""What the views of an application stand on: its settings, its database, its Redis."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from flask import current_app
from redis import Redis

from jobtracker.config import Settings
from jobtracker.db import Database

NAME = "jobtracker"


@dataclass(frozen=True, slots=True)
class Ground:
    """Of one application."""

    settings: Settings
    database: Database
    redis: Redis | None


def ground() -> Ground:
    """Of the application that answers now."""
    return cast("Ground", current_app.extensions[NAME])


def database() -> Database:
    """The database. A view reads `database().read(fn, ...)` and writes `database().write(fn, ...)`."""
    return ground().database


def redis() -> Redis | None:
    """Redis; None where there is none."""
    return ground().redis


def settings() -> Settings:
    """The settings that the application was made with."""
    return ground().settings
