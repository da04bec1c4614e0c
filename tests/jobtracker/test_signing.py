"""Signed links: what was signed is read, and nothing else is."""

from hypothesis import given
from hypothesis import strategies as st

from jobtracker.signing import read, sign

KEY = "k" * 40
parts = st.lists(st.integers(0, 10**12).map(str) | st.from_regex(r"[a-z0-9_-]{1,20}", fullmatch=True), max_size=4)


@given(parts)
def test_what_was_signed_is_read_for_its_purpose_and_by_its_key_only(parts):
    token = sign(KEY, "renew", *parts)
    assert read(KEY, "renew", token) == tuple(parts)
    assert read(KEY, "pause", token) is None
    assert read("l" * 40, "renew", token) is None


@given(parts, st.data())
def test_a_token_that_was_touched_says_nothing(parts, data):
    token = sign(KEY, "renew", *parts)
    at = data.draw(st.integers(0, len(token) - 1))
    other = data.draw(st.characters().filter(lambda each: each != token[at]))
    assert read(KEY, "renew", token[:at] + other + token[at + 1 :]) is None


@given(st.text())
def test_any_text_is_no_token(text):
    assert read(KEY, "renew", text) is None
