"""An application over boards that were crawled through the store, at a time that stands still."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select

from crawler.prepare import prepare
from jobtracker.company import Company
from jobtracker.db import Database
from jobtracker.listing import Posting
from jobtracker.models import ListingRow
from jobtracker.run import Fingerprint
from tests.jobtracker.store.boards import claim, close

NOON = dt.datetime(2026, 10, 1, 12, tzinfo=dt.UTC)
EUROS = {"min": 60_000, "max": 80_000, "currency": "EUR", "period": "year"}
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


def read_board(
    database: Database,
    postings: Sequence[Posting],
    at: dt.datetime,
    *,
    company: Company = ACME,
    seen: Iterable[str] = (),
) -> None:
    """A complete run that finds these postings, and those ids of before."""
    held = claim(database, at, company.slug)
    fresh = [
        prepare(posting, Fingerprint(posting.title, held.version), seen_at=at, company=company) for posting in postings
    ]
    close(database, held, {*seen, *(posting.id for posting in postings)}, at, changed=fresh)


def posting(id_: str, title: str, **more: Any) -> Posting:
    """One of a company's."""
    values = {"places": ["Berlin, Germany"], "html": "<p>You build things.</p>", **more}
    return Posting(id=id_, title=title, url=f"https://acme.example/jobs/{id_}", **values)


BOARD = [
    posting("1", "Software Engineer", department="Research", workplace="Remote", work_from=["Germany"]),
    posting("2", "Senior Software Engineer", places=["Munich, Germany"], workplace="on_site", pay=[EUROS]),
    posting("3", "Nurse (m/w/d)", places=["Hamburg, Germany"], html="<p>Sie pflegen Menschen in unserer Klinik.</p>"),
    posting("4", "Account Executive", places=["Berlin, Germany"], requisition_id="R-4"),
    posting("5", "Account Executive", places=["Paris, France"], requisition_id="R-4"),
]
"""Five listings, four vacancies."""
