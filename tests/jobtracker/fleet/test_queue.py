from __future__ import annotations

import time

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jobtracker.fleet import queue as fleet_queue
from jobtracker.fleet.queue import MOST_OF_A_HOST, Due, Held, Queue, company_of, message_of
from jobtracker.fleet.redis import connect, key


@pytest.fixture
def queue(redis_url):
    return Queue(connect(redis_url))


@pytest.fixture
def short_leases(monkeypatch):
    monkeypatch.setattr(fleet_queue, "LEASE", 0.05)


def companies(taken):
    return [company_of(lease.message) for lease in taken.leases]


def wait_until_lost(queue, count):
    give_up = time.monotonic() + 5
    while len(lost := queue.lost()) < count:
        assert time.monotonic() < give_up
        time.sleep(0.005)
    return lost


def test_the_lowest_rank_comes_first_whatever_its_host(queue):
    queue.offer([Due("later", "a.example", 5), Due("asked", "b.example", -9), Due("first", "a.example", 1)])
    assert companies(queue.take("n1", 2, busy=0)) == ["asked", "first"]
    assert companies(queue.take("n2", 2, busy=0)) == ["later"]
    assert queue.take("n2", 2, busy=0).state == "empty"


def test_nothing_is_taken_twice_nor_offered_while_it_is_crawled(queue):
    due = [Due(f"c{n}", f"{n}.example", n) for n in range(1200)]
    assert queue.offer(due) == 1200
    assert queue.offer(due) == 0
    mine = companies(queue.take("n1", 700, busy=0))
    assert queue.offer(due) == 0
    theirs = companies(queue.take("n2", 700, busy=0))
    assert len(mine) == 700
    assert sorted(mine + theirs) == sorted(each.company for each in due)


def test_of_a_host_only_so_many_at_once(queue):
    queue.offer(Due(f"c{n}", "one.example", n) for n in range(20))
    taken = queue.take("n1", 20, busy=0)
    assert len(taken.leases) == MOST_OF_A_HOST
    assert queue.take("n2", 20, busy=0).state == "wait"
    assert queue.release(taken.leases[0])
    assert companies(queue.take("n2", 20, busy=0)) == [f"c{MOST_OF_A_HOST}"]


def test_a_company_that_moves_to_another_host_waits_there_only(queue):
    for rank in range(2 * MOST_OF_A_HOST):
        queue.offer([Due(f"c{rank}", "a.example", rank)])
        queue.offer([Due(f"c{rank}", "b.example", rank)])
        (lease,) = queue.take("n1", 9, busy=0).leases
        assert lease.host == "b.example"
        assert queue.release(lease)
    assert queue.take("n1", 9, busy=0).state == "empty"


def test_what_was_put_under_two_hosts_past_all_rules_is_taken_once_and_leaves_nothing_behind(queue):
    for host in ("a.example", "b.example"):
        queue.client.zadd(key("due", host), {b'{"company":"c"}': 1})
        queue.client.zadd(key("ready"), {host: 1})
    (lease,) = queue.take("n1", 9, busy=0).leases
    assert queue.take("n2", 9, busy=0).state == "empty"
    queue.release(lease)
    queue.client.sadd(key("taken", "a.example"), *(f"lost {n}" for n in range(MOST_OF_A_HOST)))
    queue.offer([Due("d", "a.example", 1)])
    assert queue.take("n1", 1, busy=0).state == "wait"
    assert companies(queue.take("n1", 1, busy=0)) == ["d"]


def test_a_host_that_is_off_is_let_alone(queue):
    queue.offer([Due("ill", "ill.example", 1), Due("well", "well.example", 2)])
    soon = int(time.time() * 1000) + 80
    queue.client.hset(key("host", "ill.example"), "off_until", soon)
    assert companies(queue.take("n1", 5, busy=0)) == ["well"]
    assert queue.take("n1", 5, busy=1).state == "empty"
    give_up = time.monotonic() + 5
    while not (taken := queue.take("n1", 5, busy=1)).leases:
        assert time.monotonic() < give_up
        time.sleep(0.01)
    assert companies(taken) == ["ill"]


def test_of_a_host_that_was_off_one_company_is_the_probe(queue):
    queue.offer([Due("one", "a.example", 1), Due("two", "a.example", 2)])
    queue.client.hset(key("host", "a.example"), "off_until", int(time.time() * 1000) - 1)
    assert companies(queue.take("n1", 5, busy=0)) == ["one"]
    assert queue.client.hget(key("host", "a.example"), "probe") == b"one"
    queue.client.delete(key("host", "a.example"))
    queue.client.zadd(key("parked"), {"a.example": 0})
    assert companies(queue.take("n1", 5, busy=0)) == ["two"]


def test_what_is_done_is_given_back_once(queue):
    queue.offer([Due("one", "a.example", 1)])
    (lease,) = queue.take("n1", 1, busy=0).leases
    assert queue.release(lease)
    assert not queue.release(lease)
    assert queue.take("n1", 1, busy=0).state == "empty"
    assert queue.held() == {}


def test_a_lease_that_is_beaten_is_kept(queue, short_leases):
    queue.offer([Due("one", "a.example", 1)])
    (lease,) = queue.take("n1", 1, busy=0).leases
    wait_until_lost(queue, 1)
    assert queue.beat([lease]) == set()
    assert queue.lost() == []


def test_what_a_dead_node_had_is_taken_again_and_after_a_second_death_alone(queue, short_leases):
    queue.offer([Due(f"c{n}", f"{n}.example", n) for n in range(3)])
    queue.take("n1", 2, busy=0)
    for lost in wait_until_lost(queue, 2):
        assert queue.retry(lost) == (0, False)
        assert queue.retry(lost) == (-1, False)  # somebody else has settled it
    assert companies(queue.take("n2", 2, busy=1)) == ["c0", "c1"]
    assert [queue.retry(lost) for lost in wait_until_lost(queue, 2)] == [(0, True)] * 2
    assert queue.take("n2", 9, busy=1).state == "drain"
    assert companies(queue.take("n3", 9, busy=1)) == ["c2"]  # one node is enough
    alone = queue.take("n2", 9, busy=0)
    assert len(alone.leases) == 1
    assert alone.leases[0].alone


def test_only_deaths_alone_count(queue, short_leases):
    queue.offer([Due("killer", "a.example", 1)])
    queue.take("n1", 1, busy=0)
    deaths = []
    for _ in range(5):
        (lost,) = wait_until_lost(queue, 1)
        deaths.append(queue.retry(lost))
        assert queue.take("n2", 1, busy=0).leases[0].alone == deaths[-1][1]
    assert deaths == [(0, False), (0, True), (1, True), (2, True), (3, True)]
    queue.withdraw("killer", "a.example")


def test_a_node_that_was_stopped_hears_that_its_lease_is_lost(queue, short_leases):
    queue.offer([Due("one", "a.example", 1)])
    (mine,) = queue.take("n1", 1, busy=0).leases
    (lost,) = wait_until_lost(queue, 1)
    queue.retry(lost)
    queue.take("n2", 1, busy=0)
    assert queue.beat([mine]) == {mine.message}
    assert not queue.release(mine)


def test_a_server_that_lost_its_data_learns_the_leases_from_who_has_them(queue):
    queue.offer([Due("one", "a.example", 1)])
    (lease,) = queue.take("n1", 1, busy=0).leases
    queue.client.flushdb()
    queue.offer([Due("one", "a.example", 1)])
    assert queue.beat([lease]) == set()
    assert queue.take("n2", 1, busy=0).state == "empty"
    assert queue.release(lease)


def test_by_hand_it_is_taken_out_of_turn_but_not_from_another(queue):
    queue.offer([Due("one", "a.example", 1)])
    lease = queue.seize("one", "a.example", "hand")
    assert queue.take("n1", 1, busy=0).state == "empty"
    with pytest.raises(Held, match="hand is crawling it"):
        queue.seize("one", "a.example", "other")
    assert queue.release(lease)
    queue.offer([Due("one", "a.example", 1)])
    queue.take("n1", 1, busy=0)
    with pytest.raises(Held, match="n1"):
        queue.seize("one", "a.example", "hand")


def test_a_group_takes_its_own_and_leaves_the_rest(queue):
    queue.offer([Due(f"c{n}", "a.example", n) for n in range(5)] + [Due("other", "b.example", 0)])
    queue.group("mine", ["c3", "c4", "nobody"], lasts=60)
    assert companies(queue.take("n1", 9, busy=0, group="mine")) == ["c3", "c4"]
    assert queue.take("n1", 9, busy=0, group="mine").state == "empty"
    assert queue.waiting() == {"a.example": 3, "b.example": 1}


@given(st.binary(max_size=300) | st.recursive(st.none() | st.text(), st.lists).map(orjson.dumps))
def test_what_is_no_message_names_no_company(message):
    assert company_of(message) == ""


@given(st.from_regex(r"[a-z0-9]+(-[a-z0-9]+)*", fullmatch=True).filter(lambda slug: len(slug) <= 120))
def test_a_message_names_its_company(slug):
    assert company_of(message_of(slug)) == slug


@pytest.mark.parametrize(
    "hostile",
    [
        b"cos\nsystem\n(S'id'\ntR.",
        b"[]",
        b"{}",
        b'{"company": 7}',
        b'{"company": "a", "url": "http://x"}',
        b"\xff",
        b"",
    ],
)
def test_a_hostile_message_names_no_company(hostile):
    assert company_of(hostile) == ""


@settings(deadline=None, max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(st.sampled_from(["offer", "take", "done"]), st.integers(0, 7)), max_size=40))
def test_a_company_is_never_in_two_hands_and_never_lost(queue, steps):
    queue.client.flushdb()
    due, taken = set(), {}
    for step, n in steps:
        if step == "offer":
            queue.offer([Due(f"c{n}", f"{n % 3}.example", n)])
            due |= {f"c{n}"} - taken.keys()
        elif step == "take":
            for lease in queue.take(f"n{n % 2}", 1 + n % 3, busy=0).leases:
                slug = company_of(lease.message)
                assert slug not in taken
                taken[slug] = lease
                due.discard(slug)
        elif taken:
            slug = sorted(taken)[n % len(taken)]
            queue.release(taken.pop(slug))
    assert sum(queue.waiting().values()) == len(due)
    assert queue.held().keys() == taken.keys()
