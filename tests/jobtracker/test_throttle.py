"""Guessing becomes slow; nobody is locked out by somebody else."""

import threading

import pytest
from redis import Redis

from jobtracker.throttle import ACCOUNT, ADDRESS, PAIR, Throttle

EVE = "eve@example.com"


@pytest.fixture
def redis(redis_url):
    with Redis.from_url(redis_url) as redis:
        yield redis


@pytest.fixture
def throttle(redis):
    return Throttle(redis)


def skip_waiting(redis):
    for name in redis.keys("*:wait"):
        redis.delete(name)


def try_often(throttle, redis, tries):
    """Make these tries without waiting, until the next one would have to wait for a minute: no test lasts so long."""
    for account, address in tries:
        skip_waiting(redis)
        assert throttle.begin(account, address) == 0
    assert max(redis.ttl(name) for name in redis.keys("*:wait")) >= 60


def milliseconds(redis):
    """The server's clock."""
    seconds, micros = redis.time()
    return seconds * 1000 + micros // 1000


def test_each_further_try_doubles_the_wait_up_to_the_longest(throttle, redis):
    waits = [0] * (PAIR.free - 1) + [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, PAIR.longest, PAIR.longest]
    for wait in waits:
        skip_waiting(redis)
        before = milliseconds(redis)
        assert throttle.begin(EVE, "203.0.113.9") == 0
        ends = [redis.pexpiretime(name) for name in redis.keys("*:wait")]
        if wait <= 1:  # it may have passed by now
            assert len(ends) <= wait
        else:
            assert before <= max(ends) - wait * 1000 <= milliseconds(redis)


def test_a_try_that_has_to_wait_is_not_counted(throttle, redis):
    try_often(throttle, redis, [(EVE, "203.0.113.9")] * (PAIR.free + 7))
    names = sorted(redis.keys("*"))
    before = {name: redis.get(name) for name in names if not name.endswith(b":wait")}
    for _ in range(100):
        assert throttle.begin(EVE, "203.0.113.9") > 1
    assert {name: redis.get(name) for name in before} == before


def test_many_at_once_are_counted_too(throttle, redis):
    try_often(throttle, redis, [(EVE, "203.0.113.9")] * (PAIR.free + 7))
    skip_waiting(redis)
    start, passed = threading.Barrier(20), []

    def begin():
        start.wait()
        passed.append(throttle.begin(EVE, "203.0.113.9") == 0)

    threads = [threading.Thread(target=begin) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(passed) == 1


def test_strangers_everywhere_make_nobody_wait_long_nor_who_was_here_before(throttle, redis):
    throttle.begin(EVE, "198.51.100.1")
    throttle.succeeded(EVE, "198.51.100.1")
    for host in range(1, 250):
        skip_waiting(redis)
        throttle.begin(EVE, f"192.0.2.{host}")
    assert throttle.begin(EVE, "198.51.100.1") == 0
    assert 1 <= throttle.begin(EVE, "198.51.100.2") <= ACCOUNT.longest


def test_one_address_that_tries_many_accounts_waits(throttle, redis):
    tries = [(f"{number}@example.com", "203.0.113.9") for number in range(ADDRESS.free + 7)]
    assert {throttle.begin(*each) for each in tries[: ADDRESS.free]} == {0}
    try_often(throttle, redis, tries[ADDRESS.free :])
    assert throttle.begin("another@example.com", "203.0.113.9") > 1


def test_a_network_of_ipv6_is_one_address(throttle, redis):
    try_often(throttle, redis, [(EVE, f"2001:db8::{number:x}") for number in range(PAIR.free + 7)])
    assert throttle.begin(EVE, "2001:db8::ffff") > 1
    assert throttle.begin(EVE, "2001:db8:0:1::1") == 0


def test_getting_in_forgets_the_tries(throttle, redis):
    try_often(throttle, redis, [(EVE, "203.0.113.9")] * (PAIR.free + 7))
    throttle.succeeded(EVE, "203.0.113.9")
    assert throttle.begin(EVE, "203.0.113.9") == 0


def test_what_is_kept_ends_and_names_nobody(throttle, redis):
    for number in range(ADDRESS.free + 1):
        throttle.begin(f"{number % 3}@example.com", "203.0.113.9")
    throttle.succeeded(EVE, "203.0.113.9")
    for name in redis.keys("*"):
        assert redis.ttl(name) > 0
        assert b"example" not in name
        assert b"203.0" not in name


def test_without_redis_nobody_waits():
    throttle = Throttle(None)
    assert {throttle.begin(EVE, "nowhere") for _ in range(100)} == {0}
    throttle.succeeded(EVE, "nowhere")
