"""The REST API, as a Flask application. `create_app` makes it; each resource is a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from apiflask import APIFlask
    from redis import Redis

    from jobtracker.config import Settings
    from jobtracker.db import Database

RESOURCES = (
    "about",
    "account.deliveries",
    "account.followed",
    "account.muted",
    "account.kept",
    "account.notices",
    "account.own",
    "account.password",
    "account.register",
    "account.session",
    "account.tokens",
    "account.trackers",
    "admin.additions",
    "admin.audit",
    "admin.companies",
    "admin.health",
    "admin.held",
    "admin.incidents",
    "admin.mail",
    "admin.mail_returned",
    "admin.nodes",
    "admin.recrawls",
    "admin.runs",
    "admin.users",
    "companies",
    "csrf",
    "csv_export",
    "docs",
    "feeds",
    "front",
    "front_files",
    "health",
    "listing",
    "listings",
    "metrics",
    "openapi",
    "sitemap",
    "suggest",
    "tracker_feeds",
    "tracker_links",
    "trackers",
)
"""Files of this package, each with a blueprint `bp`."""


def create_app(
    settings: Settings | None = None, database: Database | None = None, redis: Redis | None = None
) -> APIFlask:
    """The application. What is not given comes from the settings.

    Raises JobTrackerError if it cannot serve with them, RuntimeError if a route does not say who may call it.
    """
    from api.app import make_app  # `jobtracker --help` should not load Flask

    return make_app(settings, database, redis)
