"""What an operator sees: in by a ticket, then scrapydweb's pages with real runs. Pictures are left in var/pictures."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page

from jobtracker import gate_tickets as tickets
from jobtracker.config import project_root
from jobtracker.fleet.redis import connect
from services import gate, logparser, scrapyd, scrapydweb, timer
from services.scrapyd import PROJECT
from tests.chromium import chromium
from tests.services.running import free_port, running, until

PICTURES = project_root() / "var" / "pictures"


@pytest.fixture
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def address(world, redis_url, tmp_path, monkeypatch) -> Iterator[str]:
    """A gate, scrapydweb and two nodes, on which the timer has just started what takes the fleet's place here."""
    words = "\r\n".join(f"-d setting={name}={value}" for name, value in world.replay.items())
    monkeypatch.setitem(timer._TASK, "spider", "lakeside")
    monkeypatch.setitem(timer._TASK, "additional", words)
    nodes = [scrapyd.prepare(f"here-{n}", free_port(), tmp_path / f"scrapyd-{n}") for n in (1, 2)]
    panel = scrapydweb.prepare(free_port(), tmp_path / "scrapydweb", [node.address for node in nodes])
    door = gate.service(panel, world.env | {"JOBTRACKER_REDIS_URL": redis_url}, port=free_port())
    started = [scrapyd.service(node, world.env, name=node.name) for node in nodes]
    with running(*started, scrapydweb.service(panel, world.env), door, log=world.folder / "log"):
        logs = [node.logs / PROJECT / "lakeside" for node in nodes]
        until(lambda: all(_is_over(log) for log in logs))
        readers = [logparser.service(node, world.env, name="logparser", after=node.name) for node in nodes]
        with running(*readers, log=world.folder / "log"):
            until(lambda: all([*log.glob("*.json")] for log in logs))
            yield door.url


def _is_over(folder: Path) -> bool:
    return any("Spider closed" in path.read_text() for path in folder.glob("*.log"))


@contextmanager
def page_elsewhere(body: str, folder: Path) -> Iterator[str]:
    """The address of a page that another port of this host serves."""
    (folder / "www").mkdir()
    (folder / "www" / "index.html").write_text(body)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(SimpleHTTPRequestHandler, directory=folder / "www"))
    Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def picture(page: Page, name: str) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"{name}.png")


def test_an_operator_comes_in_by_a_ticket_and_sees_runs_and_the_timer(address, browser, redis_url):
    page = browser.new_page(viewport={"width": 1400, "height": 800})
    asked: set[str] = set()
    page.on("response", lambda response: asked.add(urlsplit(response.url).netloc))
    page.goto(tickets.address(address, tickets.issue(connect(redis_url), "ada")))
    page.get_by_role("button", name="Enter").click()
    page.get_by_role("link", name="scrapydweb").click()
    page.goto(f"{address}/scrapydweb/1/jobs/")
    page.get_by_text("lakeside").filter(visible=True).first.wait_for()
    picture(page, "jobs")
    page.goto(f"{address}/scrapydweb/1/tasks/")
    page.get_by_text("fleet").filter(visible=True).first.wait_for()
    picture(page, "timer-tasks")
    page.goto(f"{address}/rq/")
    page.get_by_text("Queues").first.wait_for()
    assert asked == {urlsplit(address).netloc}  # nothing came from elsewhere


def test_another_port_of_this_host_cannot_act_with_the_session(world, browser, redis_url, tmp_path):
    panel = scrapydweb.prepare(free_port(), tmp_path / "scrapydweb", [])
    door = gate.service(panel, world.env | {"JOBTRACKER_REDIS_URL": redis_url}, port=free_port())
    with running(door, log=world.folder / "log"):
        be_led_there(door.url, browser, redis_url, tmp_path)


def be_led_there(address: str, browser: Browser, redis_url: str, tmp_path: Path) -> None:
    page = browser.new_page()
    page.goto(tickets.address(address, tickets.issue(connect(redis_url), "ada")))
    page.get_by_role("button", name="Enter").click()
    page.get_by_role("link", name="scrapydweb").wait_for()
    link = f'<a href="{address}/scrapydweb/1/tasks/xhr/fire/1/">Win a prize</a>'
    with page_elsewhere(link, tmp_path) as elsewhere:
        page.goto(elsewhere)
        page.get_by_text("Win a prize").click()
        page.get_by_text("This did not come from a page here").wait_for()
