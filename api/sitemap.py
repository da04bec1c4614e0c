"""The sitemap: what search engines may read, an index and its parts (sitemaps.org)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast
from xml.sax.saxutils import escape

from apiflask import APIBlueprint
from flask import Response

from api.access import access
from api.caching import shared
from api.database import database
from api.errors import not_found
from api.limits import VIEWS
from api.links import api_address, company_page, listing_page
from jobtracker.store import sitemap
from jobtracker.store.sitemap import Kind

bp = APIBlueprint("sitemap", __name__, enable_openapi=False)
VIEWS |= {"sitemap.index": "20 per minute", "sitemap.part": "60 per minute"}
PLAIN = ("/", "/companies", "/stats")
_XMLNS = "http://www.sitemaps.org/schemas/sitemap/0.9"


@bp.get("/sitemap.xml")
@access("public")
@shared
def index() -> Response:
    """Which parts there are."""
    kinds: tuple[Kind, ...] = ("companies", "listings")
    parts = [f"/sitemap/{kind}-{block}.xml" for kind in kinds for block in database().read(sitemap.blocks, kind)]
    return _written("sitemapindex", "sitemap", (api_address(part, "") for part in ["/sitemap/pages.xml", *parts]))


@bp.get("/sitemap/pages.xml")
@access("public")
@shared
def pages() -> Response:
    """What is always there."""
    return _written("urlset", "url", (api_address(path, "") for path in PLAIN))


@bp.get("/sitemap/<any(companies,listings):kind>-<int:block>.xml")
@access("public")
@shared
def part(kind: str, block: int) -> Response:
    """One part. Its number is one of ids: what is removed leaves a gap, and nothing moves."""
    names = database().read(sitemap.names, cast("Kind", kind), block)
    if not names:
        raise not_found("sitemap")
    page = listing_page if kind == "listings" else company_page
    return _written("urlset", "url", (page(name) for name in names))


def _written(whole: str, each: str, addresses: Iterable[str]) -> Response:
    lines = (f"<{each}><loc>{escape(address)}</loc></{each}>" for address in addresses)
    body = "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', f'<{whole} xmlns="{_XMLNS}">', *lines, f"</{whole}>"])
    return Response(body, mimetype="application/xml")
