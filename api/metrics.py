"""/metrics, as Prometheus reads it. No label is what somebody typed."""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from typing import cast

from apiflask import APIBlueprint, APIFlask
from flask import Response, current_app, g, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from redis import Redis
from redis.exceptions import RedisError

from api import clock
from api.access import Access, access, demand
from api.database import NAME as GROUND
from api.database import Ground
from api.guard import is_this_machine
from api.openapi import Answers
from jobtracker.db import Database
from jobtracker.errors import JobTrackerError
from jobtracker.fleet.queue import Queue
from jobtracker.store.figures import figures
from jobtracker.store.matching import backlog
from jobtracker.tasks.standing import standing

logger = logging.getLogger(__name__)
bp = APIBlueprint("metrics", __name__, tag="Operation")
NAME = "figures"
FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""Variable of the folder where processes that serve together count. It has to be set before this file is imported."""
FRESH = 15.0
"""Seconds."""
METHODS = frozenset({"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"})
_TEXT: Answers = {
    200: {"description": "Metrics.", "content": {"text/plain": {"schema": {"type": "string"}}}},
    403: {"description": "Not for this caller."},
}
_FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host")
_REQUESTS = Counter("jobtracker_http_requests", "Requests answered.", ["route", "method", "status"])
_SECONDS = Histogram(
    "jobtracker_http_request_seconds",
    "Seconds until an answer.",
    ["route"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)


@bp.get("/metrics")
@bp.doc(responses=_TEXT)
@access("public")
def metrics() -> Response:
    """What there is to measure, for Prometheus.

    Only for a program on this machine, or with the token of an admin made for "admin".
    """
    if not _from_here():
        demand(Access("admin"))
    registry = CollectorRegistry()
    if FOLDER in os.environ:
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # not annotated there
    else:
        registry.register(_REQUESTS)
        registry.register(_SECONDS)
    registry.register(cast("State", current_app.extensions[NAME]))
    headers = {"Cache-Control": "no-store"}
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST, headers=headers)


def _from_here() -> bool:
    """True for a program on this machine that no proxy speaks for."""
    if any(name in request.headers for name in _FORWARDED) or not is_this_machine(request.host):
        return False
    return is_this_machine(request.remote_addr or "")


def install(app: APIFlask) -> None:
    """Count and time every request of this application."""
    app.extensions[NAME] = State(cast("Ground", app.extensions[GROUND]))

    @app.before_request
    def begin() -> None:
        g.began = time.perf_counter()

    @app.after_request
    def end(response: Response) -> Response:
        route = request.url_rule.rule if request.url_rule else "none"
        method = request.method if request.method in METHODS else "other"
        _REQUESTS.labels(route, method, str(response.status_code)).inc()
        _SECONDS.labels(route).observe(time.perf_counter() - g.began)
        return response


class State(Collector):
    """How companies, runs and queues stand; looked up every fifteen seconds at most, whoever asks."""

    def __init__(self, of: Ground) -> None:
        self._of = of
        self._lock = threading.Lock()
        self._asked = -FRESH
        self._metrics: list[Metric] = []

    def collect(self) -> Iterable[Metric]:
        """The metrics, fifteen seconds old at most."""
        with self._lock:
            if time.monotonic() - self._asked >= FRESH:
                self._asked = time.monotonic()
                self._metrics = [*_of_database(self._of.database), *_of_queues(self._of.redis)]
            return self._metrics


def _of_database(database: Database) -> Iterator[Metric]:
    try:
        at = clock.now()
        now, unmatched = database.read(figures, now=at), database.read(backlog)
    except JobTrackerError as error:
        logger.warning("%s", error)
        return
    yield _gauge("open_listings", "Listings that are open.", now.open_listings)
    yield _gauge("open_incidents", "Incidents that are open.", now.open_incidents)
    yield _gauge("oldest_due_seconds", "How long the company that waits longest has been due.", now.oldest_due)
    yield _gauge("unmatched_runs", "Closed runs that are to be matched with trackers.", unmatched.number)
    waited = (at - unmatched.oldest).total_seconds() if unmatched.oldest else 0.0
    yield _gauge("oldest_unmatched_seconds", "How long the first of them has been closed.", max(0.0, waited))
    yield _gauges("companies", "Companies by state.", "state", now.companies)
    yield _gauges("recent_runs", "Runs begun in the last hour, by outcome.", "outcome", now.runs)


def _of_queues(redis: Redis | None) -> Iterator[Metric]:
    if redis is None:
        return
    try:
        fleet = Queue(redis)
        lengths, work = {"companies": sum(fleet.waiting().values()), "leases": len(fleet.held())}, standing(redis)
    except RedisError as error:
        logger.warning("Redis: %s", error)
        return
    lengths |= {each.queue: each.waiting for each in work}
    yield _gauges("queue_length", "What waits, or is under way.", "queue", lengths)
    yield _gauges("workers", "Workers by the queue of tasks.", "queue", {each.queue: each.workers for each in work})


def _gauge(name: str, words: str, value: float) -> Metric:
    return GaugeMetricFamily(f"jobtracker_{name}", words, value=value)


def _gauges(name: str, words: str, label: str, values: Mapping[str, int]) -> Metric:
    family = GaugeMetricFamily(f"jobtracker_{name}", words, labels=[label])
    for value, count in values.items():
        family.add_metric([value], count)
    return family
