"""An admin hands in mails that came back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from jobtracker.db import Database
from jobtracker.store import suppression
from tests.jobtracker.mail.test_bounces import dsn, failed
from tests.jobtracker.store import people
from tests.jobtracker.tasks.test_mail import NOW

Ask = Callable[..., Any]
BOUNCE = "/api/admin/mail/bounce"


def test_a_mail_that_came_back_stops_mails_to_that_address(ask: Ask, database: Database) -> None:
    people.add(database, people.EVE, now=NOW)
    report = {"message": dsn(failed()).decode()}
    assert ask("POST", BOUNCE, 200, json=report)["done"][0].startswith("eve@example.com: nothing is mailed")
    assert database.read(suppression.reasons, [people.EVE])
    [row, *_] = ask("GET", "/api/admin/audit")["items"]
    assert row["act"] == "mail.bounce"


def test_whatever_else_is_refused(ask: Ask) -> None:
    ask("POST", BOUNCE, 422, json={"message": "hello"})
