"""What a made-up ATS is: where its boards are, and how it writes what is open."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from crawler.recordings import Answer
from sample_sites.asked import Asked
from sample_sites.openings import Opening, Openings, number_to_uuid


@dataclass(slots=True, frozen=True, kw_only=True)
class System:
    """One ATS; "{slug}" stands for the company's slug."""

    root: str
    """Host and path that all URLs of a board begin with."""
    careers_url: str
    """What a person sees in the address bar."""
    params: Mapping[str, str]
    """The registry's columns."""
    answer: Callable[[str, Openings, Asked], Answer]
    """From the slug, what is open, and what is asked."""
    external_id: Callable[[int], str] = str
    """From an opening's number, the id that its listing has."""
    own_host: bool = False
    """Does each company have a host, and thus a rate, of its own?"""


def as_json(document: Any) -> Answer:
    """A 200 that holds it."""
    return Answer(200, {"Content-Type": ["application/json; charset=utf-8"]}, json.dumps(document).encode())


def as_xml(body: str) -> Answer:
    """A 200 that holds a document, but for its first line."""
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n{body}'
    return Answer(200, {"Content-Type": ["application/xml; charset=utf-8"]}, text.encode())


def cut(openings: Openings, offset: int, limit: int) -> Sequence[Opening]:
    """One page of the list."""
    return [openings[id_] for id_ in islice(openings, offset, offset + limit)]


def uuid_of(number: int) -> str:
    """The id of an ATS that uses such ids."""
    return number_to_uuid(number)
