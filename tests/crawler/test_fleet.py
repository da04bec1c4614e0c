"""Nodes as processes, a real Valkey, sample sites over HTTP."""

from __future__ import annotations

import datetime as dt
import signal
from dataclasses import replace

import pytest

from jobtracker.company import Company
from jobtracker.fleet import nodes
from jobtracker.fleet.queue import Due
from jobtracker.fleet.redis import key
from jobtracker.store import due, operating
from jobtracker.tasks.due import due as due_task
from jobtracker.tasks.queue import queue as task_queue
from jobtracker.tasks.queue import task_of
from jobtracker.tasks.queue_names import MATCHING
from sample_sites import Server, Sites, made_up_boards
from tests.crawler.nodes import fleet
from tests.crawler.web import company_of, listed
from tests.own_valkey import own_valkey

NOW = dt.datetime.now(dt.UTC)
PLUGIN = """
import os, time
from crawler.base import CompanySpider, Posting
from jobtracker.company import Company

class Killer(CompanySpider):
    name = "killer"
    company = Company("killer", "Killer")
    start_urls = ["https://api.lever.co/v0/postings/made-up-1?mode=json"]

    def parse(self, response):
        {does}
        yield Posting(id="1", title="Baker", url=response.url)
"""


@pytest.fixture
def boards():
    return made_up_boards(12, 5, text=200, ats=("personio", "lever"))


@pytest.fixture
def sites(boards):
    with Server(Sites(boards)) as server:
        yield server


@pytest.fixture
def ours(sqlite_url, redis_url, sites, boards, tmp_path):
    with fleet(sqlite_url, redis_url, sites.url, tmp_path / "logs") as made:
        made.add([company_of(board) for board in boards])
        yield made


def with_plugin(ours, tmp_path, does):
    folder = tmp_path / "plugins"
    folder.mkdir()
    (folder / "killer.py").write_text(PLUGIN.format(does=does))
    ours.env = {"JOBTRACKER_PLUGINS_DIR": str(folder)}
    ours.add([Company("killer", "Killer")])
    return ours


def test_two_nodes_crawl_everything_once_and_end(ours, boards):
    first, second = ours.start("n1"), ours.start("n2")
    assert [first.wait(60), second.wait(60)] == [0, 0]
    assert ours.outcomes() == {board.slug: ["complete"] for board in boards}
    assert listed(ours.database) == {board.slug: board.external_ids() for board in boards}
    assert ours.run("n1") == 0  # nothing is due
    assert ours.done() == len(boards)
    said = {node.name: (node.state, node.crawling) for node in nodes.known(ours.queue.client)}
    assert said == {"n1": ("done", 0), "n2": ("done", 0)}


@pytest.mark.parametrize("spider", ["fleet", "made-up-1"])
def test_what_a_run_found_is_offered_to_matching_when_it_is_closed(ours, spider, tmp_path, boards):
    row = company_of(boards[1])
    (tmp_path / "lever.csv").write_text(f"slug,name,token\n{row.slug},{row.name},{row.params['token']}\n")
    ours.env = {"JOBTRACKER_REGISTRY": str(tmp_path / "lever.csv")}
    matching = task_queue(ours.queue.client, MATCHING)
    assert ours.run(spider=spider) == 0
    assert [task_of(each) for each in matching.job_ids] == ["match"]
    matching.empty()
    ours.database.write(operating.ask, [ours.company(row.slug).id], now=NOW)
    assert ours.run(spider=spider) == 0
    assert matching.job_ids == []  # nothing was found


def test_what_was_asked_for_is_crawled_though_it_is_not_due(ours, boards):
    ours.run()
    slug = boards[3].slug
    ours.database.write(operating.ask, [ours.company(slug).id], now=NOW)
    ours.run()
    assert ours.outcomes()[slug] == ["complete", "complete"]
    assert ours.done() == len(boards) + 1


def test_by_hand_what_a_node_is_crawling_is_left_to_it(ours, boards):
    row = company_of(boards[1])
    rows = ours.folder / "rows"
    rows.mkdir()
    (rows / "lever.csv").write_text(f"slug,name,token\n{row.slug},{row.name},{row.params['token']}\n")
    ours.env = {"JOBTRACKER_REGISTRY": str(rows)}
    lease = ours.queue.seize(row.slug, "api.lever.co", "n7")
    assert ours.run("hand", spider=row.slug) == 0
    assert ours.done() == 0
    ours.queue.release(lease)
    assert ours.run("hand", spider=row.slug) == 0
    assert ours.outcomes()[row.slug] == ["complete"]
    assert ours.queue.held() == {}


def test_a_node_whose_registry_is_old_goes_by_the_database(ours, boards):
    row = company_of(boards[1])
    ours.add([replace(row, slug="added-since", name="Added since")])
    rows = ours.folder / "rows"
    rows.mkdir()
    (rows / "lever.csv").write_text(f"slug,name,token\n{row.slug},{row.name},an-old-token\n")
    ours.env = {"JOBTRACKER_REGISTRY": str(rows), "SCRAPYD_JOB": "job"}
    assert ours.run(spider=row.slug) == 0
    assert ours.run(spider="added-since") == 0
    assert ours.outcomes() == {row.slug: ["complete"], "added-since": ["complete"]}
    assert ours.company("added-since").retired_at is None


def test_a_spider_with_settings_of_its_own_has_a_process_of_its_own(ours, tmp_path, boards):
    with_plugin(ours, tmp_path, "assert self.settings['BOT_NAME'] == 'special'")
    plugin = tmp_path / "plugins" / "killer.py"
    plugin.write_text(
        plugin.read_text().replace("start_urls", 'custom_settings = {"BOT_NAME": "special"}\n    start_urls')
    )
    assert ours.run() == 0
    assert ours.outcomes() == {board.slug: ["complete"] for board in boards} | {"killer": ["complete"]}, ours.log()
    assert ours.queue.held() == {}
    assert ours.run() == 0
    assert ours.outcomes()["killer"] == ["complete"]


def test_a_group_is_crawled_alone(ours, boards):
    assert ours.run("n1", "-a", "ats=lever") == 0
    assert set(ours.outcomes()) == {board.slug for board in boards if board.ats == "lever"}
    assert ours.run("n1", "-a", f"company={boards[0].slug},{boards[2].slug}") == 0
    assert ours.done() == 6 + 2
    assert ours.run("n1", "-a", "colour=red") == 1
    assert ours.errors() == ["-a colour: a fleet is chosen by ats, country, company"]


def test_a_second_fleet_on_a_node_ends_at_once(ours):
    place = nodes.Place(ours.queue.client, "n1", 60)
    assert place.keep()
    assert ours.run("n1") == 0
    assert "a fleet of node n1 is at work already" in ours.log()
    assert ours.done() == 0


def test_a_node_with_other_code_than_wanted_refuses(ours):
    nodes.want(ours.queue.client, "0.0.1+00000000")
    assert ours.run("n1") == 1
    (error,) = ours.errors()
    assert error.startswith(f"node n1 does nothing: its code is {nodes.code_version()}, wanted is 0.0.1+00000000")
    (said,) = nodes.known(ours.queue.client)
    assert said.state.startswith("refused: its code is ")
    assert ours.done() == 0


def test_hostile_messages_are_dropped_and_shown(ours, boards):
    hostile = b"cos\nsystem\n(S'touch /tmp/never'\ntR." + b"x" * 400
    ours.queue.client.zadd(key("due", "evil.example"), {hostile: 1, b'{"company": "nobody"}': 2})
    ours.queue.client.zadd(key("ready"), {"evil.example": 1})
    assert ours.run() == 0
    assert ours.done() == len(boards)
    assert f"dropped a message that is none of ours: {hostile[:200]!r}" in ours.log()
    assert ours.errors() == ["nobody: failed: the database knows no company of this name"]
    assert ours.queue.waiting() == {}


def test_what_a_killed_node_had_is_crawled_by_another(ours, sites, boards):
    sites.sites.fault(boards[0].slug, "timeout")
    node = ours.start("n1")
    ours.wait_for(lambda: ours.done() == len(boards) - 1)
    node.kill()
    node.wait()
    sites.sites.fault(boards[0].slug)
    ours.start("n2")
    ours.wait_for(lambda: ours.done() == len(boards))
    assert ours.outcomes()[boards[0].slug] == ["superseded", "complete"]
    assert f"{boards[0].slug}: its node n1 is gone; it is crawled again" in ours.log("n2")


def test_a_node_that_slept_commits_nothing_that_another_did_since(ours, sites, boards):
    sites.sites.fault(boards[0].slug, "timeout")
    sleeper = ours.start("n1")
    ours.wait_for(lambda: ours.done() == len(boards) - 1)
    sleeper.send_signal(signal.SIGSTOP)
    sites.sites.fault(boards[0].slug)
    ours.start("n2")
    ours.wait_for(lambda: ours.done() == len(boards))
    sleeper.send_signal(signal.SIGCONT)
    assert sleeper.wait(60) == 0
    assert ours.outcomes()[boards[0].slug] == ["superseded", "complete"]
    assert listed(ours.database) == {board.slug: board.external_ids() for board in boards}


EATS = "self.eaten = b'x' * (600 << 20); time.sleep(0.9)"


@pytest.mark.parametrize("does", ["os._exit(1)", "while True: pass", EATS])
def test_a_company_that_kills_its_node_three_times_is_set_aside(ours, tmp_path, boards, does):
    with_plugin(ours, tmp_path, does)
    ours.settings = {"WATCHDOG_PATIENCE": 1, "FLEET_MEMORY": 500}
    for _ in range(30):
        ours.run()
        if ours.company("killer").paused_at:
            break
    assert ours.company("killer").paused_why == "its code killed its node, alone, 3 times"
    assert "killer: set aside: its code killed its node, alone, 3 times" in ours.errors()
    assert ours.run() == 0
    outcomes = ours.outcomes()
    assert all(outcomes[board.slug][-1] == "complete" for board in boards)
    assert outcomes["killer"] == ["superseded"] * 4 + ["failed"]


def test_redis_away_for_a_while_is_waited_for(sqlite_url, sites, boards, tmp_path):
    with own_valkey() as valkey, fleet(sqlite_url, valkey.url, sites.url, tmp_path / "logs") as ours:
        ours.add([company_of(board) for board in boards])
        sites.sites.fault(boards[0].slug, "timeout")
        ours.settings = {"DOWNLOAD_TIMEOUT": 4, "RETRY_ENABLED": False}
        node = ours.start()
        ours.wait_for(lambda: ours.done() == len(boards) - 1)
        valkey.kill()
        ours.wait_for(lambda: "Redis is away" in ours.log())
        valkey.start()
        assert node.wait(60) == 0
        assert "Redis is back" in ours.log()
        assert {tuple(each) for each in ours.outcomes().values()} == {("complete",), ("failed",)}


def test_redis_emptied_is_filled_again_from_sql_and_nothing_is_crawled_twice(ours, sites, boards):
    sites.sites.fault(boards[0].slug, "timeout")
    ours.settings = {"DOWNLOAD_TIMEOUT": 6, "RETRY_ENABLED": False}
    node = ours.start()
    ours.wait_for(lambda: ours.done() == len(boards) - 1)
    ours.queue.client.flushdb()
    due_task(ours.database, ours.queue.client, dt.datetime.now(dt.UTC))
    assert ours.queue.waiting() == {}
    ours.database.write(operating.ask, [ours.company(boards[1].slug).id], now=NOW)
    due_task(ours.database, ours.queue.client, dt.datetime.now(dt.UTC))
    assert node.wait(60) == 0
    assert {slug: len(runs) for slug, runs in ours.outcomes().items() if slug != boards[1].slug} == {
        board.slug: 1 for board in boards if board is not boards[1]
    }
    assert ours.outcomes()[boards[1].slug] == ["complete", "complete"]
    assert ours.queue.held() == {}


def test_a_company_added_while_a_node_works_is_crawled(ours, sites, boards):
    sites.sites.fault(boards[0].slug, "timeout")
    node = ours.start()
    ours.wait_for(lambda: ours.done() == len(boards) - 1)
    (fresh,) = made_up_boards(1, 3, text=100, ats=("greenhouse",))
    fresh.slug = "added-later"
    sites.sites.boards["added-later"] = fresh
    ours.add([Company("added-later", "Added later", "lever", company_of(boards[1]).params)])
    due_task(ours.database, ours.queue.client, dt.datetime.now(dt.UTC))
    ours.wait_for(lambda: ours.outcomes().get("added-later") == ["complete"])
    node.terminate()
    assert node.wait(60) == 1


def test_an_interrupted_node_gives_back_what_it_had(ours, sites, boards):
    sites.sites.fault(boards[0].slug, "timeout")
    node = ours.start()
    ours.wait_for(lambda: ours.done() == len(boards) - 1)
    node.send_signal(signal.SIGTERM)
    assert node.wait(60) == 1
    assert ours.queue.held() == {}
    assert [row.slug for row in ours.database.read(due.due, dt.datetime.now(dt.UTC))] == [boards[0].slug]


def test_an_offered_company_that_was_crawled_since_is_passed_over(ours, boards):
    ours.run()
    ours.queue.offer([Due(boards[0].slug, "a.example", 0)])
    assert ours.run() == 0
    assert ours.done() == len(boards)
    assert ours.errors() == []
