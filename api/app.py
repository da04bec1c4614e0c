"""Puts the application together."""

from __future__ import annotations

import logging
from importlib import import_module

from apiflask import APIFlask
from flask import Response, request
from flask_compress import Compress
from redis import Redis
from werkzeug.middleware.proxy_fix import ProxyFix

import api.models  # before any view that uses a model
from api import caching, csrf, errors, guard, headers, limits, metrics, openapi, sessions
from api.access import access_of, permit, routes
from api.answers import Json
from api.converters import Id
from api.database import NAME, Ground
from jobtracker import __version__
from jobtracker.config import Settings
from jobtracker.config import settings as of_this_process
from jobtracker.db import Database, DatabaseAway, open_database
from jobtracker.fleet.redis import connect
from jobtracker.secret_key import key_of

logger = logging.getLogger(__name__)
PATIENCE = 30
"""Seconds after which a database server ends a statement: nobody waits for longer, and others need the thread."""


def make_app(
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
    _configure(app, settings)
    app.extensions[NAME] = Ground(
        settings,
        database or _open(settings.database_url),
        redis or (connect(settings.redis_url) if settings.redis_url else None),
    )
    _guard(app, settings)
    _register(app)
    openapi.install(app)
    list(routes(app))  # raises
    return app


def _configure(app: APIFlask, settings: Settings) -> None:
    """Whatever is said to Flask and its extensions."""
    over_https = settings.base_url.startswith("https:")
    app.secret_key = key_of(settings)
    app.config.update(
        COMPRESS_ALGORITHM=["br", "gzip"],
        COMPRESS_ALGORITHM_STREAMING=[],
        COMPRESS_EVALUATE_CONDITIONAL_REQUEST=False,
        COMPRESS_MIMETYPES=COMPRESSED,
        COMPRESS_REGISTER=False,
        MAX_CONTENT_LENGTH=guard.LARGEST_BODY,
        SESSION_COOKIE_NAME="__Host-jobtracker" if over_https else "jobtracker",
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=over_https,
        WTF_CSRF_TIME_LIMIT=None,  # it ends with its session
    )
    app.json = Json(app)
    app.url_map.converters["int"] = Id
    app.url_map.merge_slashes = False  # an address that is not quite ours leads nowhere
    if settings.trusted_proxies:
        count = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=0)  # type: ignore[method-assign]  # Flask's way


def _open(url: str) -> Database:
    """The database. One that is away may come back; one whose schema is old would only break later."""
    try:
        return open_database(url, patience=PATIENCE)
    except DatabaseAway as error:
        logger.warning("%s", error)
        return Database(url, patience=PATIENCE)


def _guard(app: APIFlask, settings: Settings) -> None:
    """What happens before and after every view, in this order."""
    app.extensions[caching.NAME] = caching.Version()
    metrics.install(app)
    sessions.install(app)
    app.before_request(guard.guard)
    limits.install(app, settings)
    app.before_request(permit)
    app.before_request(csrf.guard)
    app.before_request(caching.answer_if_known)
    compress = Compress(app)

    @app.after_request
    def finish(response: Response) -> Response:
        response = headers.install_on(caching.tag(response))
        return compress.after_request(response) if _may_be_compressed(app, response) else response

    errors.install(app)


COMPRESSED = [
    "application/atom+xml",
    "application/feed+json",
    "application/json",
    "application/manifest+json",
    "application/problem+json",
    "application/rss+xml",
    "application/xml",
    "image/svg+xml",
    "text/css",
    "text/csv",
    "text/html",
    "text/javascript",
]


def _may_be_compressed(app: APIFlask, response: Response) -> bool:
    """Not what holds secrets: their length would tell of them (BREACH). Public views hold none."""
    asked = access_of(app, request.endpoint)
    return asked is not None and asked.level == "public" and not headers.holds_secrets(response)


def _register(app: APIFlask) -> None:
    """Every resource. They stand on this package."""
    for name in api.RESOURCES:
        app.register_blueprint(import_module(f"api.{name}").bp)
