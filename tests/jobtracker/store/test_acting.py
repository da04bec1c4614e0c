"""What operators do to a company: each act once, with its row in the audit."""

import datetime as dt

import pytest
from sqlalchemy import select

from jobtracker.company import Company
from jobtracker.models import CompanyRow
from jobtracker.store import acting, audit, companies, company_views, due
from jobtracker.store.acting import Stands
from jobtracker.store.audit import Actor, Sought
from tests.jobtracker.store.boards import DAY, HOUR, claim, close, crawl, open_ids

BY = Actor("ada@example.com", "session", 7, "192.0.2.1")


def row(database, slug="acme"):
    return database.read(lambda s: s.scalars(select(CompanyRow).where(CompanyRow.slug == slug)).one())


def acts(database, **sought):
    found = database.read(audit.acts, Sought(**sought), before=None, limit=100)
    return [(each.act, each.subject) for each in reversed(found)]


def registry(database, now, *rows):
    database.write(companies.sync, rows, origin="registry", now=now)


ACME = Company("acme", "Acme", "greenhouse", {"token": "a"})


def test_what_was_edited_stays_when_the_registry_is_read_again(acme, now):
    registry(acme, now, ACME)
    changes = {"name": "Acme Trams", "country": "AT", "interval": 7200, "min_listings": 3}
    acme.write(acting.edit, "acme", changes, by=BY, now=now)
    registry(acme, now, Company("acme", "Acme Inc.", "greenhouse", {"token": "b"}, "US", "https://acme.example", 9))
    view = acme.read(company_views.company, "acme")
    assert (view.name, view.country, view.interval, view.min_listings) == ("Acme Trams", "AT", 7200, 3)
    assert (view.homepage, view.params, view.edited) == ("https://acme.example", {"token": "b"}, "country name")


def test_ones_own_interval_and_least_number_are_taken_back(acme, now):
    registry(acme, now, ACME)
    acme.write(acting.edit, "acme", {"interval": 7200, "min_listings": 3}, by=BY, now=now)
    acme.write(acting.edit, "acme", {"interval": None, "min_listings": None}, by=BY, now=now)
    registry(acme, now, Company("acme", "Acme", "greenhouse", {"token": "a"}, min_listings=9))
    assert (row(acme).interval, row(acme).min_listings) == (None, 9)


def test_an_act_is_written_down_once_and_with_what_it_changed(acme, now):
    for _ in range(2):
        acme.write(acting.edit, "acme", {"name": "B"}, by=BY, now=now)
        acme.write(acting.pause, "acme", "they asked", by=BY, now=now)
    for _ in range(2):
        acme.write(acting.resume, "acme", by=BY, now=now)
        acme.write(acting.crawl_now, "acme", by=BY, now=now)
        acme.write(acting.retire, "acme", "gone", by=BY, now=now)
        acme.write(acting.unretire, "acme", by=BY, now=now)
    steps = ["edit", "pause", "resume", "crawl", "retire", "unretire", "retire", "unretire"]
    assert acts(acme) == [(f"company.{step}", "acme") for step in steps]
    first = acme.read(audit.acts, Sought(act="company.edit"), before=None, limit=1)[0]
    assert (first.detail, first.who, first.via, first.user_id, first.address, first.at) == (
        {"name": ["Acme", "B"]}, "ada@example.com", "session", 7, "192.0.2.1", now,
    )  # fmt: skip


def test_who_is_not_visited_is_not_crawled_now_and_says_why(acme, now):
    acme.write(acting.pause, "acme", "they asked", by=BY, now=now)
    with pytest.raises(Stands, match="acme is paused: they asked"):
        acme.write(acting.crawl_now, "acme", by=BY, now=now)
    acme.write(acting.retire, "acme", "", by=BY, now=now)
    for act in (acting.crawl_now, lambda *a, **k: acting.pause(*a, "x", **k)):
        with pytest.raises(Stands, match="acme is retired"):
            acme.write(act, "acme", by=BY, now=now)
    with pytest.raises(LookupError):
        acme.write(acting.resume, "nobody", by=BY, now=now)


def test_who_was_retired_by_an_operator_is_not_brought_back_by_the_registry(acme, now):
    registry(acme, now, ACME)
    acme.write(acting.retire, "acme", "", by=BY, now=now)
    registry(acme, now, ACME)
    assert row(acme).retired_at == now
    acme.write(acting.unretire, "acme", by=BY, now=now)
    registry(acme, now, ACME)
    assert (row(acme).retired_at, row(acme).origin) == (None, "registry")
    registry(acme, now + DAY)
    assert row(acme).retired_at == now + DAY


def test_who_left_the_registry_and_is_brought_back_lives_here_alone(acme, now):
    registry(acme, now, ACME)
    registry(acme, now)
    acme.write(acting.unretire, "acme", by=BY, now=now)
    registry(acme, now + DAY)
    assert (row(acme).retired_at, row(acme).origin) == (None, "added")
    assert [company.slug for company in acme.read(companies.added)] == ["acme"]
    assert [each.slug for each in acme.read(due.due, now)] == ["acme"]


def test_a_site_whose_spider_is_gone_is_not_brought_back(acme, now):
    registry(acme, now, Company("site", "Site"))
    registry(acme, now)
    with pytest.raises(Stands, match="its spider is gone"):
        acme.write(acting.unretire, "site", by=BY, now=now)


def test_a_run_that_was_under_way_when_its_company_was_retired_writes_nothing(acme, now):
    held = claim(acme, now)
    acme.write(acting.retire, "acme", "", by=BY, now=now)
    with pytest.raises(Exception, match="superseded"):
        close(acme, held, {"1"}, now)


def test_losses_are_approved_rejected_and_undone_once(acme, now):
    crawl(acme, {str(n) for n in range(10)}, now)
    crawl(acme, {"0"}, now + HOUR)
    assert acme.write(acting.approve, "acme", by=BY, now=now + HOUR) == 9
    with pytest.raises(Stands, match="nothing of its board is held"):
        acme.write(acting.approve, "acme", by=BY, now=now + HOUR)
    assert acme.write(acting.undo, "acme", by=BY, now=now + HOUR) == 9
    with pytest.raises(Stands, match="no approval can be taken back"):
        acme.write(acting.undo, "acme", by=BY, now=now + HOUR)
    with pytest.raises(Stands):
        acme.write(acting.reject, "acme", by=BY, now=now + HOUR)
    assert len(open_ids(acme)) == 10
    assert acts(acme) == [("held.approve", "acme"), ("held.undo", "acme")]


def test_a_unit_that_fails_leaves_no_row(acme, now):
    def fail(session):
        raise RuntimeError

    with pytest.raises(RuntimeError):
        acme.write(audit.audited(fail, BY, "company.pause", ["acme"]))
    assert acts(acme) == []


def test_the_audit_is_narrowed_and_paged(acme, now):
    for number in range(5):
        for by in (BY, Actor("root", "command")):
            at = now + number * HOUR
            acme.write(lambda s, by=by, at=at, n=number: audit.note(s, by, f"act.{n % 2}", str(n), now=at))
    read = lambda before=None, limit=100, **sought: acme.read(  # noqa: E731
        audit.acts, Sought(**sought), before=before, limit=limit
    )
    assert [each.subject for each in read(who="root")] == ["4", "3", "2", "1", "0"]
    assert {each.subject for each in read(act="act.1")} == {"1", "3"}
    assert {each.who for each in read(via="command")} == {"root"}
    assert [each.subject for each in read(subject="3")] == ["3", "3"]
    assert len(read(since=now + HOUR, until=now + 3 * HOUR)) == 4
    first = read(limit=4)
    assert [each.id for each in first + read(before=first[-1].id)] == [each.id for each in read()]


def test_companies_are_found_by_what_they_are_and_how_they_do(acme, now):
    others = [Company(f"c{n}", f"Ünï_{n}%", ["lever", "ashby"][n % 2], {"token": str(n)}, "DE") for n in range(6)]
    acme.write(companies.sync, others, origin="registry", now=now)
    acme.write(acting.pause, "c3", "x", by=BY, now=now)
    acme.write(acting.retire, "c4", "x", by=BY, now=now)

    def slugs(after="", limit=100, **sought):
        found = acme.read(company_views.companies, company_views.Sought(**sought), after=after, limit=limit)
        return [each.slug for each in found]

    assert slugs(ats="lever", country="DE") == ["c0", "c2", "c4"]
    assert slugs(state="paused") == ["c3"]
    assert slugs(state="retired") == ["c4"]
    assert slugs(state="visited") == ["acme", "c0", "c1", "c2", "c5"]
    assert (slugs(words="AC"), slugs(words="uni 1"), slugs(words="%")) == (["acme"], ["c1"], [])
    assert slugs(limit=3) + slugs(after="c1") == slugs()
    assert [slugs(state=state) for state in ("failing", "held", "added", "switched off")] == [[], [], [], []]


def test_a_registry_row_takes_over_an_added_company_of_its_board_and_no_other(acme, now, caplog):
    from jobtracker.store import additions

    acme.write(additions.add_company, Company("bolt", "Bolt", "lever", {"token": "bolt"}), now=now)
    registry(acme, now, ACME)
    assert row(acme, "bolt").retired_at is None
    registry(acme, now, Company("bolt", "Bolt!", "lever", {"token": "other"}))
    assert (row(acme, "bolt").params, row(acme, "bolt").origin) == ({"token": "bolt"}, "added")
    assert "bolt: the row is refused" in caplog.text
    registry(acme, now, Company("bolt", "Bolt!", "lever", {"token": "Bolt"}))
    assert (row(acme, "bolt").name, row(acme, "bolt").origin) == ("Bolt!", "registry")
    registry(acme, now + dt.timedelta(1))
    assert row(acme, "bolt").retired_at is not None


def test_a_registry_row_of_an_added_companys_board_makes_no_second_company(acme, now, caplog):
    from jobtracker.store import additions

    acme.write(additions.add_company, Company("bolt", "Bolt", "lever", {"token": "bolt"}), now=now)
    registry(acme, now, ACME, Company("bolt-inc", "Bolt Inc.", "lever", {"token": "Bolt"}))
    assert {each.slug for each in acme.read(companies.named, ["bolt", "bolt-inc"])} == {"bolt"}
    assert "bolt-inc: the row is refused: bolt, which was added here, has the same board" in caplog.text
