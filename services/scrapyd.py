"""A scrapyd node: a folder of its own, credentials of its own, an address that only this machine has."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from services.asking import answers
from services.private import kept_secret, private_folder, write_private
from services.service import Service

PROJECT = "jobtracker"
"""What scrapyd calls this project, whether it serves it from here or from an egg."""
USER = "jobtracker"

# One file for Scrapy and scrapyd: of all places where scrapyd looks for its settings, this one has the last word.
# Where no egg was delivered, it serves the code that is installed here.
_SCRAPY_CFG = """\
[settings]
{project} = {settings}

[scrapyd]
bind_address = 127.0.0.1
http_port = {node.port}
username = {user}
password = {node.password}
node_name = {node.name}
eggs_dir = eggs
logs_dir = logs
dbs_dir = dbs
items_dir =
# The fleet starts every five minutes, and each run leaves a log and what logparser made of it: this is a day of both.
jobs_to_keep = 600
finished_to_keep = 300
# Not in memory: what has run is known after a restart.
jobstorage = scrapyd.jobstorage.SqliteJobStorage
# One fleet, the next one (which sees that one runs, and ends), and a few companies by hand.
max_proc = 5
poll_interval = 1.0
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One scrapyd on this machine."""

    name: str
    """JOBTRACKER_NODE: what the fleet, its runs and scrapyd itself call it."""
    port: int
    folder: Path
    password: str = field(repr=False)

    @property
    def url(self) -> str:
        """Where it answers, without credentials."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def address(self) -> str:
        """Where it answers, with credentials: an entry of JOBTRACKER_SCRAPYD_NODES."""
        return f"http://{USER}:{self.password}@127.0.0.1:{self.port}"

    @property
    def logs(self) -> Path:
        """A log per run: PROJECT/SPIDER/RUN.log."""
        return self.folder / "logs"


def prepare(name: str, port: int, folder: Path, *, settings: str = "crawler.settings") -> Node:
    """Make its folder and settings; `settings` is the module of Scrapy's. Its password is kept there, for us alone."""
    private_folder(folder)
    for part in ("eggs", "logs", "dbs"):
        private_folder(folder / part)
    node = Node(name=name, port=port, folder=folder, password=kept_secret(folder / "password"))
    write_private(folder / "scrapy.cfg", _SCRAPY_CFG.format(project=PROJECT, node=node, user=USER, settings=settings))
    return node


def service(node: Node, env: Mapping[str, str], *, name: str, after: Sequence[str] = ()) -> Service:
    """`env` is what its runs see, JOBTRACKER_ settings among it; JOBTRACKER_NODE is added."""
    return Service(
        name=name,
        command=[sys.executable, "-m", "scrapyd"],
        folder=node.folder,
        env={**env, "JOBTRACKER_NODE": node.name},
        is_healthy=lambda: answers(f"{node.url}/daemonstatus.json", USER, node.password),
        after=after,
    )
