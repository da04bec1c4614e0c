"""schemathesis over the whole document: what is answered is what the document says, whoever asks."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import pytest
import schemathesis
from apiflask import APIFlask
from hypothesis import HealthCheck, Phase, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import Config, GenerationMode

from tests.api.conftest import HERE, token_of

EXAMPLES = int(os.environ.get("JOBTRACKER_TEST_EXAMPLES", "3"))
"""Requests for each operation, of each kind: those that fit the document, and those that do not."""


def config(who: str) -> dict[str, Any]:
    """What is not held against it."""
    checks = {
        # A cursor, a query, a place: what is a string to the document may be none of these.
        "positive_data_acceptance": {"enabled": False},
        # What is too long for an address is not looked at.
        "negative_data_rejection": {
            "expected-statuses": ["400", "401", "403", "404", "405", "409", "414", "415", "422"]
        },
        # It makes up credentials, takes ours to be its own, and is surprised that they are let in.
        "ignored_auth": {"enabled": who == "nobody"},
    }
    return {"checks": checks}


def credentials(app: APIFlask, who: str) -> dict[str, str]:
    """What that caller sends. A token for each operation: one of them revokes tokens."""
    if who == "nobody":
        return {}
    admin = who == "admin"
    token = token_of(app, *("read", "write", *(["admin"] if admin else [])), admin=admin)
    return {"Authorization": f"Bearer {token}"}


@pytest.mark.parametrize("who", ["nobody", "user", "admin"])
@pytest.mark.timeout(600)
def test_what_is_answered_is_what_the_document_says(
    make_app: Callable[..., APIFlask], postgresql_url: str, redis_url: str, who: str
) -> None:
    app = make_app(database_url=postgresql_url, redis_url=redis_url, rate_limits=0)
    schema = schemathesis.openapi.from_wsgi(
        "/api/openapi.json", app, base_url=HERE, config=Config.from_dict(config(who))
    )
    wrong: list[str] = []
    for result in schema.get_all_operations():
        operation = result.ok()
        for mode in GenerationMode:
            wrong += failures(operation, mode, credentials(app, who))
    assert wrong == [], "\n\n".join(wrong)


def failures(operation: Any, mode: GenerationMode, headers: dict[str, str]) -> list[str]:
    """What of the operation is not as it should be."""
    try:
        strategy = operation.as_strategy(generation_mode=mode)
        again(strategy, headers)
    except Unsatisfiable:
        return []  # an operation that takes nothing cannot be asked wrongly
    except (Exception, BaseExceptionGroup) as error:  # noqa: BLE001 - all of them are to be seen at once
        return [f"{operation.label} ({mode.value}): {type(error).__name__}: {str(error)[:1500]}"]
    return []


def again(strategy: Any, headers: dict[str, str]) -> None:
    from hypothesis import given

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    @given(case=strategy)
    def ask(case: Any) -> None:
        case.call_and_validate(headers=headers)

    ask()
