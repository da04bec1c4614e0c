"""Companies that people follow or muted are theirs, and keep their time."""

import datetime as dt

import pytest

from jobtracker.models import Followed, Muted
from jobtracker.store import own_companies
from jobtracker.store.kept import TooMany
from jobtracker.store.unseen import NOTHING, unseen, unseen_of
from tests.jobtracker.store import boards
from tests.jobtracker.store.people import ADAM, add

HOUR = dt.timedelta(hours=1)

pytestmark = pytest.mark.parametrize("kind", [Followed, Muted])


@pytest.fixture
def eve(acme, now):
    """An account, beside a board of three vacancies."""
    boards.crawl(acme, {"1", "2", "3"}, now)
    return add(acme, now=now)


def test_it_is_so_since_the_first_time(acme, eve, now, kind):
    for later in (0, 1):
        assert acme.write(own_companies.put, kind, eve, "acme", now=now + later * HOUR) == now
    [company] = acme.read(own_companies.page, kind, eve, after=None, limit=10)
    assert (company.slug, company.name, company.since, company.open) == ("acme", "Acme", now, 3)
    assert acme.read(own_companies.since, kind, eve, "acme") == now
    assert acme.read(own_companies.page, kind, eve, after="acme", limit=10) == []
    for _ in range(2):
        assert acme.write(own_companies.take_away, kind, eve, "acme")
    assert acme.read(own_companies.page, kind, eve, after=None, limit=10) == []
    assert acme.read(own_companies.since, kind, eve, "acme") is None


def test_a_company_that_there_is_not_is_none(acme, eve, now, kind):
    assert acme.write(own_companies.put, kind, eve, "nobody", now=now) is None
    assert not acme.write(own_companies.take_away, kind, eve, "nobody")


def test_so_many_and_no_more(acme, eve, now, kind, monkeypatch):
    monkeypatch.setattr(own_companies, "MOST", 0)
    with pytest.raises(TooMany):
        acme.write(own_companies.put, kind, eve, "acme", now=now)


def test_what_is_muted_is_not_seen_by_who_muted_it(acme, eve, now, kind):
    adam = add(acme, ADAM, now=now)
    acme.write(own_companies.put, kind, eve, "acme", now=now)
    muted = {1} if kind is Muted else set()
    assert acme.read(unseen, eve).companies == muted
    assert acme.read(unseen_of, eve, [1, 3]) == ({1, 3} if muted else set())
    assert acme.read(unseen, adam) == NOTHING
    assert acme.read(unseen_of, adam, [1, 3]) == set()
