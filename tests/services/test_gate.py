"""The gate as a program, before a real scrapydweb with a real node."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
import requests

from jobtracker import gate_tickets as tickets
from jobtracker.fleet.redis import connect
from services import gate, scrapyd, scrapydweb
from tests.services.running import free_port, running


@pytest.fixture
def address(world, redis_url, tmp_path) -> Iterator[str]:
    node = scrapyd.prepare("here-1", free_port(), tmp_path / "scrapyd-1")
    panel = scrapydweb.prepare(free_port(), tmp_path / "scrapydweb", [node.address])
    door = gate.service(panel, world.env | {"JOBTRACKER_REDIS_URL": redis_url}, port=free_port())
    started = [scrapyd.service(node, world.env, name="scrapyd-1"), scrapydweb.service(panel, world.env), door]
    with running(*started, log=world.folder / "log"):
        yield door.url


@pytest.fixture
def session(address, redis_url) -> Iterator[requests.Session]:
    made = tickets.issue(connect(redis_url), "ada")
    with requests.Session() as session:
        session.headers["Origin"] = address
        session.post(f"{address}/enter", data={"ticket": made}, timeout=10)
        yield session


PAGES = ("servers", "jobs", "tasks", "nodereports", "logs", "schedule", "deploy", "settings")


def test_scrapydwebs_pages_work_through_the_gate(address, session):
    assert requests.get(f"{address}/scrapydweb/1/jobs/", timeout=10).status_code == 403
    links: set[str] = set()
    for name in PAGES:
        page = session.get(f"{address}/scrapydweb/1/{name}/", timeout=60)
        assert page.status_code == 200, name
        links |= {*re.findall(r'(?:href|src)="(/[^"]+)"', re.sub(r"<!--.*-->", "", page.text))}
    assert {link for link in links if not link.startswith("/scrapydweb/")} == set()
    scripts = [link for link in links if link.endswith(".js")]
    assert {session.get(address + link, timeout=10).status_code for link in scripts} == {200}
    assert session.get(f"{address}/scrapydweb/", timeout=60).url.startswith(f"{address}/scrapydweb/")
    assert session.get(f"{address}/rq/", timeout=10).status_code == 200
