"""Trackers for tests of the API: made as a page makes them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from werkzeug.test import TestResponse

from tests.api.conftest import LoggedIn

DAY = dt.timedelta(days=1)
SAID = {"search": "q=title", "cadence": "daily", "zone": "Europe/Vienna", "days": 30}
TRACKERS = "/api/account/trackers"


def made(user: LoggedIn, **said: Any) -> dict[str, Any]:
    answer = user.post(TRACKERS, json={**SAID, **said})
    assert answer.status_code == 201, answer.text
    tracker: dict[str, Any] = answer.json
    return tracker


def fault(answer: TestResponse) -> Mapping[str, Any]:
    assert answer.status_code == 422, answer.text
    [found] = answer.json["errors"]  # type: ignore[index]  # it is JSON: werkzeug knows no more
    return found
