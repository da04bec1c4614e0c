"""Read a site's answer strictly: what is not what the ATS sends becomes one clear line."""

from __future__ import annotations

import re
from typing import Any
from xml.etree.ElementTree import Element, ParseError

import orjson
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from jobtracker.causes import BLOCKED, CHANGED
from jobtracker.errors import JobTrackerError

_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
_LOGIN = re.compile(
    rb"<title>[^<]{0,80}\b(?:sign.?in|log.?in|access denied|just a moment)"
    rb"|type=.?password|action=.?[^\s>]{0,200}/(?:log|sign).?in\b",
    re.IGNORECASE,
)
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)


class BadAnswer(JobTrackerError):
    """The answer is not what this ATS sends; its text is one line that says what it is instead.

    Raised by a callback, it ends that answer: nothing more is read from it, and the run is not complete.
    """

    def __init__(self, text: str, cause: str = CHANGED) -> None:
        super().__init__(text)
        self.cause = cause


def read_json(body: bytes) -> Any:
    """Parse a JSON body. Raises BadAnswer on anything that is not whole, valid JSON in UTF-8 without NUL."""
    body = _text_of(body, "JSON")
    if body[:1] == b"<":
        raise _html("JSON", body) if _HTML.search(body[:2_000]) else BadAnswer("the answer is XML, not JSON")
    try:
        document = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise BadAnswer(f"the answer is not whole, valid JSON: {error}") from None
    except RecursionError:
        raise BadAnswer("the answer is JSON nested too deep") from None
    if b"\\u0000" in body and _NUL.search(body):  # the pattern alone costs more than the parsing
        raise BadAnswer("the answer holds NUL characters")
    return document


def read_xml(body: bytes) -> Element:
    """Parse an XML body. Raises BadAnswer on anything malformed, and on every DTD or entity before it takes effect."""
    body = _text_of(body, "XML")
    if _HTML.match(body):
        raise _html("XML", body)
    try:
        root: Element = fromstring(body, forbid_dtd=True)
    except DefusedXmlException:
        raise BadAnswer("the answer is XML with a DTD or entities, which is refused") from None
    except (ParseError, ValueError, LookupError) as error:  # LookupError: an encoding that nobody knows
        raise BadAnswer(f"the answer is not whole, valid XML: {error}") from None
    return root


def _html(kind: str, body: bytes) -> BadAnswer:
    """A page in place of data; one where somebody is to log in, or to prove that he is no machine, refuses us."""
    if _LOGIN.search(body[:100_000]):
        return BadAnswer(f"the answer is a login page, not {kind}", BLOCKED)
    return BadAnswer(f"the answer is HTML, not {kind}")


def _text_of(body: bytes, kind: str) -> bytes:
    body = body.removeprefix(b"\xef\xbb\xbf").strip()
    if not body:
        raise BadAnswer(f"the answer is empty, not {kind}")
    return body


def element_to_record(element: Element) -> dict[str, Any]:
    """Turn the children of an XML element into plain data: a leaf is its text, a name that repeats a list."""
    record: dict[str, Any] = {}
    for child in element:
        value = element_to_record(child) if len(child) else (child.text or "").strip()
        if child.tag not in record:
            record[child.tag] = value
        elif isinstance(record[child.tag], list):
            record[child.tag].append(value)
        else:
            record[child.tag] = [record[child.tag], value]
    return record
