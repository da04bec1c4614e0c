from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobtracker.addresses import is_public


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "93.184.216.34", "2606:4700::1111", "[2606:4700::1111]", "::ffff:8.8.8.8"]
)
def test_addresses_of_the_open_internet(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.9.9.9", "10.0.0.1", "172.16.0.1", "192.168.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
        "224.0.0.1", "240.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1", "::", "::1", "fe80::1%eth0", "fd00::1",
        "fec0::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "2001:db8::1",
        "", "localhost", "2130706433", "0x7f.1", "127.1",
    ],
)  # fmt: skip
def test_addresses_inside_or_none_at_all(address: str) -> None:
    assert not is_public(address)


@given(st.text(max_size=20))
def test_any_text_has_an_answer(text: str) -> None:
    assert is_public(text) in (True, False)
