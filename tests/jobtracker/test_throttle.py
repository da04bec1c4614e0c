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


def test_each_further_try_doubles_the_wait_up_to_the_longest(throttle, redis):
    found = []
    for _ in range(PAIR.free + 11):
        skip_waiting(redis)
        assert throttle.begin(EVE, "203.0.113.9") == 0
        found.append(round(max((redis.pttl(name) / 1000 for name in redis.keys("*:wait")), default=0)))
    assert found == [0] * (PAIR.free - 1) + [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, PAIR.longest, PAIR.longest]


def test_a_try_that_has_to_wait_is_not_counted(throttle, redis):
    for _ in range(PAIR.free):
        assert throttle.begin(EVE, "203.0.113.9") == 0
    names = sorted(redis.keys("*"))
    before = {name: redis.get(name) for name in names if not name.endswith(b":wait")}
    for _ in range(100):
        assert throttle.begin(EVE, "203.0.113.9") == 1
    assert {name: redis.get(name) for name in before} == before


def test_many_at_once_are_counted_too(throttle):
    start, passed = threading.Barrier(20), []

    def begin():
        start.wait()
        passed.append(throttle.begin(EVE, "203.0.113.9") == 0)

    threads = [threading.Thread(target=begin) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(passed) == PAIR.free


def test_strangers_everywhere_make_nobody_wait_long_nor_who_was_here_before(throttle, redis):
    throttle.begin(EVE, "198.51.100.1")
    throttle.succeeded(EVE, "198.51.100.1")
    for host in range(1, 250):
        skip_waiting(redis)
        throttle.begin(EVE, f"192.0.2.{host}")
    assert throttle.begin(EVE, "198.51.100.1") == 0
    assert 1 <= throttle.begin(EVE, "198.51.100.2") <= ACCOUNT.longest


def test_one_address_that_tries_many_accounts_waits(throttle, redis):
    found = [throttle.begin(f"{number}@example.com", "203.0.113.9") for number in range(ADDRESS.free + 1)]
    assert found == [0] * ADDRESS.free + [1]  # the last one was refused


def test_a_network_of_ipv6_is_one_address(throttle):
    for number in range(PAIR.free):
        throttle.begin(EVE, f"2001:db8::{number:x}")
    assert throttle.begin(EVE, "2001:db8::ffff") == 1
    assert throttle.begin(EVE, "2001:db8:0:1::1") == 0


def test_getting_in_forgets_the_tries(throttle, redis):
    for _ in range(PAIR.free):
        throttle.begin(EVE, "203.0.113.9")
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
