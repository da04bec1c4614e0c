"""schema.org JobPosting: find the records in a page, and map one."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from typing import Any

from parsel import Selector

from crawler.base.record import Record, as_list, as_text
from jobtracker.listing import Posting

_SCRIPTS = "//script[contains(translate(@type, 'LDJSON', 'ldjson'), 'ld+json')]/text()"
_WRAPPING = re.compile(r"\A\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)+|(?:-->|//\s*\]\]>|\]\]>)+\s*;?\s*\Z|;\s*\Z")
_DEEPEST = 12


def find_job_postings(page: str) -> list[Record]:
    """Every JobPosting of a page's JSON-LD, wherever it stands: in a list, a @graph, as the main entity of something.

    A script that cannot be parsed is left out, whatever is wrong with it.
    """
    if "ld+json" not in page.casefold():
        return []
    scripts = Selector(text=page.replace("\0", "")).xpath(_SCRIPTS).getall()
    found = [record for script in scripts for record in _walk(_parse(script), 0)]
    return [Record(record) for record in found]


def _parse(script: str) -> Any:
    """Sites write raw line breaks into strings, escape the whole as HTML, or wrap it in comments."""
    text = _WRAPPING.sub("", script)
    for attempt in (text, html.unescape(text)):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _walk(value: Any, depth: int) -> Iterator[dict[str, Any]]:
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for member in value:
            yield from _walk(member, depth + 1)
    elif isinstance(value, dict):
        if any(
            as_text(kind).rpartition("/")[2].rpartition(":")[2] == "JobPosting" for kind in as_list(value.get("@type"))
        ):
            yield value
            return
        for member in value.values():
            if isinstance(member, dict | list):
                yield from _walk(member, depth + 1)


def parse_job_posting(record: Record, url: str) -> Posting:
    """Map a JobPosting. `url` is the page it stands in; its id is the identifier's value, or that URL."""
    return Posting(
        id=record.id("identifier.value", "identifier.@id", "identifier") or url,
        title=html.unescape(record.text("title", "name")),
        url=record.text("url") or url,
        places=[place for at in as_list(record.at("jobLocation")) if (place := _place(at))],
        remote=True if any("TELECOMMUTE" in words.upper() for words in record.texts("jobLocationType")) else None,
        work_from=[name for at in as_list(record.at("applicantLocationRequirements")) if (name := _name(at))],
        employment_type=record.texts("employmentType"),
        pay=_pay(record),
        posted=record.moment("datePosted"),
        closes=record.moment("validThrough"),
        language=_name(record.at("inLanguage")),
        html=record.text("description"),
    )


def _name(value: Any) -> str:
    return Record(value).text("name", "alternateName") or as_text(value)


def _place(value: Any) -> str | dict[str, str | float]:
    """An address as far as it is filled in; words where there are only words."""
    place = Record(value)
    address = place.at("address")
    if not isinstance(address, dict):
        return next(iter(place.texts("address")), "") or _name(value)
    parts: dict[str, str | float] = {
        "city": _first(address.get("addressLocality")),
        "region": _first(address.get("addressRegion")),
        "country": _first(address.get("addressCountry")),
    }
    for name, path in (("lat", "geo.latitude"), ("lon", "geo.longitude")):
        if (number := place.number(path)) is not None:
            parts[name] = number
    return {name: part for name, part in parts.items() if part != ""} or _name(value)


def _first(value: Any) -> str:
    return next((words for each in as_list(value) if (words := _name(each))), "")


def _pay(record: Record) -> list[dict[str, Any]]:
    found = []
    for base in record.records("baseSalary"):
        value = Record(base.at("value"))
        least = value.number("minValue") if isinstance(value.raw, dict) else base.number("minValue")
        most = value.number("maxValue") if isinstance(value.raw, dict) else base.number("maxValue")
        exact = value.number("value") if isinstance(value.raw, dict) else base.number("value")
        if any((least, most, exact)):
            found.append({
                "min": least if least is not None else exact,
                "max": most if most is not None else exact,
                "currency": base.text("currency", "value.currency"),
                "period": base.text("value.unitText", "unitText"),
            })  # fmt: skip
    return found
