"""What is wrong at one glance: companies by what one sees of them, and how all that serves them stands."""

from __future__ import annotations

import datetime as dt
import logging
from typing import Any, Literal

from apiflask import APIBlueprint
from pydantic import BaseModel, Field
from redis import Redis
from redis.exceptions import RedisError
from rq import Worker
from rq.serializers import JSONSerializer
from rq.worker import BaseWorker
from sqlalchemy.orm import Session

from api import clock
from api.access import access
from api.admin.acting import Line
from api.database import database, redis, settings
from api.models import Query
from api.paging import Page, Paging, after, page
from api.schemas.queue import TaskQueue
from jobtracker.fleet import nodes as fleet
from jobtracker.fleet.queue import Queue
from jobtracker.mail.senders import by_settings
from jobtracker.store import broken as store
from jobtracker.store import mail_views, matching, missing_fields
from jobtracker.store.broken import Broken, BrokenGroup, Sought
from jobtracker.store.figures import figures
from jobtracker.store.missing_fields import MissingField
from jobtracker.tasks.standing import standing, what_is_wrong

logger = logging.getLogger(__name__)
bp = APIBlueprint("admin_health", __name__, url_prefix="/api/admin", tag="Admin")


class MailHealth(BaseModel):
    """Whether mails go out."""

    ready: bool = Field(description="It is set how.")
    unsent: int
    oldest_unsent: dt.datetime | None
    failing: int = Field(description="Of the unsent: tried before.")


class WorkerState(BaseModel):
    """A worker of background tasks."""

    name: str
    queue: str
    state: str = Field(description="busy, idle, suspended.")
    seen_at: dt.datetime | None


class FleetHealth(BaseModel):
    """What Redis knows."""

    due: int = Field(description="Companies that wait for a node.")
    crawling: int = Field(description="Companies that a node has.")
    tasks: list[TaskQueue] = Field(description="Background work.")
    matching: str = Field(description="What is wrong if closed runs wait to be matched for long; empty: they do not.")
    nodes: int = Field(description="That said something within a week.")
    silent: int = Field(description="Of them: were crawling and say nothing any more.")
    outdated: int = Field(description="Of them: have other code than is wanted.")
    workers: list[WorkerState] = Field(description="Who does the background work.")


class Health(BaseModel):
    """Of this moment."""

    at: dt.datetime
    open_listings: int
    companies: dict[str, int] = Field(description="By state; each has the first that it fits.")
    runs: dict[str, int] = Field(description="By outcome, of those begun in the last hour.")
    open_incidents: int
    oldest_due: float = Field(description="Seconds that the company which waits longest has been due.")
    signs: dict[str, int] = Field(description="Companies that do not do well, by sign: zero, drop, changed, failing.")
    groups: list[BrokenGroup] = Field(description=f"The same by ATS and cause, {store.MOST_GROUPS} at most.")
    missing: list[MissingField] = Field(description="Fields that listings which came lately lack.")
    mail: MailHealth
    fleet: FleetHealth | None = Field(description="null: there is no Redis, or it does not answer.")


class BrokenQuery(Paging, Query):
    """Which of them."""

    sign: Literal["", "zero", "drop", "changed", "failing"] = ""
    ats: Line = Field("", max_length=60)
    cause: Line = Field("", max_length=12)


class BrokenPage(Page[Broken]):
    """Companies that do not do well, those that broke last first."""


@bp.get("/health")
@bp.output(Health)
@access("admin", scope="admin")
def health() -> Health:
    """What is wrong, at one glance."""
    return Health(**database().read(_of_database, now=clock.now()), fleet=_fleet(redis()))


def _of_database(session: Session, now: dt.datetime) -> dict[str, Any]:
    numbers, mail = figures(session, now=now), mail_views.state(session)
    return {
        "at": now,
        "open_listings": numbers.open_listings,
        "companies": numbers.companies,
        "runs": numbers.runs,
        "open_incidents": numbers.open_incidents,
        "oldest_due": numbers.oldest_due,
        "signs": store.counts(session),
        "groups": store.groups(session),
        "missing": missing_fields.missing_fields(session, now=now),
        "mail": MailHealth(
            ready=by_settings(settings()) is not None,
            unsent=mail.unsent,
            oldest_unsent=mail.oldest_unsent,
            failing=mail.failing,
        ),
    }


def _fleet(client: Redis | None) -> FleetHealth | None:
    if client is None:
        return None
    try:
        return _fleet_now(client)
    except RedisError as error:
        logger.warning("Redis: %s", error)
        return None


def _fleet_now(client: Redis) -> FleetHealth:
    wanted, known, now = fleet.wanted(client), fleet.known(client), clock.now().timestamp()
    work, unmatched = standing(client), database().read(matching.backlog)
    return FleetHealth(
        due=sum(Queue(client).waiting().values()),
        crawling=len(Queue(client).held()),
        tasks=[TaskQueue.model_validate(each) for each in work],
        matching=what_is_wrong(unmatched, work, clock.now()),
        nodes=len(known),
        silent=sum(node.state == "crawling" and now - node.said_at > fleet.SILENT for node in known),
        outdated=sum(bool(wanted) and node.version != wanted for node in known),
        workers=[_worker(each) for each in Worker.all(connection=client, serializer=JSONSerializer)],
    )


def _worker(worker: BaseWorker) -> WorkerState:
    seen = worker.last_heartbeat
    return WorkerState(
        name=worker.name,
        queue=", ".join(worker.queue_names()),
        state=worker.get_state(),
        seen_at=seen.replace(tzinfo=dt.UTC) if seen and seen.tzinfo is None else seen,
    )


@bp.get("/broken")
@bp.input(BrokenQuery, location="query")
@bp.output(BrokenPage)
@access("admin", scope="admin")
def broken(query_data: BrokenQuery) -> dict[str, Any]:
    """Companies that do not do well: since when, and why; those that broke last first."""
    sought = Sought(**query_data.model_dump(exclude={"cursor", "limit"}))
    last = after("broken", query_data)
    place = (dt.datetime.fromisoformat(last[0]), last[1]) if last else None
    rows = database().read(store.broken, sought, after=place, limit=query_data.limit + 1)
    found = page("broken", query_data, rows, lambda row: [row[1].since.isoformat(), row[0]])
    return found | {"items": [item for _, item in found["items"]]}
