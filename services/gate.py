"""The gate: what a browser reaches scrapydweb and rq-dashboard through."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence

from services import scrapydweb
from services.asking import answers
from services.scrapydweb import Panel
from services.service import Service


def service(panel: Panel, env: Mapping[str, str], *, port: int, after: Sequence[str] = ()) -> Service:
    """`env` has JOBTRACKER_REDIS_URL, and JOBTRACKER_GATE_URL if browsers come from elsewhere than this machine."""
    url = f"http://127.0.0.1:{port}"
    words = ["--port", str(port), "--scrapydweb", panel.url, "--user", scrapydweb.USER]
    return Service(
        name="gate",
        command=[sys.executable, "-m", "gate", *words, "--password-file", str(panel.folder / "password")],
        folder=panel.folder,
        env={"JOBTRACKER_GATE_URL": url, **env},
        is_healthy=lambda: answers(f"{url}/healthz"),
        after=after,
        url=env.get("JOBTRACKER_GATE_URL", url),
    )
