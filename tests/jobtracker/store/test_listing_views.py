"""One listing as everybody sees it, of boards that were crawled through the store."""

import datetime as dt
from dataclasses import replace

from sqlalchemy import select, update

from jobtracker.lifecycle import Evidence
from jobtracker.listing import Facts, Pay, Place, WorkFrom
from jobtracker.models import CompanyRow, ListingBody, ListingRow
from jobtracker.store import aging, holding, runs
from jobtracker.store.listing_views import listing, vacancy
from tests.jobtracker.store.boards import DAY, HOUR, claim, close, crawl, prepared

SEVEN = [str(n) for n in range(7)]


def id_of(database, external_id):
    found = select(ListingRow.id).where(ListingRow.external_id == external_id)
    return database.read(lambda session: session.scalar(found))


def view(database, external_id, now):
    return database.read(listing, id_of(database, external_id), now=now)


def kinds(seen):
    return [(each.kind, each.at) for each in seen.history]


def with_facts(one, **facts):
    one.facts = replace(one.facts, **facts)
    return one


def test_all_of_a_listing_with_what_it_rests_on(acme, now):
    pay = Pay(50.0, 60.0, "EUR", "hour", 104_000.0, 124_800.0, "text", evidence="50-60 EUR an hour")
    one = prepared("1", "Engineer", requisition="R-1")
    one.apply_url = "https://example.com/apply"
    one.facts = Facts(
        title="Engineer",
        department="Research",
        places=(Place("Berlin", "Berlin", "Berlin", "DE", 52.52, 13.4),),
        workplace="hybrid",
        workplace_source="text",
        workplace_evidence="two days in the office",
        work_from=WorkFrom(("DE",), "field", ""),
        employment_types=("FULL_TIME",),
        pay=(pay,),
        posted_at=now - DAY,
        language="en",
        html="<p>Build <b>things</b></p>",
        text="Build things",
    )
    close(acme, claim(acme, now), {"1"}, now, changed=[one])
    seen = view(acme, "1", now)
    assert (seen.title, seen.department, seen.requisition_id) == ("Engineer", "Research", "R-1")
    assert (seen.company.slug, seen.company.name, seen.company.ats) == ("acme", "Acme", "greenhouse")
    assert (seen.workplace.value, seen.workplace.source, seen.workplace.evidence) == (
        "hybrid",
        "text",
        "two days in the office",
    )
    assert (seen.work_from.value, seen.work_from.source) == (["DE"], "field")
    assert seen.pay[0]["evidence"] == "50-60 EUR an hour"
    assert seen.places[0]["lat"] == 52.52
    assert seen.html == "<p>Build <b>things</b></p>"
    assert (seen.state, seen.reason, seen.verified_at) == ("open", "", now)
    assert [(each.kind, each.beginning) for each in seen.history] == [("first seen", True)]
    assert seen.others == []


def test_markup_is_made_safe_once_more_on_its_way_out(acme, now):
    crawl(acme, {"1"}, now)
    laxer = "<p onclick='a()'>x</p><script>alert(1)</script><a href='javascript:b()'>y</a><h1>z</h1>"
    acme.write(lambda session: session.execute(update(ListingBody).values(html=laxer)))
    assert view(acme, "1", now).html == '<p>x</p><a rel="nofollow noopener noreferrer">y</a><h2>z</h2>'


def test_what_is_staged_is_shown_to_nobody(acme, now):
    held = claim(acme, now)
    acme.write(runs.save, held, [prepared("1")], now=now)
    assert view(acme, "1", now) is None
    row = acme.read(lambda session: session.scalars(select(ListingRow)).one())
    assert acme.read(vacancy, row.vacancy_id, now=now) is None
    close(acme, held, {"1"}, now)
    assert view(acme, "1", now).state == "open"
    assert acme.read(listing, 10**9, now=now) is None
    assert acme.read(vacancy, 10**9, now=now) is None


def test_the_history_from_first_seen_to_back(acme, now):
    crawl(acme, SEVEN, now)
    held = claim(acme, now + HOUR)
    changed = prepared("1", "Title 1, changed", hash_="b", place="Bonn")
    close(acme, held, SEVEN, now + HOUR, changed=[changed])
    crawl(acme, set(SEVEN) - {"1"}, now + 2 * HOUR)
    gone = view(acme, "1", now + 2 * HOUR)
    assert (gone.state, gone.removed_reason, gone.removed_at) == ("removed", "absent", now + 2 * HOUR)
    assert gone.verified_at == now + HOUR
    assert "no longer lists it" in gone.reason
    close(acme, claim(acme, now + 3 * HOUR), SEVEN, now + 3 * HOUR, changed=[changed])
    back = view(acme, "1", now + 3 * HOUR)
    assert kinds(back) == [
        ("first seen", now),
        ("changed", now + HOUR),
        ("removed", now + 2 * HOUR),
        ("back", now + 3 * HOUR),
    ]
    assert [each.reason for each in back.history] == ["", "", "absent", ""]
    changes = {each.field: (each.old, each.new) for each in back.history[1].changes}
    assert changes["title"] == ("Title 1", "Title 1, changed")
    assert [place["name"] for place in changes["places"][1]] == ["Bonn"]
    assert (back.state, back.removed_at, back.first_seen_at) == ("open", None, now)


def test_a_listing_under_a_new_address_names_its_successor(acme, now):
    crawl(acme, SEVEN, now)
    held = claim(acme, now + HOUR)
    moved = [prepared(f"new{id_}", f"Title {id_}") for id_ in SEVEN]
    close(acme, held, {one.external_id for one in moved}, now + HOUR, changed=moved)
    gone = view(acme, "1", now + HOUR)
    assert (gone.state, gone.removed_reason) == ("removed", "migrated")
    assert gone.history[-1].successor == id_of(acme, "new1")


def test_the_vacancys_other_listings_and_that_one_came_again(acme, now):
    crawl(acme, SEVEN, now)
    crawl(acme, set(SEVEN) - {"1"}, now + HOUR)
    again = prepared("again", "Title 1")
    twin = prepared("twin", "Title 2")
    seen = {*SEVEN, "again", "twin"} - {"1"}
    close(acme, claim(acme, now + 2 * HOUR), seen, now + 2 * HOUR, changed=[again, twin])
    one = view(acme, "again", now + 2 * HOUR)
    assert one.reposted
    assert [(each.title, each.state) for each in one.others] == [("Title 1", "removed")]
    assert not view(acme, "twin", now + 2 * HOUR).reposted
    both = acme.read(vacancy, one.vacancy_id, now=now + 2 * HOUR)
    assert (both.state, both.title, both.first_seen_at) == ("open", "Title 1", now)
    assert [each.joined for each in both.listings] == ["repost", ""]


def test_unconfirmed_says_why(acme, now):
    crawl(acme, SEVEN, now)
    crawl(acme, {"0", "1"}, now + HOUR)
    lost = view(acme, "5", now + HOUR)
    assert (lost.state, lost.missing_since, lost.verified_at) == ("unconfirmed", now + HOUR, now)
    assert "a large part of the board vanished" in lost.reason
    assert view(acme, "0", now + HOUR).state == "open"
    acme.write(holding.approve, [1], now=now + 2 * HOUR)
    believed = view(acme, "5", now + 2 * HOUR)
    assert (believed.state, believed.removed_reason) == ("removed", "approved")


def test_unconfirmed_since_the_list_may_have_been_cut_off(acme, now):
    eleven = [f"{n:02}" for n in range(11)]
    crawl(acme, eleven, now)
    crawl(acme, eleven[:10], now + HOUR)
    assert "cut off" in view(acme, "10", now + HOUR).reason


def test_unconfirmed_since_its_own_page_is_gone(acme, now):
    crawl(acme, SEVEN, now)
    crawl(acme, SEVEN, now + HOUR, evidence=Evidence(gone={"3"}))
    doubted = view(acme, "3", now + HOUR)
    assert doubted.state == "unconfirmed"
    assert "its own page was gone" in doubted.reason


def test_unconfirmed_while_many_boards_lose_much(acme, now):
    crawl(acme, SEVEN, now)
    crawl(acme, {"0", "1"}, now + HOUR)
    acme.write(lambda session: session.execute(update(CompanyRow).values(held_since=None)))
    assert "many boards" in view(acme, "5", now + HOUR).reason


def test_unverified_after_a_week_of_silence_then_closed(acme, now):
    crawl(acme, SEVEN, now)
    late = view(acme, "1", now + 7 * DAY)
    assert (late.state, late.verified_at) == ("unverified", now)
    assert "more than a week" in late.reason
    assert view(acme, "1", now + 7 * DAY - dt.timedelta(seconds=1)).state == "open"
    acme.write(aging.expire, now=now + 46 * DAY)
    closed = view(acme, "1", now + 46 * DAY)
    assert (closed.state, closed.removed_reason, closed.verified_at) == ("removed", "unverified", now)
    assert acme.read(lambda session: session.scalar(select(CompanyRow.open_count))) == 0


def test_of_a_removal_that_a_second_visit_confirmed_nobody_says_when_it_was_last_there(acme, now):
    crawl(acme, SEVEN, now)
    crawl(acme, {"0", "1"}, now + HOUR)
    crawl(acme, {"0", "1"}, now + 8 * HOUR)
    seen = view(acme, "5", now + 8 * HOUR)
    assert (seen.state, seen.removed_reason, seen.verified_at) == ("removed", "confirmed", None)


def test_a_vacancy_stands_as_the_best_of_its_listings(acme, now):
    crawl(acme, SEVEN, now)
    twin = prepared("twin", "Title 2")
    close(acme, claim(acme, now + HOUR), {*SEVEN, "twin"}, now + HOUR, changed=[twin])
    crawl(acme, {*SEVEN, "twin"} - {"2"}, now + 2 * HOUR)
    its = view(acme, "twin", now + 2 * HOUR)
    assert [each.state for each in its.others] == ["removed"]
    assert acme.read(vacancy, its.vacancy_id, now=now + 2 * HOUR).state == "open"
