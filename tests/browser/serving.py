"""The web page and its API for a browser, served from this process over a database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any

from redis import Redis
from werkzeug.serving import WSGIRequestHandler, make_server

from api import create_app
from jobtracker.config import Settings
from jobtracker.db import Database
from tests.browser.looking import needs_the_page
from tests.services.running import free_port

KEY = "0123456789abcdefghijklmnopqrstuvwxyz"


class Quiet(WSGIRequestHandler):
    """Says nothing of each request."""

    def log_request(self, *about: object) -> None:
        """Nothing."""


@contextmanager
def serving(database: Database, redis: Redis | None = None, **settings: Any) -> Iterator[str]:
    """Its address. It knows no limits of rates."""
    needs_the_page()
    address = f"http://127.0.0.1:{(port := free_port())}"
    its = {"secret_key": KEY, "base_url": address, "rate_limits": 0, **settings}
    app = create_app(Settings(database_url=str(database.engine.url), **its), database=database, redis=redis)
    server = make_server("127.0.0.1", port, app, threaded=True, request_handler=Quiet)
    thread = Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield address
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
