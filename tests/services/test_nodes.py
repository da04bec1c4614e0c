"""`jobtracker nodes`, and the egg that it delivers to a machine on which the project is not."""

from __future__ import annotations

import json
import os
import sys
import sysconfig
import time
from dataclasses import replace

import pytest
from click.testing import CliRunner, Result

from jobtracker.fleet import nodes as fleet
from jobtracker.fleet.nodes import code_version
from jobtracker.fleet.redis import connect
from services import scrapyd, scrapyd_api
from services.nodes import nodes
from services.scrapyd import PROJECT, Node
from services.service import Service
from tests.services.running import free_port, running, until

PLUGIN = '''
"""Tells where the code is that runs it."""
import crawler, jobtracker
from jobtracker.fleet.nodes import code_version
from crawler.base import CompanySpider
from pathlib import Path

Path("seen").write_text(f"{crawler.__file__}\\n{jobtracker.__file__}\\n{code_version()}")
'''


@pytest.fixture
def node(tmp_path) -> Node:
    return scrapyd.prepare("there-1", free_port(), tmp_path / "scrapyd-1")


def elsewhere(service: Service) -> Service:
    """The same where our libraries are, but not we: PYTHONPATH reads no .pth, so no editable install."""
    python = os.path.realpath(sys.executable)
    libraries = {"PYTHONPATH": sysconfig.get_path("purelib"), "PYTHONNOUSERSITE": "1"}
    return replace(service, command=[python, *service.command[1:]], env={**service.env, **libraries})


def run(monkeypatch, words: str, *addresses: str) -> Result:
    from jobtracker.config import settings

    monkeypatch.setenv("JOBTRACKER_SCRAPYD_NODES", ",".join(addresses))
    settings.cache_clear()
    return CliRunner().invoke(nodes, words.split())


def test_an_egg_is_all_that_a_node_needs(node, world, monkeypatch):
    (world.folder / "plugins" / "teller.py").write_text(PLUGIN)
    service = elsewhere(scrapyd.service(node, world.env, name="scrapyd-1"))
    with running(service, log=world.folder / "log"):
        told = run(monkeypatch, "deploy", node.address)
        assert told.exit_code == 0, told.output
        assert ": 2 spiders" in told.output  # the fleet is one, too
        eggs = scrapyd_api.state(node.address).eggs
        setting = [f"{name}={value}" for name, value in world.replay.items()]
        about = {"project": PROJECT, "spider": "lakeside", "setting": setting}
        scrapyd_api._ask(node.address, "schedule", data=about)
        until(lambda: scrapyd_api._ask(node.address, "listjobs")["finished"])
    assert world.outcomes() == [("complete", 3)]
    egg = node.folder / "eggs" / PROJECT / f"{eggs[0]}.egg"
    seen = (node.folder / "seen").read_text().split()
    assert seen == [f"{egg}/crawler/__init__.py", f"{egg}/jobtracker/__init__.py", code_version()]
    assert [path.name.split(".")[0] for path in (node.folder / "var").iterdir()] == ["towns"]


def test_the_fleet_is_started_on_a_node(node, world, monkeypatch, redis_url):
    service = scrapyd.service(node, world.env | {"JOBTRACKER_REDIS_URL": redis_url}, name="scrapyd-1")
    with running(service, log=world.folder / "log"):
        told = run(monkeypatch, "start", node.address)
        assert told.exit_code == 0, told.output
        until(lambda: scrapyd_api._ask(node.address, "listjobs")["finished"])
    log = next((node.logs / PROJECT / "fleet").glob("*.log")).read_text()
    assert " ERROR: " not in log
    assert "Spider closed (finished)" in log


def test_a_broken_egg_is_not_kept(node, world, tmp_path):
    import zipfile

    egg = tmp_path / "broken.egg"
    with zipfile.ZipFile(egg, "w") as file:
        file.writestr("EGG-INFO/PKG-INFO", "Metadata-Version: 2.1\nName: broken\nVersion: 1\n")
        file.writestr("EGG-INFO/entry_points.txt", "[scrapy]\nsettings = nowhere.settings\n")
    with running(elsewhere(scrapyd.service(node, world.env, name="scrapyd-1")), log=world.folder / "log"):
        with pytest.raises(scrapyd_api.NodeFailed, match="nowhere"):
            scrapyd_api.deliver(node.address, egg, "1")
        assert scrapyd_api.state(node.address).eggs == ()


def test_a_node_that_is_away_and_one_that_refuses_are_told_from_one_that_answers(node, world, monkeypatch):
    away = f"http://jobtracker:secret@127.0.0.1:{free_port()}"
    wrong = node.address.replace(node.password, "wrong")
    with running(scrapyd.service(node, world.env, name="scrapyd-1"), log=world.folder / "log"):
        told = run(monkeypatch, "list --json", node.address, away, wrong)
    assert told.exit_code == 1
    rows = json.loads(told.output)
    assert [row["node"] for row in rows] == ["there-1", "", ""]
    assert [row["error"] for row in rows] == ["", "does not answer", "answered 401 Unauthorized"]
    assert "secret" not in told.output
    assert node.password not in told.output


def test_what_a_nodes_fleet_said_stands_beside_what_its_scrapyd_says(monkeypatch, redis_url):
    about = {"state": "crawling", "version": "0.1.0+1a2b3c4d", "pid": 1, "crawling": 3, "done": 12, "memory": 90}
    said = fleet.Node(name="there-1", started_at=1, said_at=time.time(), **about)
    fleet.say(connect(redis_url), said)
    answer = scrapyd_api.NodeState(name="there-1", running=("fleet",), waiting=0, eggs=("1", "2"))
    monkeypatch.setattr(scrapyd_api, "state", lambda address: answer)
    monkeypatch.setenv("JOBTRACKER_REDIS_URL", redis_url)
    row = json.loads(run(monkeypatch, "list --json", "http://a:b@there:6800").output)[0]
    assert (row["running"], row["egg"]) == ("fleet", "2")
    assert (row["code"], row["fleet"]) == ("0.1.0+1a2b3c4d", "crawling, 3 under way, 12 done")
    fleet.say(connect(redis_url), replace(said, said_at=time.time() - 100))
    row = json.loads(run(monkeypatch, "list --json", "http://a:b@there:6800").output)[0]
    assert row["fleet"].startswith("silent for 10")


def test_nodes_of_different_versions_are_not_started(monkeypatch):
    states = {"http://a:b@one": ("1",), "http://a:b@two": ("1", "2")}

    def state(address: str) -> scrapyd_api.NodeState:
        return scrapyd_api.NodeState(name=address, running=(), waiting=0, eggs=states[address])

    monkeypatch.setattr(scrapyd_api, "state", state)
    told = run(monkeypatch, "start", *states)
    assert "nodes have different versions (1, 2)" in str(told.exception)


def test_without_nodes_it_says_which_setting_names_them(monkeypatch):
    told = run(monkeypatch, "list")
    assert str(told.exception) == "no nodes are known: set JOBTRACKER_SCRAPYD_NODES"
