"""When a request has arrived whole, by its bytes: a process with four threads cannot have one wait for each."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Literal
from urllib.parse import unquote_to_bytes

from api.guard import LARGEST_BODY

Kind = Literal["search", "probe", "other"]
LARGEST_HEAD = 128 * 1024
"""Bytes until the empty line. gunicorn says which part of a shorter one is too long."""
_END = b"\r\n\r\n"
_LENGTH = re.compile(rb"\r\ncontent-length[ \t]*:[ \t]*(\d{1,15})[ \t]*(?=\r\n)", re.IGNORECASE)
_CHUNKED = re.compile(rb"\r\ntransfer-encoding[ \t]*:", re.IGNORECASE)
_WHERE = rb"[A-Z]+ +(?:https?://[^/ ]*)?"
_KINDS: tuple[tuple[Kind, re.Pattern[bytes]], ...] = (
    # its feeds and its table, too; a preview is two searches
    ("search", re.compile(_WHERE + rb"/api/(?:listings|trackers/preview)(?![/\w-])", re.IGNORECASE)),
    ("probe", re.compile(_WHERE + rb"/healthz(?![/\w-])", re.IGNORECASE)),
)
_WAITS = re.compile(rb"\r\nexpect[ \t]*:[ \t]*100-continue", re.IGNORECASE)


class Arriving:
    """A request that comes in pieces. What could not be read counts as whole: then gunicorn says what is wrong."""

    def __init__(self) -> None:
        self.bytes = bytearray()
        self.whole = False
        self.refused: HTTPStatus | None = None
        """Why no more of it is read."""
        self.waits = False
        """Whoever sends it waits for word that the body is wanted."""
        self._at = 0
        self._body = 0
        self._chunked = False

    def add(self, piece: bytes) -> None:
        """What came."""
        self.bytes += piece
        if not self._body:
            self._read_head()
        if self._body and not (self.whole or self.refused):
            (self._read_chunks if self._chunked else self._read_length)()

    def kind(self) -> Kind:
        """What it asks for, however its address is spelled. A dear search takes a hundred times what others do."""
        address = bytes(self.bytes[: self._body]).partition(b"\r\n")[0].partition(b"?")[0]
        plain = unquote_to_bytes(address)
        return next((kind for kind, pattern in _KINDS if pattern.match(plain)), "other")

    def _read_head(self) -> None:
        self.bytes = self.bytes.lstrip(b"\r\n")  # between two requests they mean nothing
        end = self.bytes.find(_END, max(0, self._at - len(_END)))
        self._at = len(self.bytes)
        if end >= 0:
            self._body = self._at = end + len(_END)
            head = bytes(self.bytes[: self._body])
            self._chunked = _CHUNKED.search(head) is not None
            lengths = _LENGTH.findall(head)
            if not self._chunked:
                self._at += int(lengths[0]) if lengths else 0
            self.waits = _WAITS.search(head) is not None
        elif self._at > LARGEST_HEAD:
            self.refused = HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE

    def _read_length(self) -> None:
        self._ends_at(self._at)

    def _ends_at(self, end: int) -> None:
        if end - self._body > LARGEST_BODY:
            self.refused = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        else:
            self.whole = len(self.bytes) >= end

    def _read_chunks(self) -> None:
        """Go on from chunk to chunk; each is looked at once."""
        while not self.refused and self._at < len(self.bytes):
            line = self.bytes.find(b"\r\n", self._at, self._at + 100)
            if line < 0:
                self.whole = len(self.bytes) - self._at >= 100  # this is no chunk
                return
            try:
                size = int(self.bytes[self._at : line].partition(b";")[0], 16)
            except ValueError:
                size = -1
            if size <= 0:
                self.whole = size < 0 or self.bytes.find(_END, line) >= 0
                if not self.whole:
                    self._ends_at(len(self.bytes) + 1)
                return
            self._at = line + 2 + size + 2
            if self._at - self._body > LARGEST_BODY:
                self.refused = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
