"""Whether it serves, and whether it can answer."""

from __future__ import annotations

import logging
from http import HTTPStatus

from apiflask import APIBlueprint
from pydantic import BaseModel, Field
from redis.exceptions import RedisError

from api.access import access
from api.clock import now
from api.database import database, redis, settings
from api.openapi import Answers
from jobtracker.errors import JobTrackerError
from jobtracker.mail.senders import by_settings
from jobtracker.store.matching import backlog
from jobtracker.tasks.standing import is_late

logger = logging.getLogger(__name__)
bp = APIBlueprint("health", __name__, tag="Operation")
_TEXT: Answers = {200: {"description": "ok", "content": {"text/plain": {"schema": {"type": "string"}}}}}
_AWAY: Answers = {
    503: {
        "description": "Something that it needs is away.",
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Ready"}}},
    }
}


class Ready(BaseModel):
    """What is there of what it needs."""

    database: bool = Field(description="It answers, and its schema is the newest.")
    redis: bool | None = Field(description="It answers; null where there is none.")
    mail: bool = Field(description="It is set how mails go out. Without, they wait, and the rest serves all the same.")
    matching: bool | None = Field(
        description="No closed run has waited for long to be matched with trackers; null where nobody can say."
    )


@bp.get("/healthz")
@bp.doc(responses=_TEXT)
@access("public")
def alive() -> tuple[str, dict[str, str]]:
    """Whether it serves."""
    return "ok\n", {"Content-Type": "text/plain; charset=utf-8"}


@bp.get("/readyz")
@bp.output(Ready)
@bp.doc(responses=_AWAY)
@access("public")
def ready() -> tuple[Ready, int]:
    """Whether it can answer: the database and its schema, and Redis."""
    state = Ready(
        database=_database_is_ready(),
        redis=_redis_is_ready(),
        mail=by_settings(settings()) is not None,
        matching=_is_matched_in_time(),
    )
    away = not state.database or state.redis is False
    return state, HTTPStatus.SERVICE_UNAVAILABLE if away else HTTPStatus.OK


def _database_is_ready() -> bool:
    try:
        return database().is_current()
    except JobTrackerError as error:
        logger.warning("not ready: %s", error)
        return False


def _is_matched_in_time() -> bool | None:
    try:
        return not is_late(database().read(backlog), now())
    except JobTrackerError:
        return None


def _redis_is_ready() -> bool | None:
    client = redis()
    if client is None:
        return None
    try:
        return bool(client.ping())
    except RedisError as error:
        logger.warning("not ready: Redis: %s", error)
        return False
