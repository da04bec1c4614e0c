"""The base of every ATS: a registry row becomes the URL of a board, an answer becomes postings."""

from __future__ import annotations

import math
import re
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from typing import Any, ClassVar
from urllib.parse import quote, unquote, urlsplit

from scrapy.http import Request, Response

from crawler.base.answer import BadAnswer, read_json
from crawler.base.company_spider import CompanySpider, hostname
from crawler.base.record import Record
from jobtracker.errors import JobTrackerError
from jobtracker.listing import Posting


class BadParams(JobTrackerError):
    """A company's row lacks what its ATS needs to find the board, or has it wrong."""


class AtsSpider(CompanySpider):
    """One vendor's boards. Extend `WholeBoard`, `Paged` or `ListThenDetail`, whichever fits, rather than this.

    Set: `name` (the ATS), `params` (columns of its rows), `url` (a template that uses them), `recognises`,
    `listings_at`, and where they apply `choices`, `total_at`, `version`, `volatile`, `empty_is_answer`, `rate`, `one_rate`,
    `switched_off`.
    Override: `parse_listing(record)`, which maps one record; it fetches nothing, cleans nothing and guesses nothing.
    Traps: a `Record` never raises, a plain `record.raw["x"]` does, and then the run is not complete.
    """

    params: ClassVar[tuple[str, ...]] = ("token",)
    """Columns of this ATS's rows."""
    choices: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    """Of params that a row may leave blank: the values that one may have, the first where it is blank; () for any."""
    url: ClassVar[str]
    """Of the first request, with each param in braces."""
    recognises: ClassVar[tuple[str, ...]] = ()
    """Regular expressions of careers URLs without scheme and "www."; each named group is a param."""
    listings_at: ClassVar[str] = ""
    """Dotted path to the list of records; "" if the answer is the list."""
    total_at: ClassVar[str] = ""
    """Dotted path to the site's own count; "" if it gives none."""

    @classmethod
    def url_for(cls, params: Mapping[str, str]) -> str:
        """The URL of a board's first request. Raises BadParams, which names what is missing or wrong."""
        return cls.url.format(**cls.quoted(params))

    @classmethod
    def host_of(cls, params: Mapping[str, str]) -> str:
        """The host under which a company counts; "" if its params name no board."""
        try:
            return cls.rate_host(hostname(cls.url_for(params)))
        except BadParams:
            return ""

    @classmethod
    def quoted(cls, params: Mapping[str, str]) -> dict[str, str]:
        """The params, ready to stand in a URL. Raises BadParams."""
        values = {name: params.get(name, "").strip() for name in cls.params}
        for name, value in values.items():
            allowed = cls.choices.get(name, ())
            if not value and name not in cls.choices:
                raise BadParams(f"no {name}")
            if value and allowed and value not in allowed:
                raise BadParams(f"{name} is {value!r}, expected {' or '.join(allowed)}")
            values[name] = quote(unquote(value or "".join(allowed[:1])), safe="")
        return values

    @classmethod
    def recognise(cls, url: str) -> dict[str, str] | None:
        """The params of a careers URL if it is one of this ATS, else None."""
        try:
            parts = urlsplit(url)
            place = f"{(parts.hostname or '').removeprefix('www.')}{parts.path}{parts.query and '?' + parts.query}"
        except ValueError:
            return None
        found = (match for pattern in cls.recognises if (match := re.match(pattern, place)))
        match = next(found, None)
        return {name: unquote(value) for name, value in match.groupdict().items() if value} if match else None

    def board_url(self) -> str:
        """The URL of this company's first request. Raises BadParams, which names the company too."""
        try:
            return self.url_for(self.company.params)
        except BadParams as error:
            raise BadParams(f"{self.company.slug}: {error}") from None

    async def start(self) -> AsyncIterator[Any]:
        """The first request."""
        yield Request(self.board_url(), callback=self.parse, dont_filter=True)

    def document(self, response: Response) -> Any:
        """The answer as plain data. Override it where the ATS does not send JSON."""
        return read_json(response.body)

    def records(self, document: Any) -> list[Any]:
        """The records of an answer; notes the site's own count. Raises BadAnswer if there is no list of them."""
        answer = Record(document)
        found = answer.at(self.listings_at) if self.listings_at else document
        if not isinstance(found, list):
            where = f'"{self.listings_at}"' if self.listings_at else "the answer"
            raise BadAnswer(f"{where} is {_kind(found)}, not a list")
        total = answer.number(self.total_at) if self.total_at else None
        if total is not None and total >= (1 if found else 0):
            self.run.expect(math.ceil(total))
        elif self.total_at:  # without its count, a list that was cut off would pass for the board
            self.run.problem(f'"{self.total_at}" is not the number of listings: {str(answer.at(self.total_at))[:40]!r}')
        return found

    def postings(self, records: Iterable[Any]) -> Iterator[Posting]:
        """Map the records; one without id or title is dropped and counted, and takes no other along."""
        for raw in records:
            record = Record(raw)
            if not self.is_listed(record):
                continue
            posting = self.parse_listing(record)
            if not isinstance(raw, dict) or not posting.id or not posting.title:
                self.run.evidence.dropped += 1
                continue
            posting.raw = raw
            yield posting

    def is_listed(self, record: Record) -> bool:
        """False if the ATS sends this record but shows it to nobody."""
        return True

    def parse_listing(self, record: Record) -> Posting:
        """Map one record: a line for each field, raw values only."""
        raise NotImplementedError


def _kind(value: Any) -> str:
    names = {dict: "an object", str: "text", bool: "a truth value", int: "a number", float: "a number"}
    return "missing" if value is None else names.get(type(value), type(value).__name__)
