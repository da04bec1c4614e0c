"""What a tracker would have told last week."""

import datetime as dt

import pytest

from jobtracker.company import Company
from jobtracker.store import companies
from jobtracker.store.preview import preview
from jobtracker.tracker import subject
from tests.jobtracker.store import boards
from tests.jobtracker.store.boards import prepared

DAY = dt.timedelta(days=1)
BOLT = Company("bolt", "Bolt", "lever", {"token": "b"})


def look(database, search, now, **more):
    return database.read(preview, subject(search, **more), now=now)


@pytest.fixture
def watched(acme, now):
    """Acme with sixty listings, of which ten came twenty days later; Bolt, which began five days after these."""
    old = {str(number) for number in range(50)}
    for days in (0, 5, 10, 15):
        boards.crawl(acme, old, now + days * DAY)
    boards.crawl(acme, old | {f"9{number}" for number in range(10)}, now + 20 * DAY)
    acme.write(companies.sync, [BOLT], origin="given", now=now)
    boards.crawl(acme, {f"b{number}" for number in range(30)}, now + 25 * DAY, "bolt")
    return acme


def test_of_last_week_is_what_was_new_and_no_beginning(watched, now):
    seen = look(watched, "q=title", now + 26 * DAY)
    assert (seen.number, seen.exact, len(seen.first)) == (10, True, 10)
    assert (seen.biggest.slug, seen.biggest.number) == ("acme", 10)
    assert {card.listing.company for card in seen.first} == {"acme"}
    assert (seen.fits.vacancies, seen.of_all, seen.broad) == (90, 1.0, True)
    assert look(watched, "q=title", now + 28 * DAY).number == 0
    assert look(watched, "q=title&first_seen_since=24h", now + 26 * DAY).number == 0


def test_the_biggest_company_is_named_and_the_first_ten_are_shown(watched, now):
    more = {f"b{number}" for number in range(45)}
    boards.crawl(watched, more, now + 26 * DAY, "bolt")
    seen = look(watched, "q=title", now + 26 * DAY)
    assert (seen.number, len(seen.first)) == (25, 10)
    assert (seen.biggest.name, seen.biggest.number) == ("Bolt", 15)
    assert {card.listing.company for card in seen.first} == {"bolt"}
    muted = look(watched, "q=title", now + 26 * DAY, muted_words=["b3*"])
    assert (muted.number, muted.biggest.slug) == (15, "acme")


def test_a_place_that_an_old_vacancy_gains_is_not_counted(watched, now):
    mason = [prepared("m1", "Mason", requisition="R1")]
    old = {str(number) for number in range(50)} | {f"9{number}" for number in range(10)}
    boards.crawl(watched, old | {"m1"}, now + 21 * DAY, changed=mason)
    assert look(watched, "q=mason", now + 22 * DAY).number == 1
    boards.crawl(watched, old | {"m1"}, now + 26 * DAY)
    mason = [prepared("m2", "Mason", requisition="R1", place="Munich")]
    boards.crawl(watched, old | {"m1", "m2"}, now + 30 * DAY, changed=mason)
    assert look(watched, "q=mason", now + 31 * DAY).number == 0


def test_few_of_many_are_no_flood(watched, now):
    boards.crawl(watched, {f"b{number}" for number in range(31)}, now + 26 * DAY, "bolt", changed=[])
    seen = look(watched, "q=%22title+b30%22", now + 26 * DAY)
    assert (seen.number, seen.broad, seen.of_all) == (1, False, round(1 / 91, 4))
    assert look(watched, "q=nowhere", now + 26 * DAY).broad is False
    assert look(watched, "q=nowhere", now + 26 * DAY).biggest is None
