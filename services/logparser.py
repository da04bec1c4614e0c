"""logparser reads the logs of a node as they grow; scrapydweb asks the node for what it found (stats, per run).

GPL-3.0, like scrapydweb, and in the same environment: only run.
"""

from __future__ import annotations

from collections.abc import Mapping

from services import scrapydweb
from services.scrapyd import Node
from services.service import Service

EVERY = 30
"""Seconds between two looks at the logs."""

# Left alone, it says at each look that it has looked.
_QUIETLY = """
import logging, runpy
logging.disable(logging.INFO)
runpy.run_module("logparser.run", run_name="__main__", alter_sys=True)
"""
# And it tells its author of our settings at each start. It needs nobody but the folder: no way out.
_NO_WAY_OUT = {"https_proxy": "http://127.0.0.1:9", "no_proxy": ""}


def service(node: Node, env: Mapping[str, str], *, name: str, after: str) -> Service:
    """The logparser of one node. It has no address: it runs or it does not."""
    words = ["--scrapyd_server", f"127.0.0.1:{node.port}", "--scrapyd_logs_dir", str(node.logs), "--sleep", str(EVERY)]
    return Service(
        name=name,
        # --disable_telnet: our runs have no such console.
        command=[str(scrapydweb.PYTHON), "-c", _QUIETLY, *words, "--disable_telnet"],
        folder=node.folder,
        env={**scrapydweb.only_needed(env), **_NO_WAY_OUT},
        is_healthy=lambda: True,
        after=(after,),
    )
