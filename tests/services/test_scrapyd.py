"""A node: who may speak to it, what it runs, and what is left of a run."""

from __future__ import annotations

import stat

import pytest
import requests

from services import logparser, scrapyd
from services.asking import local_session
from services.scrapyd import PROJECT, USER, Node
from tests.services.running import free_port, running, until


@pytest.fixture
def node(tmp_path) -> Node:
    return scrapyd.prepare("here-1", free_port(), tmp_path / "scrapyd-1")


def listed(node: Node) -> dict:
    with local_session(USER, node.password) as session:
        return session.get(f"{node.url}/listjobs.json", timeout=10).json()


def finished(node: Node) -> list[dict]:
    return listed(node)["finished"]


def stats_of(node: Node, spider: str) -> dict:
    """What logparser made of its runs."""
    with local_session(USER, node.password) as session:
        stats = session.get(f"{node.url}/logs/stats.json", timeout=10)
    return stats.json().get("datas", {}).get(PROJECT, {}).get(spider, {}) if stats.ok else {}


def test_what_a_node_keeps_is_for_nobody_else(node):
    assert stat.S_IMODE(node.folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE((node.folder / name).stat().st_mode) for name in ("scrapy.cfg", "password")} == {0o600}


def test_a_node_keeps_its_password(node):
    again = scrapyd.prepare("here-1", node.port, node.folder)
    assert again.password == node.password
    assert node.password not in repr(node)


def test_a_node_answers_nobody_without_its_password(node, world):
    with running(scrapyd.service(node, world.env, name="scrapyd-1"), log=world.folder / "log"):
        for auth in (None, (USER, ""), (USER, "jobtracker")):
            for page in ("", "daemonstatus.json", "listjobs.json", "logs/"):
                assert requests.get(f"{node.url}/{page}", auth=auth, timeout=10).status_code == 401
            egg = {"egg": b"PK"}
            put = requests.post(f"{node.url}/addversion.json", files=egg, auth=auth, timeout=10)
            assert put.status_code == 401


def test_a_node_runs_a_company_under_its_own_name_and_logparser_reads_the_log(node, world):
    services = [
        scrapyd.service(node, world.env, name="scrapyd-1"),
        logparser.service(node, world.env, name="logparser-1", after="scrapyd-1"),
    ]
    run = {"project": PROJECT, "spider": "lakeside", "jobid": "one"}
    setting = [f"{name}={value}" for name, value in world.replay.items()]
    with running(services[0], log=world.folder / "log"), local_session(USER, node.password) as session:
        assert listed(node)["node_name"] == "here-1"
        answer = session.post(f"{node.url}/schedule.json", data=run | {"setting": setting}, timeout=60)
        assert answer.json()["status"] == "ok"
        until(lambda: finished(node))
        log = session.get(f"{node.url}/logs/{PROJECT}/lakeside/one.log", timeout=10).text
        assert "Spider closed (finished)" in log
        assert world.outcomes() == [("complete", 3)]
        with running(services[1], log=world.folder / "log"):
            until(lambda: stats_of(node, "lakeside").get("one", {}).get("finish_reason") == "finished")
