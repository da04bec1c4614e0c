"""Runs on a real database: what is written, and that it is all or nothing."""

import pytest
from sqlalchemy import select

from jobtracker.company import Company
from jobtracker.lifecycle import Evidence
from jobtracker.models import CompanyRow, ListingBody, ListingEvent, ListingRow, RunRow, Vacancy
from jobtracker.store import aging, closing, companies, runs
from tests.jobtracker.store.boards import DAY, HOUR, claim, close, count, crawl, events, open_ids, prepared


def test_new_gone_and_back(acme, now):
    first = crawl(acme, "abcd", now)
    assert (first.outcome, first.seen, first.new) == ("complete", 4, 4)
    second = crawl(acme, "abce", now + HOUR)
    assert (second.new, second.removed, second.reopened, second.changed) == (1, 1, 0, 0)
    third = crawl(acme, "abcde", now + 2 * HOUR)
    assert (third.new, third.removed, third.reopened) == (0, 0, 1)
    assert open_ids(acme) == set("abcde")
    assert events(acme) == {
        ("new", True): 4,
        ("new", False): 1,
        ("removed", False): 1,
        ("reopened", False): 1,
    }


def _back_as(database, title, place, now):
    """A listing leaves, and its id comes back with this title and place."""
    crawl(database, "abcd", now)
    crawl(database, "abc", now + HOUR)
    later = prepared("d", title, hash_="b", place=place)
    return close(database, claim(database, now + 2 * HOUR), "abcd", now + 2 * HOUR, changed=[later])


def _of_d(database):
    def read(session):
        its = ListingRow.external_id.like("d%")
        return [
            (row.external_id, row.status, row.title)
            for row in session.scalars(select(ListingRow).where(its).order_by(ListingRow.id))
        ]

    return database.read(read)


def test_an_id_that_comes_back_as_another_job_is_another_listing(acme, now):
    report = _back_as(acme, "Software Engineer", "Paris", now)
    assert (report.new, report.reopened) == (1, 0)
    assert _of_d(acme) == [("d (until 4)", "removed", "Title d"), ("d", "open", "Software Engineer")]
    assert len(set(acme.read(lambda s: s.scalars(select(ListingRow.vacancy_id)).all()))) == 5


def test_an_id_that_comes_back_after_a_year_is_another_listing(acme, now):
    crawl(acme, "abcd", now)
    crawl(acme, "abc", now + HOUR)
    assert crawl(acme, "abcd", now + 365 * DAY).new == 1
    assert _of_d(acme) == [("d (until 4)", "removed", "Title d"), ("d", "open", "Title d")]


def test_that_it_is_another_job_is_seen_however_early_it_is_written(acme, now):
    crawl(acme, "abcd", now)
    crawl(acme, "abc", now + HOUR)
    held = claim(acme, now + 2 * HOUR)
    acme.write(runs.save, held, [prepared("d", "Software Engineer", hash_="b")], now=now + 2 * HOUR)
    report = acme.write(closing.close, held, Evidence(seen=set("abcd")), [], now=now + 2 * HOUR)
    assert (report.new, report.reopened) == (1, 0)
    assert _of_d(acme) == [("d (until 4)", "removed", "Title d"), ("d", "open", "Software Engineer")]


def test_what_a_listing_says_anew_when_it_is_back_is_kept_as_a_change(acme, now):
    report = _back_as(acme, "Senior Title d", "Berlin", now)
    assert (report.new, report.reopened, report.changed) == (0, 1, 1)
    assert _of_d(acme) == [("d", "open", "Senior Title d")]
    detail = acme.read(lambda s: s.scalar(select(ListingEvent.detail).filter_by(kind="changed")))
    assert detail == {"title": ["Title d", "Senior Title d"]}


def test_an_unchanged_board_writes_no_listing(acme, now):
    crawl(acme, "abc", now)
    before = acme.read(lambda s: s.execute(select(ListingRow.seen_at, ListingRow.version)).all())
    report = crawl(acme, "abc", now + HOUR)
    assert (report.new, report.changed, report.removed) == (0, 0, 0)
    assert acme.read(lambda s: s.execute(select(ListingRow.seen_at, ListingRow.version)).all()) == before


def test_a_board_that_is_byte_for_byte_the_last_needs_no_ids(acme, now):
    crawl(acme, "abcd", now, digest="d1")
    held = claim(acme, now + HOUR)
    assert (held.board_digest, held.loaded) == ("d1", False)
    report = close(acme, held, "", now + HOUR, digest="d1", unchanged=True)
    assert (report.outcome, report.seen, report.removed, report.held) == ("complete", 4, 0, 0)
    assert close(acme, held, "", now + HOUR, digest="d1", unchanged=True) == report
    assert acme.read(lambda s: s.scalar(select(CompanyRow.last_complete_at))) == now + HOUR


def test_a_board_is_read_anew_while_a_loss_is_held_or_when_a_rule_has_changed(acme, now):
    crawl(acme, "abcd", now, digest="d1")
    assert claim(acme, now, version="2.1").board_digest == ""
    crawl(acme, "a", now + HOUR, digest="d2")
    assert claim(acme, now + 2 * HOUR).board_digest == ""


def test_a_board_that_was_to_be_unchanged_and_was_not_is_loaded_when_its_run_is_closed(acme, now):
    crawl(acme, "abcd", now, digest="d1")
    held = claim(acme, now + HOUR)
    assert acme.read(runs.load, held).known.keys() == set("abcd")
    report = acme.write(closing.close, held, Evidence(seen=set("abcde")), [prepared("e")], now=now + HOUR, digest="d2")
    assert (report.new, report.removed) == (1, 0)


def test_what_a_partial_or_a_crashed_run_wrote_is_not_taken_for_the_last_complete_board(acme, now):
    crawl(acme, "abcdef", now, digest="d1")
    crawl(acme, "abcdefg", now + HOUR, evidence=Evidence(total=9))
    held = claim(acme, now + 2 * HOUR)
    assert held.board_digest == ""
    assert close(acme, held, "abcdef", now + 2 * HOUR, digest="d1").removed == 1
    acme.write(runs.save, claim(acme, now + 3 * HOUR), [prepared("a", "Other", hash_="b")], now=now + 3 * HOUR)
    assert claim(acme, now + 4 * HOUR).board_digest == ""


def test_many_small_losses_within_a_day_are_a_big_one(acme, now):
    crawl(acme, "abcdefghijkl", now)
    assert crawl(acme, "abcdefghi", now + HOUR).removed == 3
    assert crawl(acme, "abcdefg", now + 2 * HOUR).held == 2
    assert crawl(acme, "abcdefg", now + 9 * HOUR).removed == 2


def test_an_id_that_comes_twice_in_what_is_to_be_written_is_written_once(acme, now):
    held = claim(acme, now)
    rows = [prepared("a", "First"), prepared("a", "Second")]
    report = acme.write(closing.close, held, Evidence(seen={"a"}), rows, now=now)
    assert (report.outcome, report.new) == ("complete", 1)


def test_an_unchanged_board_of_fewer_than_min_listings_is_not_trusted(acme, now):
    crawl(acme, "ab", now, digest="d1")
    report = close(acme, claim(acme, now), "", now, digest="d1", unchanged=True, evidence=Evidence(min_listings=3))
    assert report.outcome == "partial"


def test_of_two_unchanged_runs_at_once_the_earlier_claim_is_superseded(acme, now):
    crawl(acme, "ab", now, digest="d1")
    early, late = claim(acme, now), claim(acme, now)
    assert close(acme, late, "", now, digest="d1", unchanged=True).outcome == "complete"
    with pytest.raises(runs.Superseded):
        close(acme, early, "", now, digest="d1", unchanged=True)


def test_a_change_of_title_is_an_event_and_one_of_text_or_version_is_none(acme, now):
    crawl(acme, "abc", now)
    held = claim(acme, now + HOUR)
    changed = [
        prepared("a", "Other", hash_="b"),
        prepared("b", text="other", hash_="b"),
        prepared("c", "C", version="1.2"),
    ]
    report = close(acme, held, "abc", now + HOUR, changed=changed)
    assert (report.changed, report.new) == (1, 0)
    row = acme.read(lambda s: s.execute(select(ListingEvent.detail).where(ListingEvent.kind == "changed")).scalar_one())
    assert row == {"title": ["Title a", "Other"]}
    assert count(acme, ListingBody) == 3


def test_a_changed_list_entry_whose_detail_failed_keeps_the_text_it_had(acme, now):
    crawl(acme, "ab", now)
    held = claim(acme, now + HOUR)
    entry = prepared("a", "Other", hash_="b", pending=True, text="")
    assert close(acme, held, "ab", now + HOUR, changed=[entry]).changed == 1
    row = acme.read(lambda s: s.execute(select(ListingRow.title, ListingBody.text).join(ListingBody)).first())
    assert tuple(row) == ("Other", "text")
    assert claim(acme, now + HOUR).known["a"].detail_pending


def test_a_partial_run_believes_what_it_saw_and_nothing_else(acme, now):
    crawl(acme, "abcd", now)
    report = crawl(acme, "ax", now + HOUR, evidence=Evidence(total=4))
    assert (report.outcome, report.new, report.removed) == ("partial", 1, 0)
    assert report.error == "read 2 of 4 listings"
    assert open_ids(acme) == set("abcdx")


def test_a_failed_run_changes_nothing(acme, now):
    crawl(acme, "abcd", now)
    report = crawl(acme, "", now + HOUR, evidence=Evidence(problems=["GET /: 500"]))
    assert (report.outcome, report.error) == ("failed", "GET /: 500")
    assert open_ids(acme) == set("abcd")


def test_a_big_loss_is_held_and_settled_by_a_second_run_six_hours_later(acme, now):
    crawl(acme, "abcd", now)
    assert crawl(acme, "ab", now + HOUR).held == 2
    assert crawl(acme, "ab", now + 3 * HOUR).held == 2
    settled = crawl(acme, "ab", now + 7 * HOUR)
    assert (settled.held, settled.removed) == (0, 2)
    assert open_ids(acme) == set("ab")


def test_what_is_held_and_seen_again_raises_no_event(acme, now):
    crawl(acme, "abcd", now)
    crawl(acme, "ab", now + HOUR)
    report = crawl(acme, "abcd", now + 9 * HOUR)
    assert (report.held, report.removed, report.reopened, report.new) == (0, 0, 0, 0)
    missing = select(ListingRow.id).where(ListingRow.missing_since.is_not(None))
    assert not acme.read(lambda s: list(s.scalars(missing)))


def test_a_wholesale_change_of_ids_is_a_migration_and_no_news(acme, now):
    crawl(acme, "abcd", now)
    held = claim(acme, now + HOUR)
    renamed = [prepared(f"n{id_}", f"Title {id_}") for id_ in "abcd"]
    report = acme.write(closing.close, held, Evidence(seen={p.external_id for p in renamed}), renamed, now=now + HOUR)
    assert (report.new, report.removed, report.held) == (4, 4, 0)
    assert events(acme, run_id=held.run_id) == {("new", True): 4, ("removed", True): 4}
    assert count(acme, Vacancy) == 4


def test_the_breaker_stops_removals_when_many_boards_of_an_ats_lose_much(database, now):
    slugs = [f"c{n}" for n in range(8)]
    database.write(companies.sync, [Company(s, s, "lever", {}) for s in slugs], origin="given", now=now)
    for slug in slugs:
        crawl(database, "abcdef", now, slug)
    for slug in slugs[:5]:
        assert crawl(database, "a", now + HOUR, slug).held == 5
    assert crawl(database, "abcde", now + HOUR, slugs[6]).held == 1
    assert crawl(database, "a", now + 20 * HOUR, slugs[0]).held == 5
    for slug in slugs[:5]:
        crawl(database, "abcdef", now + 21 * HOUR, slug)
    assert crawl(database, "abcde", now + 22 * HOUR, slugs[6]).removed == 1


def test_twins_share_a_vacancy(acme, now):
    held = claim(acme, now)
    rows = [prepared("a", "Engineer"), prepared("b", "Engineer"), prepared("c", "Engineer", place="Paris")]
    acme.write(closing.close, held, Evidence(seen=set("abc")), rows, now=now)
    vacancies = acme.read(lambda s: dict(s.execute(select(ListingRow.external_id, ListingRow.vacancy_id)).all()))
    assert vacancies["a"] == vacancies["b"] != vacancies["c"]


def test_ids_that_differ_only_in_case_or_accents_are_two(acme, now):
    assert crawl(acme, {"Ab", "aB", "á", "a"}, now).new == 4
    assert open_ids(acme) == {"Ab", "aB", "á", "a"}


def test_a_gap_makes_a_baseline(acme, now):
    crawl(acme, "ab", now)
    crawl(acme, "abc", now + 8 * DAY)
    assert events(acme) == {("new", True): 3}


def test_silence_closes_listings_and_seeing_them_again_reopens_them(acme, now):
    crawl(acme, "ab", now, digest="d")
    crawl(acme, "a", now + 30 * DAY, evidence=Evidence(total=2))
    assert acme.write(aging.expire, now=now + 44 * DAY) == {"retired": 0, "unverified": 0}
    running = claim(acme, now + 46 * DAY)
    assert acme.write(aging.expire, now=now + 46 * DAY) == {"retired": 0, "unverified": 1}
    with pytest.raises(runs.Superseded):
        close(acme, running, "ab", now + 46 * DAY)
    assert open_ids(acme) == {"a"}
    held = claim(acme, now + 47 * DAY)
    assert held.board_digest == ""
    assert close(acme, held, "ab", now + 47 * DAY).reopened == 1


def test_a_company_that_leaves_the_registry_is_retired(database, now):
    rows = [Company("acme", "Acme", "lever", {"token": "a"}), Company("beta", "Beta", "lever", {"token": "b"})]
    database.write(companies.sync, rows, origin="registry", now=now)
    crawl(database, "ab", now)
    database.write(companies.sync, rows[1:], origin="registry", now=now + HOUR)
    assert database.write(aging.expire, now=now + HOUR) == {"retired": 2, "unverified": 0}
    database.write(companies.sync, rows, origin="registry", now=now + 2 * HOUR)
    assert database.read(lambda s: list(s.scalars(select(CompanyRow.retired_at)))) == [None, None]


def test_an_unknown_company_cannot_be_claimed(database, now):
    with pytest.raises(LookupError):
        claim(database, now, "nobody")


def test_texts_of_every_kind_survive(acme, now):
    held = claim(acme, now)
    text = "日本語 🎉 é \u202e " * 10_000
    acme.write(closing.close, held, Evidence(seen={"ü🎉"}), [prepared("ü🎉", "🎉", text=text)], now=now)
    assert acme.read(lambda s: s.scalar(select(ListingBody.text))) == text
    assert count(acme, RunRow) == 1
