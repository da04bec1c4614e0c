from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.base import BadAnswer, Record, element_to_record, read_json, read_xml

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda v: st.lists(v, max_size=3) | st.dictionaries(st.sampled_from(["a", "b"]), v, max_size=2),
)


@pytest.mark.parametrize(
    ("body", "document"),
    [
        (b'\xef\xbb\xbf {"a": 1}\n', {"a": 1}),
        (rb'{"a": "a backslash and \\u0000"}', {"a": r"a backslash and \u0000"}),
        (b'{"a": "<html>"}', {"a": "<html>"}),
    ],
)
def test_whole_json_is_read(body: bytes, document: Any) -> None:
    assert read_json(body) == document


@pytest.mark.parametrize("body", [rb'{"a": "\u0000"}', rb'{"a": "\\\u0000"}', rb'["x\u0000"]'])
def test_json_with_nul_is_refused(body: bytes) -> None:
    with pytest.raises(BadAnswer, match="NUL"):
        read_json(body)


@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    for read in (read_json, read_xml):
        try:
            read(body)
        except BadAnswer as refused:
            line = str(refused)
        else:
            continue
        assert line
        assert "\n" not in line


def test_xml_becomes_plain_data() -> None:
    root = read_xml(b"<r><a> x </a><b/><c><d>1</d></c><e>1</e><e>2</e><e><f>3</f></e></r>")
    assert element_to_record(root) == {"a": "x", "b": "", "c": {"d": "1"}, "e": ["1", "2", {"f": "3"}]}


def test_a_record_gives_what_is_there() -> None:
    record = Record({"a": {"b": " x "}, "n": 7, "t": True, "l": ["x", 1, None, {"y": 2}], "s": "1.5"})
    assert (record.text("a.b"), record.text("q", "n"), record.text("t"), record.text("a")) == ("x", "7", "", "")
    assert (record.texts("l"), record.texts("s"), record.texts("q")) == (["x", "1"], ["1.5"], [])
    assert (record.flag("t"), record.flag("n"), record.flag("q")) == (True, None, None)
    assert (record.number("s"), record.number("n"), record.number("t"), record.number("a.b")) == (1.5, 7.0, None, None)
    assert (record.moment("n"), record.moment("a.b"), record.moment("t"), record.moment("l")) == (7, " x ", None, None)
    assert [inner.text("y") for inner in record.records("l")] == ["2"]


@given(VALUES, st.sampled_from(["a", "a.b", "a.b.a", "", "."]))
def test_a_record_never_raises(raw: Any, path: str) -> None:
    record = Record(raw)
    record.text(path)
    record.texts(path)
    record.flag(path)
    record.number(path)
    record.moment(path)
    list(record.records(path))
