"""What `up` starts: every service with its port, its folder and its place in the order."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from jobtracker.config import Settings
from services import api, background, fleet, gate, logparser, scrapyd, scrapydweb, sites, valkey
from services.ports import choose
from services.private import kept_secret
from services.scrapyd import Node
from services.scrapydweb import Panel
from services.service import Service

DEMO_COMPANIES = 200
_IDLE_TALK = {
    "scrapyd": r"#(info|debug)\] |\[-\] (Loading|Loaded|Site starting|Removing stale)|stale pidfile|pkg_resources",
    "logparser": r"(INFO|DEBUG) +in logparser|No logfiles found|Json file not found",
    "scrapydweb": r"SAWarning|super\(BindMetaMixin|^[{}]$|^ +(\x22|})|Added job_instance",
}
"""What says nothing to a person, of programs that are not ours."""

TELLS_PEOPLE = ("JOBTRACKER_SMTP_URL", "JOBTRACKER_ALERT_TO", "JOBTRACKER_ALERT_WEBHOOK")
"""Settings by which somebody far away is told: of a demo nobody is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Everything, ready to be started. All folders and settings are written."""

    services: Sequence[Service]
    env: Mapping[str, str] = field(repr=False)
    """Of whatever belongs to it: all services of ours, and the commands of whoever looks after them."""
    demo: bool
    """It crawls the sample sites."""
    mails: str
    """The folder that mails are written into; nothing where a server takes them."""
    secrets: Sequence[str] = field(repr=False)
    """Passwords that it made, which no log should show."""

    @property
    def database_url(self) -> str:
        """Where listings are kept."""
        return self.env["JOBTRACKER_DATABASE_URL"]

    @property
    def redis_url(self) -> str:
        """The queue."""
        return self.env["JOBTRACKER_REDIS_URL"]

    @property
    def gate_url(self) -> str:
        """Where a browser enters."""
        return self.env["JOBTRACKER_GATE_URL"]


def make(
    folder: Path, settings: Settings, claims: ExitStack, *, demo: bool, nodes: int, ports: Mapping[str, int]
) -> Plan:
    """Lay it out. With `demo` nothing outside the folder is read or written: it has a database and a Valkey of its own.

    No other `up` takes its ports until `claims` is closed.
    Raises JobTrackerError: a port that was asked for is taken, the sample sites cannot be made.
    """
    redis_url = "" if demo else settings.redis_url
    names = [f"scrapyd-{number}" for number in range(1, nodes + 1)]
    before = [*([] if redis_url else ["valkey"]), *(["sites"] if demo else [])]
    port = choose([*before, *names, "scrapydweb", "gate", "web"], ports, claims)
    own = {name: _prepare_node(name, port[name], folder, demo=demo) for name in names}
    panel = scrapydweb.prepare(port["scrapydweb"], folder / "scrapydweb", [node.address for node in own.values()])
    env = {
        **{name: value for name, value in os.environ.items() if not (demo and name in TELLS_PEOPLE)},
        "PYTHONUNBUFFERED": "1",
        "JOBTRACKER_DATABASE_URL": settings.database_url,
        "JOBTRACKER_REDIS_URL": redis_url or valkey.prepare(port["valkey"], folder / "valkey"),
        "JOBTRACKER_SCRAPYD_NODES": ",".join(node.address for node in own.values()),
        "JOBTRACKER_BASE_URL": _url(settings, "base_url", port["web"], demo=demo),
        "JOBTRACKER_GATE_URL": _url(settings, "gate_url", port["gate"], demo=demo),
        "JOBTRACKER_MAIL_DIR": _mail_dir(folder, settings, demo=demo),
        **(_demo(folder, port) if demo else {}),
    }
    services = [*_services(folder, env, port, own, panel)]
    secrets = [
        panel.password,
        *(node.password for node in own.values()),
        urlsplit(env["JOBTRACKER_REDIS_URL"]).password,
        env.get("JOBTRACKER_SECRET_KEY"),
    ]
    return Plan(
        services=services,
        env=env,
        demo=demo,
        mails=env["JOBTRACKER_MAIL_DIR"] if demo or not settings.smtp_url else "",
        secrets=[secret for secret in secrets if secret],
    )


def _prepare_node(name: str, port: int, folder: Path, *, demo: bool) -> Node:
    module = sites.SETTINGS if demo else "crawler.settings"
    return scrapyd.prepare(name.replace("scrapyd", "node"), port, folder / name, settings=module)


def _url(settings: Settings, name: str, port: int, *, demo: bool) -> str:
    """Where browsers find a service: what is set, else where it is."""
    configured = name in settings.model_fields_set and not demo
    return getattr(settings, name) if configured else f"http://127.0.0.1:{port}"


def _mail_dir(folder: Path, settings: Settings, *, demo: bool) -> str:
    """Where mails are written to, if no server is set."""
    if demo or not settings.mail_dir:
        return str(folder / "mail") if demo else str(folder.parent / "mail")
    return str(settings.mail_dir)


def _demo(folder: Path, port: Mapping[str, int]) -> dict[str, str]:
    return {
        "JOBTRACKER_DATABASE_URL": f"sqlite:///{folder / 'jobtracker.db'}",
        "JOBTRACKER_REGISTRY": str(sites.prepare(folder / "sites", DEMO_COMPANIES)),
        "JOBTRACKER_SAMPLE_SITES": f"http://127.0.0.1:{port['sites']}",
        "JOBTRACKER_SECRET_KEY": kept_secret(folder / "secret-key"),
        "JOBTRACKER_UP": "demo",
    }


def _services(
    folder: Path, env: Mapping[str, str], port: Mapping[str, int], nodes: Mapping[str, Node], panel: Panel
) -> Iterator[Service]:
    first = [name for name in ("valkey", "sites") if name in port]
    if "valkey" in port:
        yield valkey.service(env["JOBTRACKER_REDIS_URL"], folder / "valkey", env)
    if "sites" in port:
        yield sites.service(folder / "sites", DEMO_COMPANIES, env, port=port["sites"])
    yield background.worker(folder, env, after=first)
    yield background.matcher(folder, env, after=first)
    yield background.mailer(folder, env, after=first)
    yield background.cron(folder, env, after=[*first, "worker"])
    yield background.adder(folder, env, after=first)
    for name, node in nodes.items():
        service = scrapyd.service(node, env, name=name, after=[*first, "worker", "cron"])
        yield replace(service, when_healthy=partial(fleet.start, node), idle_talk=_IDLE_TALK["scrapyd"])
        service = logparser.service(node, env, name=name.replace("scrapyd", "logparser"), after=name)
        yield replace(service, idle_talk=_IDLE_TALK["logparser"])
    yield replace(scrapydweb.service(panel, env, after=[*nodes]), idle_talk=_IDLE_TALK["scrapydweb"])
    yield api.service(folder, env, port=port["web"], after=first)
    yield gate.service(panel, env, port=port["gate"], after=first)
