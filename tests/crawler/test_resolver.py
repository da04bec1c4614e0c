"""No request reaches what is not on the public Internet."""

from __future__ import annotations

import asyncio
import socket
from typing import Any

import pytest
from scrapy.exceptions import CannotResolveHostError
from twisted.internet.endpoints import HostnameEndpoint

from crawler.resolver import PrivateAddress, PublicResolver, is_public


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111"])
def test_public_addresses(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.9.9.9",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.0.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "255.255.255.255",
        "224.0.0.1",
        "::1",
        "::",
        "fe80::1%eth0",
        "fc00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "2002:7f00:1::",
        "64:ff9b::a00:1",
        "not an address",
        "",
    ],
)
def test_other_addresses(address: str) -> None:
    assert not is_public(address)


def resolver(monkeypatch: pytest.MonkeyPatch, answers: dict[str, list[str]], *allowed: str) -> PublicResolver:
    def look_up(host: str, *about: Any, **more: Any) -> list[Any]:
        if host not in answers:
            raise socket.gaierror(socket.EAI_NONAME, "unknown")
        return [(0, 0, 0, "", (address, 0)) for address in answers[host]]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return PublicResolver(allowed, timeout=5)


class Receiver:
    def __init__(self) -> None:
        self.addresses: list[tuple[str, int]] = []
        self.done = asyncio.Event()

    def resolutionBegan(self, resolution: Any) -> None:  # noqa: N802
        pass

    def addressResolved(self, address: Any) -> None:  # noqa: N802
        self.addresses.append((address.host, address.port))

    def resolutionComplete(self) -> None:  # noqa: N802
        self.done.set()


def test_one_private_address_among_others_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = {"good.example": ["8.8.8.8"], "bad.example": ["8.8.8.8", "10.0.0.1"]}
    checker = resolver(monkeypatch, answers)
    asyncio.run(checker.check("good.example"))
    with pytest.raises(PrivateAddress, match=r"bad\.example is the private address 10\.0\.0\.1"):
        asyncio.run(checker.check("bad.example"))
    with pytest.raises(CannotResolveHostError):
        asyncio.run(checker.check("none.example"))


def test_a_host_may_be_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    checker = resolver(monkeypatch, {"site.test": ["127.0.0.1"], "other.test": ["127.0.0.1"]}, "site.test")
    asyncio.run(checker.check("site.test"))
    with pytest.raises(PrivateAddress):
        asyncio.run(checker.check("other.test"))


def test_the_connection_goes_to_the_address_that_was_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = {"good.example": ["8.8.8.8", "2606:4700::1111"]}
    checker = resolver(monkeypatch, answers)

    async def connect() -> Receiver:
        await checker.check("good.example")
        answers["good.example"] = ["10.0.0.1"]  # what a rebinding name server would answer now
        receiver = Receiver()
        checker.resolveHostName(receiver, "good.example", 443)
        return receiver

    receiver = asyncio.run(connect())
    assert receiver.done.is_set()
    assert receiver.addresses == [("8.8.8.8", 443), ("2606:4700::1111", 443)]


def test_who_was_let_through_is_not_led_astray_by_a_later_look(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = {"good.example": ["8.8.8.8"]}
    checker = resolver(monkeypatch, answers)
    monkeypatch.setattr("crawler.resolver.KEEP", 0.0)

    async def connect() -> Receiver:
        await checker.check("good.example")
        answers["good.example"] = ["10.0.0.1"]
        with pytest.raises(PrivateAddress):  # another request's
            await checker.check("good.example")
        receiver = Receiver()
        checker.resolveHostName(receiver, "good.example", 443)
        return receiver

    assert asyncio.run(connect()).addresses == [("8.8.8.8", 443)]


def test_a_name_that_was_not_checked_is_a_proxys(monkeypatch: pytest.MonkeyPatch) -> None:
    checker = resolver(monkeypatch, {"proxy.example": ["10.0.0.9"]})

    async def connect(host: str) -> Receiver:
        receiver = Receiver()
        checker.resolveHostName(receiver, host, 3128)
        await receiver.done.wait()
        return receiver

    checker.trust("proxy.example")
    checker.trust("none.example")
    assert asyncio.run(connect("proxy.example")).addresses == [("10.0.0.9", 3128)]
    assert asyncio.run(connect("none.example")).addresses == []


def test_a_name_that_nobody_checked_leads_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    checker = resolver(monkeypatch, {"bad.example": ["10.0.0.9"]})
    receiver = Receiver()
    checker.resolveHostName(receiver, "bad.example", 443)
    assert receiver.done.is_set()
    assert receiver.addresses == []


@pytest.mark.parametrize("asked", ["xn--bcher-kva.example", "xn--strae-oqa.example", "xn--a.example", "::1", "8.8.8.8"])
def test_a_name_that_twisted_spells_otherwise_is_the_one_that_was_checked(
    monkeypatch: pytest.MonkeyPatch, asked: str
) -> None:
    answers = {asked: ["8.8.8.8"]}
    checker = resolver(monkeypatch, answers)

    async def connect() -> Receiver:
        await checker.check(asked)
        answers.clear()
        receiver = Receiver()
        _, _, spelled = HostnameEndpoint._hostAsBytesAndText(asked.encode())
        checker.resolveHostName(receiver, spelled, 443)
        return receiver

    assert asyncio.run(connect()).addresses == [("8.8.8.8", 443)]
