"""The API and its page, as `jobtracker serve` serves them."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from services.asking import answers
from services.service import Service


def service(folder: Path, env: Mapping[str, str], *, port: int, after: Sequence[str] = ()) -> Service:
    """`env` has JOBTRACKER_DATABASE_URL, JOBTRACKER_REDIS_URL and JOBTRACKER_BASE_URL."""
    url = f"http://127.0.0.1:{port}"
    return Service(
        name="web",
        command=[sys.executable, "-m", "jobtracker", "serve", "--port", str(port)],
        folder=folder,
        env=env,
        is_healthy=lambda: answers(f"{url}/readyz"),
        after=after,
        url=url,
    )
