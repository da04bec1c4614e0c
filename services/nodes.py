"""`jobtracker nodes`: the scrapyd nodes of JOBTRACKER_SCRAPYD_NODES, here or elsewhere."""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from jobtracker.config import settings
from jobtracker.errors import JobTrackerError

if TYPE_CHECKING:
    from jobtracker.fleet.nodes import Node
    from services.scrapyd_api import NodeState

Answer = TypeVar("Answer")
AT_ONCE = 16


@click.group()
def nodes() -> None:
    """See, update and start the nodes that crawl."""


@nodes.command("list", short_help="Show what each node does, and its version.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def list_nodes(as_json: bool) -> None:
    """Show what runs on each node, and of which version."""
    from services.scrapyd_api import state, without_password

    said = _said()
    rows = [_row(without_password(address), answer, said) for address, answer in _of_each(state)]
    if as_json:
        import orjson

        click.echo(orjson.dumps(rows, option=orjson.OPT_INDENT_2))
    else:
        from jobtracker.commands.table import print_table

        columns = ("node", "address", "running", "waiting", "egg", "code", "fleet", "error")
        print_table(columns, [tuple(row[name] for name in columns) for row in rows], empty="")
    sys.exit(1 if any(row["error"] for row in rows) else 0)


@nodes.command
def deploy() -> None:
    """Build an egg of this checkout and deliver it to every node. What runs goes on; what starts next is new."""
    from services import egg
    from services.scrapyd_api import deliver

    version = str(int(time.time()))  # scrapyd takes the highest
    with tempfile.TemporaryDirectory(prefix="jobtracker-egg-") as folder:
        built = Path(folder, "jobtracker.egg")
        _addresses()
        egg.build(built)
        found = _of_each(lambda address: deliver(address, built, version))
    _tell(found, lambda spiders: f"has version {version}: {spiders} spiders")


@nodes.command
def start() -> None:
    """Start the fleet on every node now, and not when its timer does. All must have the same version."""
    from services.scrapyd_api import schedule, state

    answers = [answer for _, answer in _of_each(state)]
    newest = {(answer.eggs or ("none",))[-1] for answer in answers if not isinstance(answer, JobTrackerError)}
    if len(newest) > 1:
        raise JobTrackerError(f"nodes have different versions ({', '.join(sorted(newest))}): `jobtracker nodes deploy`")
    _tell(_of_each(lambda address: schedule(address, "fleet")), lambda run: f"starts the fleet: {run}")


def _addresses() -> tuple[str, ...]:
    if not settings().scrapyd_nodes:
        raise JobTrackerError("no nodes are known: set JOBTRACKER_SCRAPYD_NODES")
    return settings().scrapyd_nodes


def _of_each(ask: Callable[[str], Answer]) -> list[tuple[str, Answer | JobTrackerError]]:
    """All are asked at once; one that is away keeps nobody waiting but itself."""

    def safely(address: str) -> Answer | JobTrackerError:
        try:
            return ask(address)
        except JobTrackerError as error:
            return error

    addresses = _addresses()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return [*zip(addresses, pool.map(safely, addresses), strict=True)]


def _tell(found: Sequence[tuple[str, Answer | JobTrackerError]], say: Callable[[Answer], str]) -> None:
    """A line a node; exit status 1 if one failed."""
    from services.scrapyd_api import without_password

    for address, answer in found:
        if isinstance(answer, JobTrackerError):
            click.echo(f"jobtracker: {answer}", err=True)
        else:
            click.echo(f"{without_password(address)} {say(answer)}")
    sys.exit(1 if any(isinstance(answer, JobTrackerError) for _, answer in found) else 0)


def _said() -> dict[str, Node]:
    """What the fleets of the nodes last said of themselves; nothing where there is no Redis, or none that answers."""
    from redis.exceptions import RedisError

    from jobtracker.fleet import nodes as fleet
    from jobtracker.fleet.redis import connect

    if not settings().redis_url:
        return {}
    try:
        return {node.name: node for node in fleet.known(connect(settings().redis_url))}
    except RedisError as error:
        click.echo(f"jobtracker: JOBTRACKER_REDIS_URL: {error}", err=True)
        return {}


def _row(address: str, answer: NodeState | JobTrackerError, said: Mapping[str, Node]) -> dict[str, object]:
    names = ("node", "running", "waiting", "egg", "code", "fleet", "error")
    row: dict[str, object] = {**dict.fromkeys(names, ""), "address": address}
    if isinstance(answer, JobTrackerError):
        return row | {"error": str(answer).removeprefix(f"{address}: ")}
    fleet = said.get(answer.name)
    return row | {
        "node": answer.name,
        "running": " ".join(answer.running),
        "waiting": answer.waiting,
        "egg": answer.eggs[-1] if answer.eggs else "",
        "code": fleet.version if fleet else "",
        "fleet": _what_it_does(fleet) if fleet else "",
    }


def _what_it_does(fleet: Node) -> str:
    from jobtracker.fleet.nodes import SILENT

    silent = int(time.time() - fleet.said_at)
    if fleet.state == "crawling" and silent > SILENT:
        return f"silent for {silent} s, with {fleet.crawling} under way"
    return f"{fleet.state}, {fleet.crawling} under way, {fleet.done} done"
