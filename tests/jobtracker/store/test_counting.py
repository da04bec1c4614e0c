"""What is counted ahead is what the listings' events say, whoever was cut short."""

import datetime as dt

import pytest
from sqlalchemy import delete, insert, select, update

from jobtracker.models import DayCount, ListingRow, Statistic, Suggestion
from jobtracker.store import aging, counting
from jobtracker.store.stats import days_until, stats
from jobtracker.tasks.count import count, first_count, recount
from tests.jobtracker.store.boards import DAY, HOUR, crawl

SEVEN = [str(n) for n in range(7)]


@pytest.fixture
def lived(acme, now):
    """A board over five days: seven at its beginning, one removed, back, one new; then nothing."""
    crawl(acme, SEVEN, now)
    crawl(acme, set(SEVEN) - {"1"}, now + DAY)
    crawl(acme, {*SEVEN, "new"}, now + 3 * DAY)
    return acme


def days(database, today, number, **of):
    found = database.read(days_until, today.date(), number, **of)
    return [(each.day.day, each.begun, each.new, each.back, each.removed, each.open) for each in found]


EXPECTED = [(31, 0, 0, 0, 0, 0), (1, 7, 0, 0, 0, 7), (2, 0, 0, 0, 1, 6), (3, 0, 0, 0, 0, 6), (4, 0, 1, 1, 0, 8)]


def test_every_day_is_there_and_adds_up(lived, now):
    recount(lived, None, now + 3 * DAY)
    assert days(lived, now + 3 * DAY, 5) == EXPECTED
    assert days(lived, now + 3 * DAY, 5, company_id=1) == EXPECTED
    assert days(lived, now + 3 * DAY, 5, company_id=2) == [(day, 0, 0, 0, 0, 0) for day in (31, 1, 2, 3, 4)]
    assert days(lived, now + 3 * DAY, 2)[0] == (3, 0, 0, 0, 0, 6)


def test_the_last_days_are_counted_often_and_all_of_them_each_night(lived, now):
    count(lived, None, now + 3 * DAY)
    assert [one[1:5] for one in days(lived, now + 3 * DAY, 4)][1:] == [one[1:5] for one in EXPECTED[2:]]
    assert recount(lived, None, now + 3 * DAY) == "2 counts of a company's day were other than before"
    assert days(lived, now + 3 * DAY, 5) == EXPECTED
    assert recount(lived, None, now + 4 * DAY) == ""


def test_counting_again_or_after_a_crash_comes_to_the_same(lived, now):
    recount(lived, None, now + 3 * DAY)
    lived.write(lambda session: session.execute(update(DayCount).values(new=99)))
    lived.write(lambda session: session.execute(delete(DayCount).where(DayCount.company_id == 1)))
    wrong = {"company_id": 77, "day": now.date(), "new": 1, "begun": 0, "back": 0, "removed": 0}
    lived.write(lambda session: session.execute(insert(DayCount), wrong))
    recount(lived, None, now + 3 * DAY)
    assert days(lived, now + 3 * DAY, 5) == EXPECTED
    assert days(lived, now + 3 * DAY, 5, company_id=1) == EXPECTED
    assert days(lived, now + 3 * DAY, 1, company_id=77) == [(4, 0, 0, 0, 0, 0)]


def test_a_day_ends_at_midnight_utc(acme, now):
    crawl(acme, {"1"}, now.replace(hour=23, minute=59))
    crawl(acme, {"1", "2"}, now + DAY)
    recount(acme, None, now + DAY)
    assert days(acme, now + DAY, 2) == [(1, 1, 0, 0, 0, 1), (2, 0, 1, 0, 0, 2)]


def test_an_empty_database_has_no_days_and_says_so(database, now):
    before = database.read(stats, today=now.date(), days=30)
    assert (before.counted_at, before.days, before.removal) == (None, [], None)
    count(database, None, now)
    recount(database, None, now)
    after = database.read(stats, today=now.date(), days=30)
    assert (after.counted_at, len(after.days), after.totals["listings"]) == (now, 30, 0)
    assert after.removal["over"] == 0
    assert after.removal["median_days"] is None


def test_what_is_read_first_is_counted_at_once_and_then_every_ten_minutes(acme, now):
    first_count(acme, None, now)
    assert acme.read(stats, today=now.date(), days=1).counted_at is None, "nothing is read yet"
    count(acme, None, now)  # as at the start of a new system
    crawl(acme, SEVEN, now + HOUR)
    first_count(acme, None, now + HOUR)
    first = acme.read(stats, today=now.date(), days=1)
    assert (first.counted_at, first.totals["listings"], first.days[0].open) == (now + HOUR, 7, 7)
    first_count(acme, None, now + 2 * HOUR)
    assert acme.read(stats, today=now.date(), days=1).counted_at == now + HOUR, "the rest is the task count's"


def test_what_was_read_before_anything_was_counted_is_counted_at_once(acme, now):
    crawl(acme, SEVEN, now)
    first_count(acme, None, now)
    assert acme.read(stats, today=now.date(), days=1).totals["listings"] == 7


def test_totals_and_who_has_most(lived, now):
    foremost = [("place", "Berlin", 8), ("place", "Bonn", 9), ("title", "A", 10)]
    rows = [
        {
            "id": number,
            "kind": kind,
            "depth": 1,
            "key": word.lower(),
            "label": word,
            "value": word,
            "count": number_open,
        }
        for number, (kind, word, number_open) in enumerate(foremost)
    ]
    lived.write(lambda session: session.execute(insert(Suggestion), rows))
    crawl(lived, {"0", "1"}, now + 3 * DAY + HOUR)
    count(lived, None, now + 3 * DAY + HOUR)
    seen = lived.read(stats, today=(now + 3 * DAY).date(), days=4)
    assert seen.totals == {
        "companies": 1,
        "companies_read": 1,
        "companies_fresh": 1,
        "listings": 8,
        "vacancies": 8,
        "unconfirmed": 6,
        "removed": 0,
    }
    assert seen.companies == [{"slug": "acme", "name": "Acme", "open": 8}]
    assert [(place["where"], place["open"]) for place in seen.places] == [("Bonn", 9), ("Berlin", 8)]
    later = now + 11 * DAY
    assert lived.read(counting.totals, later)["companies_fresh"] == 0


def test_time_to_removal_begins_with_a_date_that_is_known(acme, now):
    crawl(acme, SEVEN, now)
    crawl(acme, {*SEVEN, "new"}, now + DAY)
    posted = now - 19 * DAY
    stated = update(ListingRow).where(ListingRow.external_id == "1").values(posted_at=posted)
    bound = update(ListingRow).where(ListingRow.external_id == "2").values(posted_at=posted, posted_bound=True)
    acme.write(lambda session: [session.execute(one) for one in (stated, bound)])
    crawl(acme, {"0", "3", "4", "5", "6"}, now + 3 * DAY)
    crawl(acme, {"0", "3", "4", "5", "6"}, now + 4 * DAY)
    removal = acme.read(counting.time_to_removal, now + 4 * DAY)
    counted = {each["from"]: each["count"] for each in removal["histogram"] if each["count"]}
    assert counted == {1: 1, 14: 1}, "the new one after 2 days, the one that states its date after 22"
    assert (removal["over"], removal["median_days"]) == (2, 12.0)
    assert acme.read(counting.time_to_removal, now + 200 * DAY)["over"] == 0


def test_what_left_by_silence_says_nothing_of_how_long_jobs_stay(acme, now):
    crawl(acme, SEVEN, now)
    crawl(acme, {*SEVEN, "new"}, now + DAY)
    acme.write(aging.expire, now=now + 50 * DAY)
    assert acme.read(counting.time_to_removal, now + 50 * DAY)["over"] == 0


def test_a_statistic_takes_the_place_of_the_one_before(database, now):
    for number in (1, 2):
        database.write(counting.keep, "now", {"number": number}, now=now + dt.timedelta(number))
    rows = database.read(lambda session: [(r.value, r.counted_at) for r in session.scalars(select(Statistic))])
    assert rows == [({"number": 2}, now + 2 * DAY)]
