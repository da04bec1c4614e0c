"""rq-dashboard under /rq/, without pickle: in Redis, a pickled value is code that whoever wrote it wants run here."""

from __future__ import annotations

import rq.serializers
import rq_dashboard.web
from flask import Flask
from redis import Redis
from rq.serializers import JSONSerializer

from jobtracker.fleet.redis import connect

PATH = "/rq"


def mount(app: Flask, redis_url: str) -> None:
    """Serve the dashboard of the tasks in this Redis below the path."""
    _never_unpickle()
    rq_dashboard.web.from_url = _connect
    app.config["RQ_DASHBOARD_REDIS_URL"] = redis_url
    app.config["RQ_DASHBOARD_POLL_INTERVAL"] = 5000
    app.config["RQ_DASHBOARD_DISABLE_DELETE"] = False
    rq_dashboard.web.setup_rq_connection(app)
    app.register_blueprint(rq_dashboard.blueprint, url_prefix=PATH)


def _never_unpickle() -> None:
    """Some of its pages name no serializer when they read a task; for the whole process, RQ's default becomes JSON."""
    rq_dashboard.web.config.serializer = JSONSerializer
    rq.serializers.DefaultSerializer.loads = JSONSerializer.loads
    rq.serializers.DefaultSerializer.dumps = JSONSerializer.dumps


def _connect(url: str, **_: object) -> tuple[None, Redis]:
    return None, connect(url)
