"""Recordings: what a company's site answered, kept as a Betamax cassette."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any

import orjson
from betamax import __version__
from betamax.util import deserialize_prepared_request, deserialize_response
from scrapy.exceptions import IgnoreRequest
from w3lib.url import canonicalize_url

_WIRE = ("Content-Length", "Transfer-Encoding")
"""Headers of the bytes as they travelled; a recorded body is what they held."""
_GZIP = b"\x1f\x8b"


class NotRecorded(IgnoreRequest):
    """A replay has no answer to this request. Never tried again: the next try would find none either."""


@dataclass(slots=True, frozen=True)
class Answer:
    """What a site answered, as it reaches Scrapy."""

    status: int
    headers: Mapping[str, Sequence[str]]
    body: bytes


NOT_FOUND = Answer(HTTPStatus.NOT_FOUND, {}, b"")


class Recording:
    """One company's cassette: what it answers by method, URI and, for POST, body.

    Raises NotRecorded, one line, if the file is missing or is none.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._answers: dict[tuple[str, str, bytes], Any] = {}
        try:
            for each in orjson.loads(path.read_bytes())["http_interactions"]:
                self._answers.setdefault(_key_of(each["request"]), each["response"])
        except OSError as error:
            raise NotRecorded(f"no recording {path}: {error.strerror}") from None
        except (ValueError, LookupError, TypeError, AttributeError) as error:
            raise NotRecorded(f"{path} is no recording: {type(error).__name__}: {error}") from None

    def find(self, method: str, url: str, body: bytes = b"") -> Answer | None:
        """The first recorded answer to such a request; it may be asked for again. None if there is none."""
        found = self._answers.get(_key(method, url, body))
        try:
            return None if found is None else _answer(found)
        except (ValueError, LookupError, TypeError, AttributeError) as error:
            raise NotRecorded(f"{self._path}: a broken answer: {type(error).__name__}: {error}") from None

    def requests(self) -> list[tuple[str, str, bytes]]:
        """Method, URI and body of all that is recorded, in their order."""
        return list(self._answers)


def recording_path(folder: Path, slug: str) -> Path:
    """Where a company's recording is: DIR/<slug>.json, DIR/cassettes/<slug>.json, or DIR/<slug>/cassette.json."""
    plain = folder / f"{slug}.json"
    others = (folder / "cassettes" / plain.name, folder / slug / "cassette.json")
    return next((path for path in others if path.is_file()), plain)


def _key(method: str, url: str, body: bytes) -> tuple[str, str, bytes]:
    return method, canonicalize_url(url), _canonical(body) if method == "POST" else b""


def _key_of(request: Mapping[str, Any]) -> tuple[str, str, bytes]:
    body = deserialize_prepared_request(request).body if request["method"] == "POST" else b""
    return _key(request["method"], request["uri"], body.encode() if isinstance(body, str) else body or b"")


def _canonical(body: bytes) -> bytes:
    """Of the many ways to write the same JSON, one."""
    try:
        return orjson.dumps(orjson.loads(body), option=orjson.OPT_SORT_KEYS)
    except ValueError:
        return body


def _answer(response: Mapping[str, Any]) -> Answer:
    recorded = deserialize_response(response).raw
    body = recorded.read(decode_content=False)
    headers = {name.title(): recorded.headers.getlist(name) for name in recorded.headers}
    for name in _WIRE:
        headers.pop(name, None)
    packing = ",".join(headers.get("Content-Encoding", ()))
    if "string" in response["body"] or ("gzip" in packing and not body.startswith(_GZIP)):
        headers.pop("Content-Encoding", None)  # it was unpacked before it was recorded
    return Answer(recorded.status, headers, body)


def save_cassette(path: Path, interactions: Sequence[Mapping[str, Any]]) -> None:
    """Write a cassette that people can read."""
    write_json(path, {"http_interactions": interactions, "recorded_with": f"betamax/{__version__}"})


def write_json(path: Path, document: Any) -> None:
    """Write a file as a whole or not at all, its folder too."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        unfinished.write_bytes(orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
