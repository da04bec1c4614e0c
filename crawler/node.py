"""`scrapy crawl fleet`: one node at work."""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections.abc import Mapping
from typing import Any

from scrapy.crawler import Crawler
from scrapy.settings import Settings

from crawler import local
from crawler.fleet import FleetSpider, Node
from crawler.leases import Leases
from crawler.ledger import Ledger
from crawler.loader import RegistryLoader
from crawler.watchdog import watching
from jobtracker.config import settings as project_settings
from jobtracker.db import open_database
from jobtracker.errors import JobTrackerError
from jobtracker.fleet import nodes
from jobtracker.fleet.queue import LEASE, Queue
from jobtracker.fleet.redis import connect
from jobtracker.store import due as store

logger = logging.getLogger(__name__)

GROUP = ("ats", "country", "company")
"""What `-a NAME=VALUE` may choose by."""
GROUP_LASTS = 6 * 3600


class Refused(JobTrackerError):
    """The node must not crawl; the text says why."""


def crawl(settings: Settings, group: Mapping[str, str]) -> bool:
    """Crawl what is due, of a group or all, until nothing is. False if it was interrupted.

    Raises Refused; JobTrackerError if there is no queue; redis' errors if it cannot be reached.
    """
    config = project_settings()
    if not config.redis_url:
        raise JobTrackerError("there is no queue to take companies from: set JOBTRACKER_REDIS_URL")
    if unknown := group.keys() - set(GROUP):
        raise JobTrackerError(f"-a {min(unknown)}: a fleet is chosen by {', '.join(GROUP)}")
    database = open_database(config.database_url)
    leases = Leases(Queue(connect(config.redis_url)), patience=settings.getfloat("WATCHDOG_PATIENCE"))
    place = nodes.Place(leases.queue.client, config.node, LEASE)
    node = Node(config.node, database, leases, place, _now, time.time())
    _check_version(node)
    if not place.take():
        logger.info("a fleet of node %s is at work already", node.name)
        return True
    try:
        return _crawl(node, settings, group)
    finally:
        place.leave()
        database.close()


def _check_version(node: Node) -> None:
    client = node.leases.queue.client
    mine, wanted = nodes.code_version(), nodes.wanted(client)
    if wanted and wanted != mine:
        why = f"its code is {mine}, wanted is {wanted}: deploy it anew (jobtracker nodes deploy)"
        node.say(f"refused: {why}")
        raise Refused(f"node {node.name} does nothing: {why}")


def _crawl(node: Node, settings: Settings, group: Mapping[str, str]) -> bool:
    name = ""
    if group:
        named = [slug for slug in group.get("company", "").split(",") if slug]
        chosen = node.database.read(
            store.in_group, ats=group.get("ats", ""), country=group.get("country", ""), companies=named
        )
        name = f"group:{node.name}"
        node.leases.queue.group(name, chosen, lasts=GROUP_LASTS)
    ledger = Ledger(node.database, node.clock, node=node.name, only_due=True)
    about = {"ledger": ledger, "loader": RegistryLoader.from_settings(settings), "group": name}
    try:
        return local.asyncio_loop().run_until_complete(_run(node, settings, about))
    finally:
        ledger.shut()
        local.end_threads()


async def _run(node: Node, settings: Settings, about: Mapping[str, Any]) -> bool:
    crawler = Crawler(FleetSpider, settings)
    patience = settings.getfloat("WATCHDOG_PATIENCE")
    with node.leases, local.run_logs(), watching(patience, deadly=True), local.interruptible(crawler) as interrupted:
        await crawler.crawl_async(node=node, **about)
        done = crawler.spider.done if isinstance(crawler.spider, FleetSpider) else 0
        await node.leases.ask(lambda: node.say("done", done), tries=1)
    return not interrupted


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
