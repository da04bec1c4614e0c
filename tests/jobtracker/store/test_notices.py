"""Who saved a vacancy or follows a company is told once of what happens there, whoever dies in between."""

import threading

import pytest
from sqlalchemy import select, update

from jobtracker.company import Company
from jobtracker.models import CompanyRow, Followed, Muted, Notice, RunRow, User
from jobtracker.store import aging, companies, kept, notice_mail, own_companies
from jobtracker.store import notices as store
from jobtracker.tasks.forget import forget
from jobtracker.tasks.notices import notices
from tests.jobtracker.store import boards
from tests.jobtracker.store.boards import DAY, HOUR
from tests.jobtracker.store.people import ADAM, Post, add

FULL = {str(number) for number in range(1, 11)}


@pytest.fixture
def eve(acme, now):
    """Somebody who keeps vacancy 1 and follows the company, whose board of ten was read."""
    boards.crawl(acme, FULL, now - HOUR)
    eve = add(acme, now=now)
    acme.write(kept.put, eve, 1, "saved", now=now)
    acme.write(own_companies.put, Followed, eve, "acme", now=now)
    notices(acme, None, now)
    return eve


def told(database, user_id):
    return [
        (each.kind, each.vacancy_id, each.detail)
        for each in reversed(database.read(store.page, user_id, before=None, limit=100))
    ]


def test_a_beginning_tells_nothing(acme, eve, now):
    assert told(acme, eve) == []
    assert acme.read(store.waiting, limit=10) == []


def test_removed_reopened_changed_and_new_are_told_once(acme, eve, now):
    boards.crawl(acme, FULL - {"1"}, now + HOUR)
    notices(acme, None, now + HOUR)
    boards.crawl(acme, FULL, now + 2 * HOUR)
    notices(acme, None, now + 2 * HOUR)
    changed = boards.prepared("1", "Chief Title", hash_="b")
    boards.close(acme, boards.claim(acme, now + 3 * HOUR), FULL | {"11"}, now + 3 * HOUR, changed=[changed])
    for _ in range(3):
        notices(acme, None, now + 3 * HOUR)
    assert told(acme, eve) == [
        ("removed", 1, {"title": "Title 1"}),
        ("reopened", 1, {"title": "Title 1"}),
        ("changed", 1, {"title": "Chief Title", "changed": {"title": ["Title 1", "Chief Title"]}}),
        ("new", 11, {"title": "Title 11"}),
    ]


def test_what_happens_to_others_vacancies_and_before_it_was_saved_is_not_told(acme, eve, now):
    boards.crawl(acme, FULL - {"2"}, now + HOUR)
    acme.write(kept.put, eve, 2, "saved", now=now + 2 * HOUR)  # the run was closed before
    notices(acme, None, now + 2 * HOUR)
    assert told(acme, eve) == []


def test_a_hidden_one_is_not_told(acme, eve, now):
    acme.write(kept.put, eve, 1, "hidden", now=now)
    boards.crawl(acme, FULL - {"1"}, now + HOUR)
    notices(acme, None, now + HOUR)
    assert told(acme, eve) == []


def test_of_a_muted_company_nothing_is_told(acme, eve, now):
    acme.write(own_companies.put, Followed, eve, "acme", now=now)
    acme.write(own_companies.put, Muted, eve, "acme", now=now)
    boards.crawl(acme, FULL - {"1"} | {"9"}, now + HOUR)
    notices(acme, None, now + HOUR)
    assert told(acme, eve) == []


def test_whoever_dies_before_the_commit_has_told_nothing(acme, eve, now):
    boards.crawl(acme, FULL - {"1"}, now + HOUR)
    [run_id] = acme.read(store.waiting, limit=10)

    def die(session):
        assert store.tell(session, run_id, now=now + HOUR) == 1
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        acme.write(die)
    assert told(acme, eve) == []
    assert notices(acme, None, now + HOUR) == "1 notice, 1 mail"
    assert len(told(acme, eve)) == 1


def test_of_two_tasks_one_tells(acme, eve, now):
    boards.crawl(acme, FULL - {"1"}, now + HOUR)
    [run_id] = acme.read(store.waiting, limit=10)
    start = threading.Barrier(4)

    def run():
        start.wait()
        acme.write(store.tell, run_id, now=now + HOUR)

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(told(acme, eve)) == 1


def test_a_run_that_is_under_way_is_waited_for(acme, eve, now):
    claim = boards.claim(acme, now + HOUR)
    notices(acme, None, now + HOUR)
    boards.close(acme, claim, FULL - {"1"}, now + 2 * HOUR)
    notices(acme, None, now + 2 * HOUR)
    assert [kind for kind, *_ in told(acme, eve)] == ["removed"]


def test_of_a_flood_the_first_are_told_one_by_one(acme, eve, now):
    boards.crawl(acme, FULL | {str(number) for number in range(100, 150)}, now + HOUR)
    notices(acme, None, now + HOUR)
    its = told(acme, eve)
    assert (len(its), its[-1]) == (21, ("new", None, {"more": 30}))


def test_a_vacancy_that_is_closed_with_its_company_is_told(acme, eve, now):
    retired = update(CompanyRow).values(retired_at=now)
    acme.write(lambda session: session.execute(retired))
    acme.write(aging.expire, now=now + HOUR)
    assert told(acme, eve) == [("removed", 1, {"title": "Title 1"})]
    acme.write(lambda session: session.execute(update(CompanyRow).values(retired_at=None)))
    boards.crawl(acme, FULL - {"1"}, now + 2 * HOUR)  # takes up the events that had no run
    notices(acme, None, now + 2 * HOUR)
    assert len(told(acme, eve)) == 1


def test_runs_that_concern_nobody_are_passed_over_at_once(acme, now):
    acme.write(companies.sync, [Company("zeta", "Zeta", "lever", {"token": "z"})], origin="given", now=now)
    for hour, seen in enumerate(({"1"}, {"1", "2"}, {"1"})):
        boards.crawl(acme, seen, now + hour * HOUR)
    acme.write(store.pass_over, now=now + DAY)
    assert acme.read(store.waiting, limit=10) == []
    assert acme.read(lambda s: set(s.scalars(select(RunRow.noticed_at)))) == {now + DAY}


def test_only_ones_own_notices_are_read(acme, eve, now):
    adam = add(acme, ADAM, now=now)
    about = {"kind": "removed", "vacancy_id": 1, "company_id": 1, "at": now, "detail": {}}
    acme.write(lambda s: s.add_all(Notice(user_id=whose, **about) for whose in (eve, adam, eve)))
    mine = [each.id for each in acme.read(store.page, eve, before=None, limit=10)]
    his = [each.id for each in acme.read(store.page, adam, before=None, limit=10)]
    acme.write(store.mark_read, eve, now=now, ids=his)
    assert len(acme.read(store.page, adam, before=None, limit=10, unread=True)) == 1
    acme.write(store.mark_read, eve, now=now, ids=[mine[0]])
    assert [each.id for each in acme.read(store.page, eve, before=None, limit=10, unread=True)] == mine[1:]
    acme.write(store.mark_read, eve, now=now, up_to=10**6)
    assert acme.read(store.page, eve, before=None, limit=10, unread=True) == []
    assert [each.id for each in acme.read(store.page, eve, before=mine[0], limit=10)] == mine[1:]


# By mail


def remove_one_each(database, now, hours):
    """Each hour another of the first vacancies goes, and comes again."""
    for hour in hours:
        boards.crawl(database, FULL - {"1"} if hour % 2 else FULL, now + hour * HOUR)
        notices(database, None, now + hour * HOUR)


def test_at_most_one_mail_a_day_tells_all(acme, eve, now):
    post, days = Post(), []
    for hour in range(1, 60):
        remove_one_each(acme, now, [hour])
        if post.deliver(acme, now + hour * HOUR):
            days.append(hour)
    assert days == [1, 25, 49]
    first, second, _ = post.mails
    assert first.subject == "Title 1 at Acme, which you saved, was taken down"
    assert second.subject == "24 news of what you keep"
    assert second.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_what_was_read_meanwhile_is_not_mailed(acme, eve, now):
    remove_one_each(acme, now, [1])
    acme.write(store.mark_read, eve, now=now, up_to=10**6)
    post = Post()
    assert post.deliver(acme, now + 2 * HOUR) == []


def test_one_click_ends_such_mails_and_is_no_ticket_for_more(acme, eve, now):
    post = Post()
    remove_one_each(acme, now, [1])
    [mail] = post.deliver(acme, now + HOUR)
    token = mail.headers["List-Unsubscribe"].partition("token=")[2].rstrip(">")
    assert not acme.write(notice_mail.unsubscribe, "nonsense", now=now)
    for _ in range(2):
        assert acme.write(notice_mail.unsubscribe, token, now=now + 100 * DAY)
    remove_one_each(acme, now, range(26, 30))
    assert post.deliver(acme, now + 30 * HOUR) == []
    assert acme.read(lambda s: s.scalars(select(User.notices_mailed)).all()) == [False]
    acme.write(notice_mail.switch, eve, on=True)
    notices(acme, None, now + 30 * HOUR)
    assert len(post.deliver(acme, now + 30 * HOUR)) == 1


def test_old_news_are_not_mailed(acme, eve, now):
    acme.write(notice_mail.switch, eve, on=False)
    remove_one_each(acme, now, [1])
    acme.write(notice_mail.switch, eve, on=True)
    notices(acme, None, now + 4 * DAY)
    assert Post().deliver(acme, now + 4 * DAY) == []


def test_old_notices_are_forgotten(acme, eve, now):
    remove_one_each(acme, now, [1])
    assert forget(acme, None, now + 100 * DAY) == ""
    assert "1 notice forgotten" in forget(acme, None, now + 200 * DAY)
    assert told(acme, eve) == []
