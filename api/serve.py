"""The API under gunicorn: made once, then forked."""

from __future__ import annotations

import logging
import os
import shutil
import tempfile
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from api.database import NAME
from api.worker import Worker
from jobtracker.config import settings

logger = logging.getLogger(__name__)
THREADS = 4
"""In each process, for searches, and as many for all else. They wait for the database most of the time, but Python
runs one of them."""
GRACE = 10
"""Seconds that a request has to end after SIGTERM: `jobtracker up` kills after fifteen."""
LONGEST_LINE = 8190
"""Bytes of a request line, gunicorn's most; guard.LONGEST_URL says less, with a reason."""
COUNTS = "PROMETHEUS_MULTIPROC_DIR"


def serve_at(host: str, port: int, *, access_log: bool) -> None:
    """Serve until a signal ends it. Raises JobTrackerError if the settings are not enough to serve with."""
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    os.environ[COUNTS] = tempfile.mkdtemp(prefix="jobtracker-metrics-")  # before anything counts: of this start alone
    try:
        from api import create_app

        app = create_app()
    except BaseException:
        shutil.rmtree(os.environ[COUNTS], ignore_errors=True)
        raise
    logger.info("serving at http://%s:%s", f"[{host}]" if ":" in host else host, port)
    Server(app, options(host, port, access_log=access_log)).run()


def options(host: str, port: int, *, access_log: bool) -> dict[str, Any]:
    """How gunicorn serves it."""
    return {
        "bind": f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
        "workers": settings().web_workers,
        "threads": THREADS,
        "worker_class": Worker,
        "preload_app": True,
        "graceful_timeout": GRACE,
        "keepalive": 5,
        "limit_request_line": LONGEST_LINE,
        "accesslog": "-" if access_log else None,
        "access_log_format": '%(h)s "%(r)s" %(s)s %(b)s %(M)sms',
        "loglevel": "warning",
        "post_fork": _forked,
        "child_exit": _ended,
        "on_exit": _over,
    }


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn ships no types
    """gunicorn with our application and nothing from its command line."""

    def __init__(self, app: Flask, options: dict[str, Any]) -> None:
        self._app = app
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        """Our options."""
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """The application, as it was made before the fork."""
        return self._app


def _forked(_arbiter: Any, worker: Any) -> None:
    """A connection to the database that two processes share would mix their answers: each opens its own."""
    worker.app.wsgi().extensions[NAME].database.engine.dispose(close=False)


def _ended(_arbiter: Any, worker: Any) -> None:
    from prometheus_client.multiprocess import mark_process_dead

    mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]  # not annotated there


def _over(_arbiter: Any) -> None:
    shutil.rmtree(os.environ[COUNTS], ignore_errors=True)
