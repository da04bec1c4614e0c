"""What `up` starts: every service with its port, its folder and its place in the order."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import requests

from jobtracker.config import Settings
from jobtracker.errors import JobTrackerError
from services import background, gate, logparser, scrapyd, scrapydweb, sites, valkey
from services.asking import local_session
from services.ports import choose
from services.service import Service

DEMO_COMPANIES = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Everything, ready to be started. All folders and settings are written."""

    services: Sequence[Service]
    env: Mapping[str, str] = field(repr=False)
    """Of whatever belongs to it: all services of ours, and the commands of whoever looks after them."""
    database_url: str = field(repr=False)
    redis_url: str = field(repr=False)
    gate_url: str


def make(folder: Path, settings: Settings, *, demo: bool, nodes: int, ports: Mapping[str, int]) -> Plan:
    """Lay it out. With `demo` nothing outside the folder is read or written: it has a database of its own.

    Raises JobTrackerError: a port that was asked for is taken, the sample sites cannot be made.
    """
    nodes_names = [f"scrapyd-{number}" for number in range(1, nodes + 1)]
    given = "" if demo else settings.redis_url
    names = [*([] if given else ["valkey"]), *(["sites"] if demo else []), *nodes_names, "scrapydweb", "gate"]
    port = choose(names, ports)
    own = [
        scrapyd.prepare(name.replace("scrapyd", "node"), port[name], folder / name, settings=_scrapy_settings(demo))
        for name in nodes_names
    ]
    redis_url = given or valkey.prepare(port["valkey"], folder / "valkey")
    gate_url = f"http://127.0.0.1:{port['gate']}"
    if "gate_url" in settings.model_fields_set and not demo:
        gate_url = settings.gate_url
    database_url = f"sqlite:///{folder / 'jobtracker.db'}" if demo else settings.database_url
    env = {
        **os.environ,
        "PYTHONUNBUFFERED": "1",
        "JOBTRACKER_DATABASE_URL": database_url,
        "JOBTRACKER_REDIS_URL": redis_url,
        "JOBTRACKER_SCRAPYD_NODES": ",".join(node.address for node in own),
        "JOBTRACKER_GATE_URL": gate_url,
    }
    first: list[Service] = [] if given else [valkey.service(redis_url, folder / "valkey", env)]
    if demo:
        env["JOBTRACKER_REGISTRY"] = str(sites.prepare(folder / "sites", DEMO_COMPANIES))
        env["JOBTRACKER_SAMPLE_SITES"] = f"http://127.0.0.1:{port['sites']}"
        first.append(sites.service(folder / "sites", DEMO_COMPANIES, env, port=port["sites"]))
    panel = scrapydweb.prepare(port["scrapydweb"], folder / "scrapydweb", [node.address for node in own])
    after = [service.name for service in first]
    services = [
        *first,
        background.worker(folder, env, after=after),
        background.cron(folder, env, after=[*after, "worker"]),
    ]
    for name, node in zip(nodes_names, own, strict=True):
        service = scrapyd.service(node, env, name=name, after=[*after, "worker", "cron"])
        services.append(replace(service, when_healthy=lambda node=node: start_fleet(node)))
        services.append(logparser.service(node, env, name=name.replace("scrapyd", "logparser"), after=name))
    services.append(scrapydweb.service(panel, env, after=nodes_names))
    services.append(gate.service(panel, env, port=port["gate"], after=after))
    return Plan(services=services, env=env, database_url=database_url, redis_url=redis_url, gate_url=gate_url)


def _scrapy_settings(demo: bool) -> str:
    return sites.SETTINGS if demo else "crawler.settings"


def start_fleet(node: scrapyd.Node) -> None:
    """Have the node crawl what is due, now. Raises JobTrackerError if it will not."""
    try:
        with local_session(scrapyd.USER, node.password) as session:
            words = {"project": scrapyd.PROJECT, "spider": "fleet"}
            answer = session.post(f"{node.url}/schedule.json", data=words, timeout=30).json()
    except (requests.RequestException, ValueError) as error:
        raise JobTrackerError(f"cannot start the fleet: {error}") from error
    if answer.get("status") != "ok":
        raise JobTrackerError(f"cannot start the fleet: {answer.get('message', answer)}")
