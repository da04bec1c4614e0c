"""What was found for a tracker is mailed once: at its time, while it is open, and to whom it may be."""

import datetime as dt

import pytest

from jobtracker.models import Beginning, CompanyRow, Delivery, Kept, Muted, Tracker, User
from jobtracker.store import composing, deliveries, own_companies, suppression
from jobtracker.store.addressees import DISABLED, NOT_CONFIRMED
from jobtracker.tasks.mail import send
from jobtracker.tasks.send import gather
from tests.jobtracker.store import boards, people, watching
from tests.jobtracker.store.boards import DAY, HOUR
from tests.jobtracker.store.watching import SEEN, change, finds, only, round_of, rows, states, tracker

MINUTE = dt.timedelta(minutes=1)
SOON = 10 * MINUTE


def test_what_is_found_is_mailed_once_after_ten_minutes_and_counted(watched, post, now):
    tracker(watched, now - HOUR)
    finds(watched, SEEN | {"3", "4"}, now)
    assert round_of(watched, post, now + 9 * MINUTE) == []
    [mail] = round_of(watched, post, now + SOON)
    assert mail.subject == "2 new jobs for All title: at Acme"
    assert "Title 3" in mail.text
    assert "Title 4" in mail.html
    assert round_of(watched, post, now + DAY) == []
    its, row = only(watched), only(watched, Tracker)
    assert (states(watched), row.told, row.next_at) == (["told"] * 2, 2, None)
    assert (its.kind, its.number, its.subject, its.sent_at) == ("news", 2, mail.subject, now + SOON)
    assert [card["title"] for card in its.content["groups"][0]["cards"]] == ["Title 4", "Title 3"]


def test_a_daily_mail_waits_for_its_hour_and_missed_days_make_one(watched, post, now):
    tracker(watched, now - HOUR, cadence="daily")
    finds(watched, SEEN | {"3"}, now)
    assert round_of(watched, post, now + 6 * HOUR) == []  # 7:00 in Vienna
    finds(watched, SEEN | {"3", "4"}, now + 6 * HOUR)
    assert len(round_of(watched, post, now + 3 * DAY)) == 1  # nobody sent for three days
    finds(watched, SEEN | {"3", "4", "5"}, now + 3 * DAY + MINUTE)
    assert round_of(watched, post, now + 3 * DAY + 12 * HOUR) == []
    assert len(round_of(watched, post, now + 4 * DAY + 7 * HOUR)) == 1
    assert states(watched) == ["told"] * 3


def test_what_closed_or_is_hidden_is_not_told_and_what_is_doubted_waits(watched, post, now):
    its = tracker(watched, now - HOUR, cadence="daily")
    finds(watched, SEEN | {"3", "4", "5", "6"}, now)
    user_id = only(watched, Tracker).user_id
    watched.write(lambda s: s.add(Kept(user_id=user_id, vacancy_id=4, hidden_at=now)))
    boards.crawl(watched, SEEN | {"4", "5", "6"}, now + HOUR)
    doubt = {"missing_since": now + HOUR}
    change(watched, boards.ListingRow, 5, **doubt)
    [mail] = round_of(watched, post, now + 8 * HOUR)
    assert mail.subject == "1 new job for All title: Title 6 at Acme"
    assert states(watched) == ["gone", "gone", "waits", "told"]
    assert only(watched, Tracker).told == 1
    change(watched, boards.ListingRow, 5, missing_since=None)
    [mail] = round_of(watched, post, now + DAY + 8 * HOUR)
    assert "Title 5" in mail.subject
    assert its


def test_what_a_muted_company_has_is_not_told_and_its_matches_are_done(watched, post, now):
    tracker(watched, now - HOUR, cadence="daily")
    finds(watched, SEEN | {"3"}, now)
    watched.write(own_companies.put, Muted, only(watched, Tracker).user_id, "acme", now=now)
    assert round_of(watched, post, now + 8 * HOUR) == []
    assert states(watched) == ["gone"]
    watched.write(own_companies.take_away, Muted, only(watched, Tracker).user_id, "acme")
    assert round_of(watched, post, now + DAY + 8 * HOUR) == [], "what was passed over is not told afterwards"


def test_a_company_that_nobody_could_read_for_a_week_is_not_told_of(watched, post, now):
    tracker(watched, now - HOUR, cadence="weekly", weekday=3)
    finds(watched, SEEN | {"3"}, now + DAY)
    assert round_of(watched, post, now + 8 * DAY + 9 * HOUR) == []  # Friday: who looks now and then is late
    change(watched, CompanyRow, 1, last_complete_at=now + 8 * DAY + 9 * HOUR)
    assert len(round_of(watched, post, now + 15 * DAY)) == 1


def test_of_nothing_that_is_left_no_mail_is_sent(watched, post, now):
    tracker(watched, now - HOUR)
    finds(watched, SEEN | {"3"}, now)
    boards.crawl(watched, SEEN, now + MINUTE)
    assert round_of(watched, post, now + SOON) == []
    assert (states(watched), rows(watched, Delivery)) == (["gone"], [])
    assert post.tried == 0


def test_what_had_closed_before_it_could_be_told_is_told_if_it_is_open_again_and_once(watched, post, now):
    tracker(watched, now - HOUR)
    finds(watched, SEEN | {"3"}, now)
    boards.crawl(watched, SEEN, now + MINUTE)
    assert round_of(watched, post, now + SOON) == []
    finds(watched, SEEN | {"3"}, now + DAY)
    [mail] = round_of(watched, post, now + DAY + SOON)
    assert "Title 3" in mail.subject
    for days in (2, 3):
        boards.crawl(watched, SEEN, now + days * DAY)
        finds(watched, SEEN | {"3"}, now + days * DAY + HOUR)
        assert round_of(watched, post, now + days * DAY + 2 * HOUR) == []
    row = only(watched, Tracker)
    assert (row.matched, row.told, states(watched)) == (1, 1, ["told"])


def test_what_did_not_fit_when_it_was_to_be_told_is_told_once_it_fits_and_not_of_any_change(watched, post, now):
    tracker(watched, now - HOUR, query="mason")
    finds(watched, SEEN | {"3"}, now, changed=[boards.prepared("3", "Mason")])

    def turns(title, at):
        held = boards.claim(watched, at)
        changed = [boards.prepared("3", title, hash_=f"{title} {at}", text=f"since {at}")]
        boards.close(watched, held, SEEN | {"3"}, at, changed=changed)
        watching.match(watched, at)

    turns("Baker", now + MINUTE)
    assert (round_of(watched, post, now + SOON), states(watched)) == ([], ["gone"])
    turns("Baker", now + HOUR)
    assert (round_of(watched, post, now + 2 * HOUR), states(watched)) == ([], ["gone"])
    turns("Mason", now + DAY)
    assert len(round_of(watched, post, now + DAY + SOON)) == 1
    turns("Mason", now + 2 * DAY)
    assert (round_of(watched, post, now + 3 * DAY), states(watched)) == ([], ["told"])


def test_another_search_counts_from_now_for_what_was_gone_too(watched, post, now):
    its = tracker(watched, now - HOUR)
    finds(watched, SEEN | {"3"}, now)
    change(watched, Tracker, its, muted_companies=["acme"])
    round_of(watched, post, now + SOON)
    change(watched, Tracker, its, muted_companies=[], since=now + HOUR)  # from now on, as every other search
    changed = [boards.prepared("3", hash_="b", place="Hamburg")]
    boards.close(watched, boards.claim(watched, now + DAY), SEEN | {"3"}, now + DAY, changed=changed)
    assert watching.match(watched, now + DAY) == 0
    assert states(watched) == ["gone"]


def test_a_twin_stands_in_for_a_listing_that_closed(watched, post, now):
    tracker(watched, now - HOUR, query="mason", cadence="daily")
    mason = {"title": "Mason", "requisition": "R1"}
    finds(watched, SEEN | {"3"}, now, changed=[boards.prepared("3", **mason)])
    finds(watched, SEEN | {"3", "4"}, now + HOUR, changed=[boards.prepared("4", place="Munich", **mason)])
    boards.crawl(watched, SEEN | {"4"}, now + 2 * HOUR)
    [mail] = round_of(watched, post, now + 8 * HOUR)
    assert "/jobs/4" in mail.text
    assert "Munich" in mail.text


def test_a_mute_or_another_search_counts_for_what_waits_already(watched, post, now):
    its = tracker(watched, now - HOUR)
    finds(watched, SEEN | {"3"}, now)
    change(watched, Tracker, its, muted_companies=["acme"])
    assert round_of(watched, post, now + SOON) == []
    assert states(watched) == ["gone"]


@pytest.mark.parametrize(
    ("of", "values", "why"),
    [
        ("user", {"disabled_at": dt.datetime(2026, 1, 1, tzinfo=dt.UTC)}, DISABLED),
        ("user", {"confirmed_at": None}, NOT_CONFIRMED),
        ("tracker", {"email": "else@example.com"}, NOT_CONFIRMED),
        ("address", {}, suppression.SAID["bounce"]),
    ],
)
@pytest.mark.parametrize("early", [True, False])
def test_to_whom_nothing_may_be_mailed_nothing_is_and_it_waits(watched, post, now, of, values, why, early):
    its = tracker(watched, now - HOUR)
    finds(watched, SEEN | {"3"}, now)
    row = only(watched, Tracker)
    email = watched.read(lambda s: s.get(User, row.user_id).email)

    def stop():
        if of == "address":
            watched.write(suppression.suppress, email, "bounce", now=now)
        else:
            change(watched, User if of == "user" else Tracker, row.user_id if of == "user" else its, **values)

    if early:
        stop()
    gather(watched, now + SOON)
    stop()
    send(watched, post, people.SITE, now + SOON)
    assert (post.tried, states(watched)) == (0, ["waits"])
    assert [each.error for each in rows(watched, Delivery)] == ([] if early else [why])
    if of == "address":
        watched.write(suppression.release, email, now=now + SOON)
        assert len(round_of(watched, post, now + 2 * SOON)) == 1


def test_another_address_gets_what_was_on_its_way_to_the_old_one(watched, post, now):
    its = tracker(watched, now - HOUR)
    finds(watched, SEEN | {"3"}, now)
    gather(watched, now + SOON)
    change(watched, Tracker, its, email="new@example.com", email_confirmed_at=now)
    send(watched, post, people.SITE, now + SOON)
    [mail] = round_of(watched, post, now + 2 * SOON)
    assert (len(post.mails), mail.to) == (1, ["new@example.com"])


@pytest.mark.parametrize("how", ["paused", "deleted", "ended"])
def test_a_tracker_that_stops_meanwhile_mails_nothing(watched, post, now, how):
    its = tracker(watched, now - HOUR)
    finds(watched, SEEN | {"3"}, now)
    gather(watched, now + SOON)
    if how == "deleted":
        watched.write(lambda s: s.delete(s.get(Tracker, its)))
    else:
        change(watched, Tracker, its, **{f"{how}_at": now, "next_at": None})
    assert round_of(watched, post, now + DAY) == []
    assert states(watched) == ([] if how == "deleted" else ["waits"])


def test_a_new_company_is_one_line(database, post, now):
    from jobtracker.company import Company
    from jobtracker.store import companies

    tracker(database, now - HOUR)
    given = [Company(name.lower(), name, "greenhouse", {"token": name}) for name in ("Acme", "Globex")]
    database.write(companies.sync, given, origin="given", now=now)
    boards.crawl(database, {str(number) for number in range(30)}, now)
    boards.crawl(database, {"a"}, now, slug="globex", changed=[boards.prepared("a", "Title")])
    watching.match(database, now)
    [mail] = round_of(database, post, now + SOON)
    assert mail.subject == "2 more companies are now watched for All title"
    assert "Acme is now watched: 30 of its jobs fit." in mail.text
    assert "Globex is now watched: 1 of its jobs fits." in mail.text
    assert {row.delivery_id for row in rows(database, Beginning)} == {only(database).id}
    assert only(database, Tracker).next_at is None


def test_a_company_that_is_read_again_after_long_is_no_new_one(watched, post, now):
    tracker(watched, now - HOUR)
    later = now + 20 * DAY
    finds(watched, SEEN | {str(number) for number in range(10, 40)}, later)
    [mail] = round_of(watched, post, later + SOON)
    assert mail.subject == "Acme is read again: 30 jobs for All title"
    assert "Acme is read again: 30 of its jobs fit." in mail.text


def test_few_of_a_company_are_shown_and_none_is_lost(watched, post, now, monkeypatch):
    monkeypatch.setattr(composing, "CARDS", 2)
    monkeypatch.setattr(composing, "PER_COMPANY", 2)
    tracker(watched, now - HOUR)
    finds(watched, SEEN | {str(number) for number in range(3, 13)}, now)
    [mail] = round_of(watched, post, now + SOON)
    assert mail.subject == "10 new jobs for All title: at Acme"
    assert (mail.text.count("/jobs/"), "and 8 more from Acme" in mail.text) == (2, True)
    assert f"https://tracker.example/trackers/1?delivery={only(watched).id}" in mail.text
    assert states(watched) == ["told"] * 10


def test_a_flood_goes_out_by_parts_and_keeps_nobody_waiting(watched, post, now, monkeypatch):
    monkeypatch.setattr(deliveries, "CARRIED", 4)
    flooded = tracker(watched, now - HOUR)
    others = [tracker(watched, now - HOUR, query="title 3") for _ in range(3)]
    finds(watched, SEEN | {str(number) for number in range(3, 13)}, now)
    assert len(round_of(watched, post, now + SOON)) == 4
    assert len(round_of(watched, post, now + SOON)) == 0
    assert len(round_of(watched, post, now + 2 * SOON)) == 1
    assert len(round_of(watched, post, now + 3 * SOON)) == 1
    assert round_of(watched, post, now + DAY) == []
    told = {row.id: row.told for row in rows(watched, Tracker)}
    assert told == {flooded: 10} | dict.fromkeys(others, 1)
