"""How each ATS writes a list of postings: enough to cut one short, repeat it or spoil it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.etree.ElementTree import Element, tostring

from defusedxml.ElementTree import fromstring

from sample_sites.asked import Asked


@dataclass(slots=True)
class Page:
    """One answer of a list, taken apart."""

    records: list[Any]
    total: int | None
    """The site's own count, if this answer states it."""
    offset: int
    """How many records the earlier pages hold."""
    board: int
    """How many the whole board holds."""


def _no_offset(asked: Asked) -> int:
    return 0


def _itself(asked: Asked) -> Asked:
    return asked


@dataclass(slots=True, frozen=True)
class Shape:
    """One ATS."""

    listings: str = ""
    """Key of the list of records; "" if the answer is that list."""
    total: str = ""
    """Dotted path of the site's own count."""
    detail: Callable[[Asked], bool] = lambda asked: False
    """Is this the request for one posting's details?"""
    offset: Callable[[Asked], int] = _no_offset
    first: Callable[[Asked], Asked] = _itself
    """The request for the first page of the same list."""

    def read(self, body: bytes) -> tuple[Any, list[Any]]:
        """The document and, within it, the list of records."""
        document = json.loads(body)
        return document, document[self.listings] if self.listings else document

    def write(self, document: Any, records: Any, total: int | None) -> bytes:
        """The document again, with other records and another count."""
        if not self.listings:
            return json.dumps(records).encode()
        document = {**document, self.listings: records}
        if self.total and total is not None:
            _put(document, self.total, total)
        return json.dumps(document).encode()

    def count(self, document: Any) -> int | None:
        """The site's own count."""
        for key in self.total.split(".") if self.total else ():
            document = document.get(key) if isinstance(document, dict) else None
        return document if self.total and isinstance(document, int) else None


def _put(document: dict[str, Any], path: str, value: Any) -> None:
    *outer, last = path.split(".")
    for key in outer:
        document[key] = dict(document.get(key) or {})
        document = document[key]
    document[last] = value


class XmlShape(Shape):
    """Personio's feed."""

    def read(self, body: bytes) -> tuple[Any, list[Any]]:
        """The root, and its positions."""
        root = fromstring(body)
        return root, list(root)

    def write(self, document: Any, records: Any, total: int | None) -> bytes:
        """The feed again; what is no list of positions leaves it empty."""
        root = Element(document.tag)
        root.extend(records if isinstance(records, list) else [])
        return b'<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root)

    def count(self, document: Any) -> int | None:
        """It has none."""
        return None


class SitemapShape(Shape):
    """A careers site's sitemap; its pages are the details."""

    def read(self, body: bytes) -> tuple[Any, list[Any]]:
        """The root, and its entries, named as if there were no namespace."""
        root = fromstring(body)
        for element in root.iter():
            element.tag = element.tag.rpartition("}")[2]
        return root, list(root)

    def write(self, document: Any, records: Any, total: int | None) -> bytes:
        """The sitemap again; what is no list of entries leaves it empty."""
        root = Element(document.tag, xmlns="http://www.sitemaps.org/schemas/sitemap/0.9")
        root.extend(records if isinstance(records, list) else [])
        return b'<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root)

    def count(self, document: Any) -> int | None:
        """It has none."""
        return None


def _query_offset(asked: Asked) -> int:
    return int(parse_qs(urlsplit(asked.url).query).get("offset", ["0"])[0])


def _query_first(asked: Asked) -> Asked:
    return replace(asked, url=re.sub(r"(?<=[?&]offset=)\d+", "0", asked.url))


def _page_first(asked: Asked) -> Asked:
    return replace(asked, url=asked.url.partition("?")[0])


def _body_offset(asked: Asked) -> int:
    return int(json.loads(asked.body or b"{}").get("offset", 0))


def _body_first(asked: Asked) -> Asked:
    return replace(asked, body=json.dumps(json.loads(asked.body or b"{}") | {"offset": 0}).encode())


SHAPES = {
    "ashby": Shape("jobs"),
    "greenhouse": Shape("jobs", "meta.total"),
    "jsonld": SitemapShape(detail=lambda asked: not urlsplit(asked.url).path.endswith(".xml")),
    "lever": Shape(),
    "personio": XmlShape(),
    "recruitee": Shape("offers"),
    "smartrecruiters": Shape(
        "content",
        "totalFound",
        detail=lambda asked: bool(re.search(r"/postings/[^/?]", asked.url)),
        offset=_query_offset,
        first=_query_first,
    ),
    "teamtailor": Shape("items", first=_page_first),  # no count: what is cut, is cut on one page
    "workable": Shape("jobs"),
    "workday": Shape(
        "jobPostings", "total", detail=lambda asked: asked.method == "GET", offset=_body_offset, first=_body_first
    ),
}
