"""Nodes, queues, and the way to the tools behind the gate."""

from __future__ import annotations

import datetime as dt
from http import HTTPStatus

from apiflask import APIBlueprint
from pydantic import BaseModel, Field
from redis import Redis
from sqlalchemy.orm import Session

from api import clock
from api.access import access
from api.admin.acting import act
from api.database import database, redis, settings
from api.errors import Problem
from api.schemas.queue import TaskQueue
from jobtracker import gate_tickets
from jobtracker.fleet import nodes as fleet
from jobtracker.fleet.queue import Queue
from jobtracker.store import additions, matching
from jobtracker.store.audit import Actor, note
from jobtracker.tasks.standing import standing, what_is_wrong

bp = APIBlueprint("admin_nodes", __name__, url_prefix="/api/admin", tag="Admin")
MOST = 100
NO_REDIS: dict[int, str] = {503: "There is no Redis, or it does not answer."}


class NodeState(BaseModel):
    """What a node last said of itself."""

    name: str
    state: str = Field(description="crawling, done, refused: and why.")
    silent: bool = Field(description="It was crawling and says nothing any more.")
    version: str = Field(description="Of its code.")
    outdated: bool = Field(description="Another version is wanted.")
    seen_at: dt.datetime
    started_at: dt.datetime
    memory: int = Field(description="MB.")
    crawling: int = Field(description="Companies.")
    done: int = Field(description="Companies since it started.")
    companies: list[str] = Field(description=f"What it is busy with, {MOST} at most.")


class Nodes(BaseModel):
    """All nodes that said something within a week."""

    wanted: str = Field(description="The version of the code that nodes should have.")
    items: list[NodeState]


class HostQueue(BaseModel):
    """A host, and how many of its companies wait."""

    host: str
    waiting: int


class Queues(BaseModel):
    """How long the queues are."""

    due: int = Field(description="Companies that wait for a node.")
    hosts: list[HostQueue] = Field(description=f"The longest, {MOST} at most.")
    crawling: int = Field(description="Companies that a node has.")
    tasks: list[TaskQueue] = Field(description="Background work.")
    unmatched: int = Field(description="Closed runs that are to be matched with trackers.")
    oldest_unmatched: dt.datetime | None = Field(description="When the first of them was closed.")
    matching: str = Field(description="What is wrong if they have waited for long; empty: they have not.")
    additions: int = Field(description="Careers URLs that wait for an answer.")


class GateTicket(BaseModel):
    """The way in."""

    url: str = Field(description="Opens scrapydweb and the dashboard of tasks, once.")
    seconds: int = Field(description="So long it does.")


@bp.get("/nodes")
@bp.output(Nodes)
@bp.doc(responses=NO_REDIS)
@access("admin", scope="admin")
def nodes() -> Nodes:
    """The nodes: when they were seen, what code they have, what they are busy with."""
    client = _redis()
    wanted, now = fleet.wanted(client), clock.now().timestamp()
    busy: dict[str, list[str]] = {}
    for company, lease in sorted(Queue(client).held().items()):
        busy.setdefault(lease.node, []).append(company)
    return Nodes(
        wanted=wanted,
        items=[_state(node, wanted, now, busy.get(node.name, [])) for node in fleet.known(client)],
    )


def _state(node: fleet.Node, wanted: str, now: float, busy: list[str]) -> NodeState:
    return NodeState(
        name=node.name,
        state=node.state,
        silent=node.state == "crawling" and now - node.said_at > fleet.SILENT,
        version=node.version,
        outdated=bool(wanted) and node.version != wanted,
        seen_at=dt.datetime.fromtimestamp(node.said_at, dt.UTC),
        started_at=dt.datetime.fromtimestamp(node.started_at, dt.UTC),
        memory=node.memory,
        crawling=node.crawling,
        done=node.done,
        companies=busy[:MOST],
    )


@bp.get("/queues")
@bp.output(Queues)
@bp.doc(responses=NO_REDIS)
@access("admin", scope="admin")
def queues() -> Queues:
    """How long the queues are, who works on them, and whether runs are matched with trackers in time."""
    client = _redis()
    waiting = sorted(Queue(client).waiting().items(), key=lambda item: (-item[1], item[0]))
    work, unmatched = standing(client), database().read(matching.backlog)
    return Queues(
        due=sum(number for _, number in waiting),
        hosts=[HostQueue(host=host, waiting=number) for host, number in waiting[:MOST]],
        crawling=len(Queue(client).held()),
        tasks=[TaskQueue.model_validate(each) for each in work],
        unmatched=unmatched.number,
        oldest_unmatched=unmatched.oldest,
        matching=what_is_wrong(unmatched, work, clock.now()),
        additions=database().read(additions.count_waiting),
    )


@bp.post("/ticket")
@bp.output(GateTicket)
@bp.doc(responses=NO_REDIS)
@access("admin", scope="admin")
def ticket() -> GateTicket:
    """An address that opens the operators' tools, once, within a minute."""
    client = _redis()
    made = gate_tickets.issue(client, act("ticket", _note_ticket))
    return GateTicket(url=gate_tickets.address(settings().gate_url, made), seconds=gate_tickets.TICKET_SECONDS)


def _note_ticket(session: Session, *, by: Actor, now: dt.datetime) -> str:
    note(session, by, "gate.ticket", now=now)
    return by.who


def _redis() -> Redis:
    client = redis()
    if client is None:
        raise Problem(HTTPStatus.SERVICE_UNAVAILABLE, "There is no Redis: set JOBTRACKER_REDIS_URL.")
    return client
