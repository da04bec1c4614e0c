"""An application over boards that were crawled through the store, at a time that stands still."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select

from jobtracker.company import Company
from jobtracker.db import Database
from jobtracker.models import ListingRow

NOON = dt.datetime(2026, 10, 1, 12, tzinfo=dt.UTC)
ACME = Company("acme", "Acme", "greenhouse", {"token": "a"}, "DE", "https://acme.example")


@dataclass
class World:
    """An application, its database, and its time."""

    client: FlaskClient
    database: Database
    now: dt.datetime = field(default=NOON)

    def get(self, path: str, status: int = 200, **query: Any) -> Any:
        """The JSON that comes, of this status."""
        answer = self.client.get(path, query_string=query)
        assert answer.status_code == status, answer.data
        return answer.json

    def id_of(self, external_id: str) -> int:
        """The row id of a listing."""
        found = select(ListingRow.id).where(ListingRow.external_id == external_id)
        return int(self.database.read(lambda session: session.scalars(found).one()))
