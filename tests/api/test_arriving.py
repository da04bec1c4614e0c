"""A request is whole when all of it is here, however it was cut."""

from __future__ import annotations

from http import HTTPStatus

import pytest

from api.arriving import LARGEST_HEAD, Arriving
from api.guard import LARGEST_BODY

HEAD = b"POST /api HTTP/1.1\r\nHost: localhost\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"


def fed(*pieces: bytes) -> Arriving:
    arriving = Arriving()
    for piece in pieces:
        assert not arriving.whole
        arriving.add(piece)
    return arriving


@pytest.mark.parametrize(
    "sent",
    [
        b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"\r\n\r\nGET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
        HEAD + b"Content-Length: 5\r\n\r\n12345",
        HEAD + b"content-length:5\r\nX: y\r\n\r\n\r\n\r\n5",
        CHUNKED + b"0\r\n\r\n",
        CHUNKED + b"5\r\n0\r\n\r\n\r\nA;x=y\r\n0123456789\r\n0\r\nTrailer: t\r\n\r\n",
    ],
)
def test_it_is_whole_with_its_last_byte(sent: bytes) -> None:
    assert fed(*(sent[at : at + 1] for at in range(len(sent)))).whole
    assert not fed(sent[:-1]).whole
    assert bytes(fed(sent).bytes) == sent.lstrip(b"\r\n")


@pytest.mark.parametrize("sent", [b"NONSENSE\r\n\r\n", CHUNKED + b"zz\r\n", CHUNKED + b"5" * 100, CHUNKED + b"-1\r\n"])
def test_what_cannot_be_read_is_not_waited_for(sent: bytes) -> None:
    assert fed(sent).whole


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"GET /" + b"a" * LARGEST_HEAD, HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE),
        (HEAD + b"Content-Length: %d\r\n\r\n" % (LARGEST_BODY + 1), HTTPStatus.REQUEST_ENTITY_TOO_LARGE),
        (CHUNKED + b"%x\r\n" % (LARGEST_BODY + 1), HTTPStatus.REQUEST_ENTITY_TOO_LARGE),
        (CHUNKED + b"1\r\na\r\n" * LARGEST_BODY, HTTPStatus.REQUEST_ENTITY_TOO_LARGE),
        (CHUNKED + b"0\r\n" + b"T: t\r\n" * LARGEST_BODY, HTTPStatus.REQUEST_ENTITY_TOO_LARGE),
    ],
)
def test_too_much_is_refused_before_it_is_read(sent: bytes, status: HTTPStatus) -> None:
    assert fed(sent).refused == status


def test_whoever_waits_for_word_is_known() -> None:
    assert fed(HEAD + b"Content-Length: 5\r\nExpect: 100-continue\r\n\r\n").waits
