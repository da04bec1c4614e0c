"""The list of companies, and one of them, as everybody sees them."""

import datetime as dt

import pytest
from sqlalchemy import select, update

from jobtracker.causes import BLOCKED
from jobtracker.company import Company
from jobtracker.lifecycle import Evidence
from jobtracker.listing import Place
from jobtracker.models import CompanyRow
from jobtracker.store import companies as registry
from jobtracker.store import operating
from jobtracker.store.company_pages import Wanted, companies, company
from jobtracker.tasks.count import count
from tests.jobtracker.store.boards import DAY, HOUR, claim, close, crawl, prepared
from tests.jobtracker.store.test_listing_views import with_facts

NAMES = ["Zebra", "acme", "Ärzte GmbH", "acme", "Müller & Söhne", "Labs of Acme", "_under", "O'Neil", "50% off"]


@pytest.fixture
def many(database, now):
    """Companies of these names; some were read, one of them last."""
    rows = [
        Company(f"c{n}", name, "lever" if n % 2 else "greenhouse", {}, country="DE" if n < 3 else "")
        for n, name in enumerate(NAMES)
    ]
    database.write(registry.sync, rows, origin="given", now=now)
    for n in (1, 4, 2):
        crawl(database, [str(m) for m in range(n)], now + n * HOUR, slug=f"c{n}")
    return database


def slugs(database, *, limit=100, **wanted):
    found, after, first = [], None, True
    while first or after:
        page, after = database.read(companies, Wanted(**wanted), after=after, limit=limit)
        assert len(page) <= limit
        found += [each.slug for each in page]
        first = False
    return found


@pytest.mark.parametrize("limit", [1, 2, 100])
def test_each_order_shows_each_company_once_whatever_the_page(many, limit):
    by_name = slugs(many, limit=limit)
    assert by_name == ["c8", "c1", "c3", "c2", "c5", "c4", "c7", "c6", "c0"]
    assert slugs(many, sort="open", limit=limit)[:3] == ["c4", "c2", "c1"]
    assert sorted(slugs(many, sort="open", limit=limit)) == sorted(by_name)
    assert slugs(many, sort="fresh", limit=limit)[:3] == ["c4", "c2", "c1"]
    assert sorted(slugs(many, sort="fresh", limit=limit)) == sorted(by_name)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("acme", {"c1", "c3", "c5"}),
        ("ACME labs", {"c5"}),
        ("arz", {"c2"}),
        ("muller soh", {"c4"}),
        ("rzte", set()),
        ("50%", {"c8"}),
        ("%", set()),
        (" ", {f"c{n}" for n in range(9)}),
        ("oneil", {"c7"}),
        ("under", {"c6"}),
    ],
)
def test_a_word_finds_names_with_a_word_that_begins_so(many, words, found):
    assert set(slugs(many, words=words)) == found


def test_narrowed_by_ats_and_country(many):
    assert set(slugs(many, ats="lever", country="DE")) == {"c1"}
    assert slugs(many, ats="nothing") == []


def test_a_company_that_is_given_another_name_is_found_by_it(many, now):
    many.write(registry.sync, [Company("c0", "Giraffe", "lever", {})], origin="given", now=now)
    assert slugs(many, words="giraffe") == ["c0"]
    assert slugs(many, words="zebra") == []


def test_how_each_stands_and_why_in_words_for_everybody(many, now):
    refused = Evidence(problems=["HTTP 403 for https://secret.example.com/token"], causes=[BLOCKED])
    close(many, claim(many, now + DAY, "c1"), (), now + DAY, evidence=refused)
    ids = {row.slug: row.id for row in many.read(lambda s: s.execute(select(CompanyRow.slug, CompanyRow.id)).all())}
    many.write(operating.pause, [ids["c2"]], why="their lawyer wrote", now=now + DAY)
    many.write(lambda s: s.execute(update(CompanyRow).where(CompanyRow.slug == "c4").values(retired_at=now + DAY)))
    many.write(
        lambda s: s.execute(update(CompanyRow).where(CompanyRow.slug == "c3").values(switched_off="needs consent"))
    )
    crawl(many, {"a"}, now, slug="c5")
    states = {}
    for state in ("well", "failing", "paused", "retired", "unread"):
        page, _ = many.read(companies, Wanted(state=state), after=None, limit=100)
        assert {each.state for each in page} <= {state}
        states[state] = {each.slug: each for each in page}
    assert {state: set(found) for state, found in states.items()} == {
        "well": {"c5"},
        "failing": {"c1"},
        "paused": {"c2", "c3"},
        "retired": {"c4"},
        "unread": {"c0", "c6", "c7", "c8"},
    }
    failing = states["failing"]["c1"]
    assert (failing.since, failing.last_complete_at) == (now + DAY, now + HOUR)
    assert failing.reason == "Its board could not be read to its end: its site refuses us."
    told = " ".join(each.reason for found in states.values() for each in found.values())
    assert "secret" not in told
    assert "lawyer" not in told
    assert "consent" not in told


def test_one_company_with_its_days_and_parts(acme, now):
    board = [
        with_facts(prepared("1"), department="Research", places=(Place("Berlin"), Place("Bonn"), Place("Berlin"))),
        with_facts(prepared("2"), department="Research", places=(Place("Bonn"),)),
        with_facts(prepared("3"), department="", places=()),
    ]
    close(acme, claim(acme, now), {"1", "2", "3"}, now, changed=board)
    before = acme.read(company, "acme", today=now.date(), days=3)
    assert (before.counted_at, before.days) == (None, [])
    count(acme, None, now + HOUR)
    seen = acme.read(company, "acme", today=now.date(), days=3)
    assert (seen.company.name, seen.company.state, seen.company.last_complete_at) == ("Acme", "well", now)
    assert (seen.open, seen.unconfirmed, seen.removed, seen.over) == (3, 0, 0, 3)
    assert [(each.name, each.open) for each in seen.departments] == [("Research", 2)]
    assert [(each.name, each.open) for each in seen.places] == [("Bonn", 2), ("Berlin", 1)]
    assert [(each.day, each.begun, each.open) for each in seen.days] == [
        (now.date() - 2 * DAY, 0, 0),
        (now.date() - DAY, 0, 0),
        (now.date(), 3, 3),
    ]
    assert seen.counted_at == now + HOUR
    assert acme.read(company, "nobody", today=now.date(), days=3) is None


def test_what_waits_and_what_left_is_counted(acme, now):
    crawl(acme, [str(n) for n in range(7)], now)
    crawl(acme, [str(n) for n in range(6)], now + HOUR)
    crawl(acme, ["0"], now + 2 * HOUR)
    seen = acme.read(company, "acme", today=now.date(), days=1)
    assert (seen.open, seen.unconfirmed, seen.removed) == (6, 5, 1)


def test_the_freshest_is_told_to_the_microsecond(many, now):
    late = now + dt.timedelta(hours=5, microseconds=123456)
    for slug in ("c0", "c5"):
        crawl(many, {"x"}, late, slug=slug)
    assert slugs(many, sort="fresh", limit=1)[:3] == ["c5", "c0", "c4"]
