"""The benchmark that kills whoever tells: each wrong thing is planted here on purpose."""

import datetime as dt
import random

from benchmarks.telling import judge
from benchmarks.telling.judge import told_by, twice
from benchmarks.telling.post import CUT_AFTER, Arrived
from benchmarks.telling.world import Found, Watcher, World, found
from jobtracker.db import Database

ONE, OTHER = (1, "acme", "3"), (1, "acme", "4")
NOW = dt.datetime(2026, 4, 1, tzinfo=dt.UTC)


def mail(name="<delivery.7.x@here>", jobs=(3,), at=1.0, trouble="", subject="1 new job"):
    return Arrived(name, "eve@example.com", frozenset(jobs), subject, at, trouble)


def test_what_came_twice_is_told_by_why():
    cut, told = mail(trouble=CUT_AFTER), mail(at=9.0)
    assert twice([(cut, {ONE}), (told, {ONE})], []) == (
        {f"the server had accepted it and said nothing ({CUT_AFTER})": 1},
        [],
    )
    again, others = twice([(told, {ONE, OTHER}), (told._replace(at=20.0), {ONE})], [10.0])
    assert (again, others) == ({"its sender was killed before it could mark it": 1}, [])


def test_another_mail_or_one_without_a_reason_is_wrong():
    first, again = mail(trouble=CUT_AFTER), mail("<delivery.8.x@here>", at=9.0)
    assert len(twice([(first, {ONE}), (again, {ONE})], [])[1]) == 1
    assert len(twice([(mail(), {ONE}), (mail(at=9.0), {ONE})], [8.0])[1]) == 1


def test_of_a_long_mail_the_rest_is_what_its_delivery_carried():
    world = World(None, None, [Watcher(1, "eve@example.com", frozenset(), frozenset())])
    listings = {id_: (id_ + 10, "acme", str(id_)) for id_ in (3, 4, 5)}
    its = Found(listings, {(1, 13): ("told", 7), (1, 14): ("told", 7), (1, 15): ("told", 8)}, {1: 3})
    assert told_by(world, its, [mail(subject="2 new jobs")])[0][1] == {ONE, OTHER}
    assert told_by(world, its, [mail(subject="1 new job")])[0][1] == {ONE}


def test_who_is_to_hear_of_what_follows_from_what_was_published(sqlite_url, capsys):
    database = Database(sqlite_url)
    database.upgrade()
    world = World(database, random.Random(1))
    world.begin(20, NOW)
    assert world.expected() == set()
    world.publish(NOW + dt.timedelta(days=1))
    assert world.expected()
    lost = judge.show(world, _Post(), {"matcher": 0, "sender": 0}, [], 1)
    assert (lost, database.read(found).matches) == (False, {})
    assert f"matches lost\t{len(world.expected())}\n" in capsys.readouterr().out
    database.close()


class _Post:
    arrived, troubles = (), {}
