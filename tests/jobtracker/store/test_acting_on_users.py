"""Accounts in an operator's hands: there is always an admin who may enter."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier, BrokenBarrierError

import pytest

from jobtracker.models import User
from jobtracker.store import accounts, acting_on_users, audit, users
from jobtracker.store.acting import Stands, Unknown
from jobtracker.store.audit import Actor

BY = Actor("ada@example.com", "session", 1)


def add(database, now, email, **about):
    return database.write(lambda s: accounts.add(s, email, now=now, confirmed=True, **about).id)


def acts(database):
    found = database.read(audit.acts, audit.Sought(), before=None, limit=9)
    return [(act.act, act.subject) for act in reversed(found)]


def test_of_the_last_two_admins_who_go_at_once_one_stays(database, now):
    ids = [add(database, now, f"{name}@example.com", admin=True) for name in ("ada", "bob")]

    def disable(user_id):
        try:
            database.write(acting_on_users.disable, user_id, by=BY, now=now)
        except Stands:
            return "stays"
        return "goes"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(disable, ids)) == ["goes", "stays"]
    assert [act for act, _ in acts(database)] == ["user.disable"]


def test_of_two_admins_who_disable_each_other_at_once_one_stays(database, now):
    """Each was read before the other's act: what stands is what counts."""
    ids = [add(database, now, f"{name}@example.com", admin=True) for name in ("ada", "bob")]
    begun = Barrier(2)

    def disable(own_id, other_id):
        def unit(session):
            own = session.get(User, own_id)
            if database.dialect != "sqlite" and not begun.broken:  # there one waits for the other from the beginning
                with suppress(BrokenBarrierError):
                    begun.wait(5)
            by = Actor(own.email, "session", own_id)
            acting_on_users.disable(session, other_id, by=by, now=now)

        try:
            database.write(unit)
        except Stands:
            return "stays"
        return "goes"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(disable, ids, reversed(ids))) == ["goes", "stays"]


@pytest.mark.parametrize("act", [acting_on_users.delete_account, acting_on_users.disable, accounts.close_account])
def test_an_admin_who_may_not_enter_is_nobody_to_leave_it_to(database, now, act):
    ada, bob = (add(database, now, f"{name}@example.com", admin=True) for name in ("ada", "bob"))
    database.write(acting_on_users.disable, bob, by=BY, now=now)
    who = {} if act is accounts.close_account else {"by": BY}
    with pytest.raises((Stands, accounts.LastAdmin)):
        database.write(act, ada, now=now, **who)
    database.write(acting_on_users.enable, bob, by=BY, now=now)
    database.write(accounts.close_account, ada, now=now)


def test_what_is_done_twice_is_written_down_once(database, now):
    add(database, now, "ada@example.com", admin=True)
    bob = add(database, now, "bob@example.com")
    for _ in range(2):
        database.write(acting_on_users.disable, bob, by=BY, now=now)
    for _ in range(2):
        database.write(acting_on_users.enable, bob, by=BY, now=now)
        database.write(acting_on_users.set_admin, bob, True, by=BY, now=now)
    assert database.read(users.find, user_id=bob).admin
    assert [act for act, _ in acts(database)] == ["user.disable", "user.enable", "user.admin"]
    database.write(acting_on_users.delete_account, bob, by=BY, now=now)
    assert {subject for _, subject in acts(database)} == {f"account {bob}"}
    with pytest.raises(Unknown):
        database.write(acting_on_users.enable, bob, by=BY, now=now)
