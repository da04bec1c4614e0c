"""A body of JSON costs what it weighs."""

from __future__ import annotations

import tracemalloc

import pytest
from flask.testing import FlaskClient


@pytest.mark.parametrize(
    "body",
    [
        b'{"%s":[%s]}' % (b"a" * 120_000, b",".join([b"1"] * 60_000)),
        b'{"%s":{%s}}' % (b"a" * 120_000, b",".join(b'"%d":1' % number for number in range(14_000))),
    ],
)
def test_a_long_name_with_many_values_is_not_written_out_for_each(client: FlaskClient, body: bytes) -> None:
    tracemalloc.start()
    try:
        answer = client.post("/api/session", data=body, content_type="application/json")
        assert tracemalloc.get_traced_memory()[1] < 60_000_000
    finally:
        tracemalloc.stop()
    assert answer.status_code == 422


def test_a_null_character_is_named_where_it_stands(client: FlaskClient) -> None:
    for body, field in (({"a": {"b": [1, "x\0"]}}, "a.b.1"), ({"a\0": 1}, "body"), ({"b" * 500: "\0"}, "b" * 200)):
        answer = client.post("/api/session", json=body)
        assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, field)


def test_of_many_faults_some_are_told(client: FlaskClient) -> None:
    answer = client.post("/api/session", json={f"unknown{number}": 1 for number in range(10_000)})
    assert (answer.status_code, len(answer.get_json()["errors"])) == (422, 50)
