"""Bad days of a career site. Pure: from the good answers that a site would give to the bad one that it gives."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from enum import StrEnum
from functools import cache, partial
from itertools import cycle
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from crawler.recordings import Answer
from sample_sites.asked import Asked
from sample_sites.shapes import SHAPES, Page, Shape

Ask = Callable[[Asked], Answer]
"""Gives the good answer to any request of the company."""
ROUND = (10, 20, 25, 50, 100, 200, 250, 500, 1_000, 2_000, 5_000, 10_000)
"""Where servers cut lists off."""
HUGE = 200 * 2**20
"""Bytes of the huge body, and of the bomb when it has gone off."""


class Trouble(StrEnum):
    """Faults of the connection, not of the answer."""

    TIMEOUT = "timeout"
    """No answer at all."""
    CUT = "cut"
    """The connection ends at half the body."""
    DRIP = "drip"
    """A byte now and then, for ever."""
    HUGE = "huge"
    """200 MB of blanks."""


def misbehave(kind: str, asked: Asked, ask: Ask, ats: str) -> Answer | Trouble:
    """The answer to one request of a company whose site has this fault.

    A fault of the details leaves the list as it is, and the other way round. Raises KeyError on an unknown kind.
    """
    shape = SHAPES[ats]
    of_detail = kind.startswith("detail-")
    fault = _FAULTS[kind]
    if shape.detail(asked) != of_detail:
        return ask(asked)
    return fault if isinstance(fault, Trouble) else fault(asked, ask, shape)


def _status(status: int, asked: Asked, ask: Ask, shape: Shape) -> Answer:
    headers = {"Content-Type": ["text/html"]} | ({"Retry-After": ["1"]} if status == 429 else {})
    return Answer(status, headers, f"<html><body>{status}</body></html>".encode())


def _html(words: bytes, asked: Asked, ask: Ask, shape: Shape) -> Answer:
    return Answer(200, {"Content-Type": ["text/html; charset=utf-8"]}, words)


def _redirect(to: str | None, asked: Asked, ask: Ask, shape: Shape) -> Answer:
    return Answer(302, {"Location": [to or asked.url]}, b"")


def _bytes(spoil: Callable[[bytes], bytes], asked: Asked, ask: Ask, shape: Shape) -> Answer:
    good = ask(asked)
    return replace(good, body=spoil(good.body))


def _page(spoil: Callable[[Page], Any], asked: Asked, ask: Ask, shape: Shape) -> Answer:
    """Spoil one page of a list, knowing where in the board it lies."""
    good = ask(asked)
    if good.status != 200:
        return good
    document, records = shape.read(good.body)
    first, firsts = shape.read(ask(shape.first(asked)).body)
    board = shape.count(first)
    page = Page(records, shape.count(document), shape.offset(asked), len(firsts) if board is None else board)
    spoilt = spoil(page)
    return replace(good, body=shape.write(document, spoilt, page.total))


def _first_only(page: Page, kept: int, *, corrected: bool) -> list[Any]:
    if corrected and page.total is not None:
        page.total = min(page.total, kept)  # a page that says 0 goes on saying 0
    return page.records[: max(0, kept - page.offset)]


def _half(page: Page, *, corrected: bool) -> list[Any]:
    return _first_only(page, page.board // 2, corrected=corrected)


def _capped(page: Page) -> list[Any]:
    cap = max((size for size in ROUND if size < page.board), default=page.board)
    return _first_only(page, cap, corrected=True)


def _restated(change: Callable[[int], int], page: Page) -> list[Any]:
    """All the records, and a count that is not theirs; a page that says 0 goes on saying 0."""
    if page.total:
        page.total = change(page.total)
    return page.records


def _empty(page: Page) -> list[Any]:
    return _first_only(page, 0, corrected=True)


def _repeated(asked: Asked, ask: Ask, shape: Shape) -> Answer:
    """Every page is the first one; of a board in one page, the first half comes twice."""
    if shape.first(asked) != asked:
        return ask(shape.first(asked))
    return _page(lambda page: _twice(page) if len(page.records) == page.board else page.records, asked, ask, shape)


def _twice(page: Page) -> list[Any]:
    half = page.records[: len(page.records) // 2]
    return half + half + page.records[2 * len(half) :]


_NAMES = ("id", "title", "text", "name", "externalPath", "bulletFields", "shortcode", "loc")
"""Fields by which a posting is known."""


def _wrong_types(page: Page, *, spared: Collection[str] = ()) -> list[Any]:
    """Every field of another type than its own."""
    others: Iterator[Any] = cycle([None, 7, True, [], {}, [{}], -1e308, "\t", [[None]]])
    for record in page.records:
        if isinstance(record, Element):
            for child in (each for each in record if each.tag not in spared):
                child.text = None
                SubElement(child, "and")
        else:
            record.update({name: next(others) for name in record if name not in spared})
    return page.records


def _untitled(page: Page) -> list[Any]:
    """Every second record without id and title."""
    for record in page.records[::2]:
        for name in _NAMES:
            if isinstance(record, Element):
                for child in record.findall(name):
                    record.remove(child)
            else:
                record.pop(name, None)
    return page.records


def _with_title(extra: str, page: Page) -> list[Any]:
    for record in page.records[:1]:
        for name in ("title", "text", "name"):
            if isinstance(record, Element):
                SubElement(record, name).text = extra
            elif name in record:
                record[name] = f"{record[name]}{extra}"
    return page.records


def _not_a_list(asked: Asked, ask: Ask, shape: Shape) -> Answer:
    good = ask(asked)
    document, _ = shape.read(good.body)
    return replace(good, body=shape.write(document, {"error": "later"}, None))


def _invalid_utf8(body: bytes) -> bytes:
    return body.replace(b'": "', b'": "\xff\xfe', 1).replace(b"<name>", b"<name>\xff\xfe", 1)


def _half_of(body: bytes) -> bytes:
    return body[: len(body) // 2]


_LOGIN = b"<!DOCTYPE html><html><head><title>Sign in</title></head><body><form action='/login'>...</form></body></html>"
_LAUGHS = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY l0 "ha">%s]><jobs><job>&l20;</job></jobs>' % b"".join(
    b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 21)
)


def _entity_bomb(asked: Asked, ask: Ask, shape: Shape) -> Answer:
    return Answer(200, {"Content-Type": ["application/xml"]}, _LAUGHS)


@cache
def _bomb() -> bytes:
    return gzip.compress(bytes(2**20), 9) * (HUGE // 2**20)  # a gzip file may have many members


def _gzip_bomb(asked: Asked, ask: Ask, shape: Shape) -> Answer:
    return Answer(200, {"Content-Type": ["application/json"], "Content-Encoding": ["gzip"]}, _bomb())


Fault = Callable[[Asked, Ask, Shape], Answer]

_FAULTS: Mapping[str, Fault | Trouble] = {
    **{str(status): partial(_status, status) for status in (401, 403, 404, 429, 500, 503)},
    "timeout": Trouble.TIMEOUT,
    "cut": Trouble.CUT,
    "drip": Trouble.DRIP,
    "truncated": partial(_bytes, _half_of),
    "login": partial(_html, _LOGIN),
    "empty": partial(_page, _empty),
    "half-left": partial(_page, partial(_half, corrected=False)),
    "half-corrected": partial(_page, partial(_half, corrected=True)),
    "capped": partial(_page, _capped),
    "total-above": partial(_page, partial(_restated, lambda total: total + 1 + total // 10)),
    "total-below": partial(_page, partial(_restated, lambda total: total // 2)),
    "repeated": _repeated,
    "wrong-types": partial(_page, _wrong_types),
    "wrong-fields": partial(_page, partial(_wrong_types, spared=_NAMES)),
    "not-a-list": _not_a_list,
    "untitled": partial(_page, _untitled),
    "invalid-utf8": partial(_bytes, _invalid_utf8),
    "nul": partial(_page, partial(_with_title, "\x00")),
    "surrogate": partial(_page, partial(_with_title, "\ud800")),
    "entity-bomb": _entity_bomb,
    "huge": Trouble.HUGE,
    "gzip-bomb": _gzip_bomb,
    "redirect-loop": partial(_redirect, None),
    "redirect-private": partial(_redirect, "http://169.254.169.254/latest/"),
    "detail-500": partial(_status, 500),
    "detail-404": partial(_status, 404),
    "detail-login": partial(_html, _LOGIN),
    "detail-timeout": Trouble.TIMEOUT,
}
KINDS = tuple(_FAULTS)
"""Every fault, by name."""
