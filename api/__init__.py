"""The REST API, as a Flask application. `create_app` puts it together; each resource is a file."""

from __future__ import annotations

from importlib import import_module

from apiflask import APIFlask
from redis import Redis

from api import errors
from api.access import permit, routes
from api.database import NAME, Ground
from api.secret import key_of
from jobtracker import __version__
from jobtracker.config import Settings
from jobtracker.config import settings as of_this_process
from jobtracker.db import Database, open_database
from jobtracker.fleet.redis import connect

RESOURCES = (
    "about",
    "health",
    "openapi",
)
"""Files of this package, each with a blueprint `bp`."""


def create_app(
    settings: Settings | None = None, database: Database | None = None, redis: Redis | None = None
) -> APIFlask:
    """The application. What is not given comes from the settings.

    Raises JobTrackerError if it cannot serve with them, RuntimeError if a route does not say who may call it.
    """
    settings = settings or of_this_process()
    app = APIFlask(
        __name__,
        title="Job Tracker",
        version=__version__,
        spec_path=None,
        docs_path=None,
        static_folder=None,  # type: ignore[arg-type]  # Flask's own says "or None"
    )
    app.secret_key = key_of(settings)
    app.extensions[NAME] = Ground(
        settings,
        database or open_database(settings.database_url),
        redis or (connect(settings.redis_url) if settings.redis_url else None),
    )
    app.before_request(permit)
    errors.install(app)
    _register(app)
    list(routes(app))  # raises
    return app


def _register(app: APIFlask) -> None:
    """Every resource. They stand on this package, and their models on `api.models`."""
    import_module("api.models")
    for name in RESOURCES:
        app.register_blueprint(import_module(f"api.{name}").bp)
