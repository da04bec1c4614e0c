from __future__ import annotations

import pytest

from jobtracker.fleet.redis import RedisAway, connect, key


def test_it_connects_when_it_is_first_used(redis_url):
    client = connect(redis_url)
    client.set(key("word"), "kept")
    assert client.get("jobtracker:word") == b"kept"


def test_what_is_no_url_of_redis_is_refused_in_one_line():
    with pytest.raises(RedisAway, match="JOBTRACKER_REDIS_URL: "):
        connect("redis://[")


def test_each_test_has_an_empty_database(redis_url):
    assert connect(redis_url).dbsize() == 0
