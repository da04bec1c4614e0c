"""What an account leaves when it goes, what its export holds, and that no link or secret is in either."""

import datetime as dt

import orjson
import pytest
from sqlalchemy import func, select

from jobtracker import entering
from jobtracker.company import Company
from jobtracker.entering import WrongPassword
from jobtracker.models import Base, Beginning, Delivery, Followed, Kept, MailRow, Muted, Notice, Ticket
from jobtracker.store import (
    accounts,
    acting_on_users,
    api_tokens,
    audit,
    companies,
    kept,
    notice_mail,
    own_companies,
    own_data,
)
from jobtracker.store.acting import Stands
from tests.jobtracker.store import boards, tracking
from tests.jobtracker.store.people import ADAM, BASE_URL, EVE, PASSWORD, emails, opened

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
OTHER = "eight loud herons"

pytestmark = pytest.mark.usefixtures("cheap")


def fill(database, post, now):
    """An account with a row in every table that knows accounts."""
    database.write(companies.sync, [Company("acme", "Acme", "lever", {"token": "a"})], origin="given", now=now)
    boards.crawl(database, {"1"}, now)
    owner = opened(database, post, now)
    database.write(kept.put, owner.id, 1, "saved", now=now)
    for kind in (Followed, Muted):
        database.write(own_companies.put, kind, owner.id, "acme", now=now)
    about = {"name": "x", "scopes": ["read"], "expires_at": None}
    database.write(api_tokens.add, owner.id, "jt_token", now=now, **about)
    notice = {"kind": "removed", "vacancy_id": 1, "company_id": 1, "at": now, "detail": {"title": "Title 1"}}
    database.write(lambda s: s.add(Notice(user_id=owner.id, **notice)))
    tracker_id = tracking.add(database, owner.id, now, email="mum@example.com")
    tracking.found(database, tracker_id, 1, now)
    begun = {"run_id": 1, "company_id": 1, "number": 3, "at": now}
    mailed = {"kind": "news", "created_at": now, "content": {"cards": ["as they were"]}}
    rows = [Beginning(tracker_id=tracker_id, **begun), Delivery(tracker_id=tracker_id, **mailed)]
    database.write(lambda s: s.add_all(rows))
    database.write(notice_mail.gather, owner.id, now=now)
    post.deliver(database, now)
    entering.ask_for_reset(database, EVE, now=now)
    entering.ask_for_address(database, owner.id, PASSWORD, "eva@example.com", now=now)
    return owner


def referring():
    """Every table with a key to accounts, and the column."""
    user = Base.metadata.tables["user"]
    return [
        (table, column) for table in user.metadata.sorted_tables for column in table.c if column.references(user.c.id)
    ]


def test_what_refers_to_an_account_goes_with_it_by_its_key():
    assert len(referring()) >= 6
    for table, column in referring():
        [key] = column.foreign_keys
        assert key.ondelete == "CASCADE", table.name


def test_a_deleted_account_leaves_no_row(database, post, now):
    owner = fill(database, post, now)
    stay = opened(database, post, now, ADAM)
    for table, column in referring():
        assert count(database, column == owner.id), table.name
    with pytest.raises(WrongPassword):
        entering.close_account(database, owner.id, OTHER, now=now)
    entering.close_account(database, owner.id, PASSWORD, now=now)
    [mail] = post.deliver(database, now)
    assert (mail.to, mail.subject) == ([EVE], "Your account was deleted")
    for table, column in referring():
        assert count(database, column == owner.id) == 0, table.name
    assert database.read(rows_with, EVE) == []
    assert database.read(accounts.get, stay.id).email == ADAM
    database.write(accounts.close_account, owner.id, now=now)
    assert post.deliver(database, now) == []


def count(database, condition):
    return database.read(lambda session: session.scalar(select(func.count()).where(condition)))


def rows_with(session, words):
    """The tables that have these words anywhere."""
    return [
        table.name
        for table in Base.metadata.sorted_tables
        for row in session.execute(select(table)).all()
        if any(words in str(value) for value in row)
    ]


def test_the_last_admin_stays(database, post, now):
    owner = opened(database, post, now)
    by = audit.Actor(EVE, "command")
    database.write(acting_on_users.set_admin, owner.id, True, by=by, now=now)
    with pytest.raises(accounts.LastAdmin):
        entering.close_account(database, owner.id, PASSWORD, now=now)
    with pytest.raises(Stands):
        database.write(acting_on_users.set_admin, owner.id, False, by=by, now=now)
    other = opened(database, post, now, ADAM)
    database.write(acting_on_users.set_admin, other.id, True, by=by, now=now)
    entering.close_account(database, owner.id, PASSWORD, now=now)
    assert emails(database) == [ADAM]


def test_the_export_has_everything_and_no_secret(database, post, now):
    owner = fill(database, post, now)
    opened(database, post, now, ADAM)
    for user_id in (owner.id, owner.id + 1):
        by = audit.Actor(EVE, "session", user_id, "203.0.113.9")
        database.write(audit.note, by, "user.disable", "x@example.com", now=now)
    document = database.read(own_data.export, owner.id, now=now)
    for table, _ in referring():
        assert document[own_data.called(table.name)], table.name
    assert set(document) == {
        "made_at",
        "account",
        "mailed_links",
        "mails",
        "tokens",
        "kept_vacancies",
        "followed_companies",
        "muted_companies",
        "notices",
        "trackers",
        "matches",
        "beginnings",
        "deliveries",
        "acts",
        "vacancies",
        "companies",
    }
    assert [match["vacancy_id"] for match in document["matches"]] == [1]
    assert [line["number"] for line in document["beginnings"]] == [3]
    assert [mail["content"] for mail in document["deliveries"]] == [{"cards": ["as they were"]}]
    assert [act["act"] for act in document["acts"]] == ["user.disable"]
    assert document["account"]["email"] == EVE
    assert document["vacancies"]["1"]["title"] == "Title 1"
    assert document["companies"]["1"]["slug"] == "acme"
    text = orjson.dumps(document).decode()
    assert ADAM not in text
    for secret in secrets(database):
        assert secret not in text
    assert database.read(own_data.export, owner.id + 1000, now=now) is None


def secrets(database):
    columns = [c for t in Base.metadata.sorted_tables for c in t.c if c.info.get("secret")]
    assert len(columns) >= 6
    found = database.read(lambda session: [session.scalars(select(column)).all() for column in columns])
    return [value for values in found for value in values if value]


def test_no_link_is_in_any_table(database, post, now):
    fill(database, post, now)
    post.deliver(database, now)
    tokens = [part.split("\n")[0] for mail in post.mails for part in mail.text.split("#")[1:]]
    assert len(tokens) >= 4
    for token in tokens:
        assert database.read(rows_with, token) == []
    waiting = database.read(lambda s: s.scalars(select(MailRow.secret).where(MailRow.sent_at.is_not(None))).all())
    assert set(waiting) == {""}
    used = database.read(lambda s: s.scalars(select(Ticket.secret).where(Ticket.used_at.is_not(None))).all())
    assert used
    assert not [secret for secret in used if "$" in secret]  # no hash of a password
    assert database.read(lambda s: s.scalar(select(func.count()).select_from(Kept))) == 1
    assert all(BASE_URL in mail.text for mail in post.mails)
