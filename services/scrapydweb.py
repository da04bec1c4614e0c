"""scrapydweb: schedules the fleet on all nodes and shows what they do. GPL-3.0, in an environment of its own: only run.

It has no protection against forged requests and acts on plain GETs. It answers this machine only, and only to who has
its password; a browser comes to it through the gate.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from pprint import pformat
from urllib.parse import unquote, urlsplit

from jobtracker.config import project_root
from services import timer
from services.asking import answers
from services.private import kept_secret, private_folder, write_private
from services.service import Service

PYTHON = project_root() / ".venv-scrapydweb" / "bin" / "python"
"""The bootstrap installs what is locked in requirements-scrapydweb.txt there."""
USER = "jobtracker"

_ENV = frozenset({"PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR"})
"""What it is told of the environment: no setting of ours, nor a DATABASE_URL of another's, which it would use."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """The one scrapydweb."""

    port: int
    folder: Path
    password: str = field(repr=False)
    nodes: int
    """How many it schedules."""

    @property
    def url(self) -> str:
        """Where it answers, without credentials and without the path."""
        return f"http://127.0.0.1:{self.port}"


def prepare(port: int, folder: Path, nodes: Sequence[str]) -> Panel:
    """Make its folder and settings. `nodes` are addresses as in JOBTRACKER_SCRAPYD_NODES."""
    private_folder(folder)
    private_folder(folder / "data")
    panel = Panel(port=port, folder=folder, password=kept_secret(folder / "password"), nodes=len(nodes))
    secret = kept_secret(folder / "secret-key")
    settings = {
        "SCRAPYDWEB_BIND": "127.0.0.1",
        "SCRAPYDWEB_PORT": port,
        "ENABLE_AUTH": True,
        "USERNAME": USER,
        "PASSWORD": panel.password,
        "SECRET_KEY": secret,
        "SCRAPYD_SERVERS": [_server(node) for node in nodes],
        "CHECK_SCRAPYD_SERVERS": False,  # it starts after them, and shows it if one is away
        "ENABLE_LOGPARSER": False,  # each node has its own
        "ENABLE_MONITOR": False,  # incidents are ours to tell
        "DATA_PATH": str(folder / "data"),
        "SCHEDULE_ADDITIONAL": "",  # its default would end every run after a minute
        "SHOW_SCRAPYD_ITEMS": False,  # items go to SQL
    }
    lines = [f"{name} = {pformat(value, width=110)}" for name, value in settings.items()]
    write_private(folder / "scrapydweb_settings_v11.py", "\n".join([*lines, ""]))
    return panel


def _server(node: str) -> tuple[str, str, str, str, str]:
    """User, password, host, port, group: scrapydweb's own form of an address."""
    parts = urlsplit(node)
    return unquote(parts.username or ""), unquote(parts.password or ""), parts.hostname or "", str(parts.port or 80), ""


def only_needed(env: Mapping[str, str]) -> dict[str, str]:
    """Of an environment, what a program needs that is none of ours."""
    return {name: value for name, value in env.items() if name in _ENV}


def service(panel: Panel, env: Mapping[str, str], *, after: Sequence[str] = ()) -> Service:
    """Once it serves, the timer of the fleet is in place and has been started."""
    program = Path(__file__).with_name("scrapydweb_program.py")
    return Service(
        name="scrapydweb",
        command=[str(PYTHON), "-P", str(program)],  # -P: our file names are not its modules
        folder=panel.folder,
        env=only_needed(env),
        is_healthy=lambda: answers(f"{panel.url}/hello", USER, panel.password),
        after=after,
        when_healthy=lambda: timer.put_in_place(panel.url, (USER, panel.password), panel.nodes),
    )
