"""scrapydweb with two real nodes: what it starts on them, and the timer that is there from the beginning."""

from __future__ import annotations

import json
import re
import stat

import pytest
import requests

from services import scrapyd, scrapydweb, timer
from services.asking import local_session
from services.scrapyd import PROJECT
from services.scrapydweb import USER, Panel
from tests.services.running import free_port, running, until


@pytest.fixture
def nodes(tmp_path):
    ports = sorted({free_port(), free_port()})  # scrapydweb numbers them by their ports
    return [
        scrapyd.prepare(f"here-{number}", port, tmp_path / f"scrapyd-{number}") for number, port in enumerate(ports, 1)
    ]


@pytest.fixture
def panel(tmp_path, nodes) -> Panel:
    return scrapydweb.prepare(free_port(), tmp_path / "scrapydweb", [node.address for node in nodes])


@pytest.fixture
def _fleet_is_lakeside(monkeypatch, world):
    """What the timer starts is a company that is read from a recording."""
    words = "\r\n".join(f"-d setting={name}={value}" for name, value in world.replay.items())
    monkeypatch.setitem(timer._TASK, "spider", "lakeside")
    monkeypatch.setitem(timer._TASK, "additional", words)


def page(panel: Panel, path: str) -> str:
    with local_session(USER, panel.password) as session:
        answer = session.get(f"{panel.url}/scrapydweb{path}", timeout=60)
    assert answer.status_code == 200, answer.text
    return answer.text


def ask(panel: Panel, path: str) -> dict:
    return json.loads(page(panel, path))


def services(panel, nodes, world):
    started = [scrapyd.service(node, world.env, name=node.name) for node in nodes]
    return [*started, scrapydweb.service(panel, world.env)]


def test_its_settings_are_for_nobody_else_and_its_environment_has_none_of_ours(panel, world):
    file = panel.folder / "scrapydweb_settings_v11.py"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(panel.folder.stat().st_mode) == 0o700
    env = scrapydweb.service(panel, world.env | {"DATABASE_URL": "sqlite:////tmp/elsewhere"}).env
    assert not [name for name in env if "JOBTRACKER" in name or "DATABASE" in name]


@pytest.mark.usefixtures("_fleet_is_lakeside")
def test_the_timer_is_there_once_and_starts_the_fleet_on_every_node(panel, nodes, world):
    log = world.folder / "log"
    *started, web = services(panel, nodes, world)
    with running(*started, log=log):
        with running(web, log=log):
            assert requests.get(f"{panel.url}/1/tasks/", timeout=10).status_code == 401
            until(lambda: all((node.logs / PROJECT / "lakeside").exists() for node in nodes))
            until(lambda: '"lakeside"' in page(panel, "/1/jobs/") or "lakeside" in page(panel, "/2/jobs/"))
        with running(web, log=log):  # another start, and it fires again
            assert ask(panel, "/1/tasks/xhr/list/")["ids"] == [1]
            task = ask(panel, "/1/tasks/xhr/dump/1/")["data"]
            until(lambda: len([*(nodes[1].logs / PROJECT / "lakeside").glob("*.log")]) > 1)
            shown = page(panel, "/1/tasks/")
    assert (task["name"], task["minute"], task["jitter"], task["selected_nodes"]) == ("fleet", "*/5", 20, [1, 2])
    assert "fleet" in shown
    assert re.search(r'href="/scrapydweb/', shown)  # its links know the path
    assert panel.password not in log.read_text()


@pytest.mark.usefixtures("_fleet_is_lakeside")
def test_what_an_operator_made_of_the_timer_stays(panel, nodes, world, tmp_path):
    web = scrapydweb.service(panel, world.env)
    with running(web, log=world.folder / "log"):
        ask(panel, "/1/tasks/xhr/pause/1/")
    alone = scrapydweb.prepare(panel.port, panel.folder, [nodes[0].address])
    with running(scrapydweb.service(alone, world.env), log=world.folder / "log"):
        task = ask(panel, "/1/tasks/xhr/dump/1/")["data"]
        assert ask(panel, "/1/tasks/xhr/list/")["ids"] == [1]
    assert task["selected_nodes"] == [1]
    assert task["apscheduler_job"]["next_run_time"] is None
    assert "ARCHIVE_DIR" in json.dumps(task["settings_arguments"])


def test_a_run_started_through_its_own_api_is_in_the_jobs_page(panel, nodes, world):
    log = world.folder / "log"
    with running(*services(panel, nodes, world), log=log), local_session(USER, panel.password) as session:
        form = {"project": PROJECT, "_version": "default: the latest version", "spider": "lakeside", "jobid": "by-hand"}
        form["additional"] = "\r\n".join(f"-d setting={name}={value}" for name, value in world.replay.items())
        file = session.post(f"{panel.url}/2/schedule/check/", data=form, timeout=60).json()["filename"]
        session.post(f"{panel.url}/2/schedule/run/", data={"filename": file}, timeout=60)
        until(lambda: "by-hand" in page(panel, "/2/jobs/"))
        until(lambda: "Spider closed (finished)" in page(panel, f"/2/log/utf8/{PROJECT}/lakeside/by-hand/"))
    assert "by-hand" not in {path.stem for path in nodes[0].logs.rglob("*.log")}
