from typing import Any

import pytest


@pytest.mark.parametrize(("method", "path"), [("GET", "nodes"), ("GET", "queues"), ("POST", "ticket")])
def test_what_needs_redis_says_so(ask: Any, method: str, path: str) -> None:
    assert "JOBTRACKER_REDIS_URL" in ask(method, f"/api/admin/{path}", 503)["detail"]
