"""Read a sitemap: which pages, or which further sitemaps, it names."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

from crawler.base.answer import BadAnswer, read_xml

LARGEST = 60_000_000
"""Bytes of a sitemap, unpacked; the protocol allows 50 MB."""
_GZIP = b"\x1f\x8b"


@dataclass(slots=True, frozen=True)
class Sitemap:
    """URL -> when it was last changed, as the site says, or ""."""

    is_index: bool
    urls: dict[str, str]


def is_sitemap(body: bytes) -> bool:
    """True if an answer is XML or packed, and no page."""
    start = body[:500].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    is_xml = start.startswith((b"<?xml", b"<urlset", b"<sitemapindex")) and b"<html" not in start
    return body.startswith(_GZIP) or is_xml


def read_sitemap(body: bytes) -> Sitemap:
    """Read a urlset or a sitemapindex, packed or not. Raises BadAnswer on anything else."""
    root = read_xml(_unpack(body) if body.startswith(_GZIP) else body)
    kind = root.tag.rpartition("}")[2]
    if kind not in ("urlset", "sitemapindex"):
        raise BadAnswer(f"the answer is a <{kind[:40]}>, not a sitemap")
    urls = {}
    for entry in root:
        fields = {child.tag.rpartition("}")[2]: (child.text or "").strip() for child in entry}
        if loc := fields.get("loc"):
            urls[loc] = fields.get("lastmod", "")
    return Sitemap(kind == "sitemapindex", urls)


def _unpack(body: bytes) -> bytes:
    """Unpack gzip, but no bomb: a sitemap has an end."""
    unpacker = zlib.decompressobj(wbits=31)
    try:
        text = unpacker.decompress(body, LARGEST)
    except zlib.error as error:
        raise BadAnswer(f"the sitemap cannot be unpacked: {error}") from None
    if unpacker.unconsumed_tail:
        raise BadAnswer(f"the sitemap is larger than {LARGEST // 1_000_000} MB, unpacked")
    if not unpacker.eof:
        raise BadAnswer("the packed sitemap is cut off")
    return text
