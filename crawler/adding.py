"""From a careers URL to a registry row: recognise the board, read its beginning, name the company."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain, count
from typing import Literal
from urllib.parse import urljoin, urlsplit

from crawler.base import AtsSpider, BadAnswer, BadParams
from crawler.fetch import Blocked, Fetcher, Refused, Unreachable, check_status, check_url
from crawler.preview import Preview, preview, slugify
from crawler.recognise import Board, plain, recognise, recognise_page
from jobtracker.company import Company
from jobtracker.normalise.characters import one_line

Outcome = Literal["new", "known already", "not recognised", "dead", "blocked", "refused"]
SITE = "jsonld"
"""The adapter that reads any site with JobPosting pages."""
MOST_CANDIDATES = 6
"""Boards that a page names, or ways to read it, that are tried."""


@dataclass(slots=True)
class Verdict:
    """What became of a URL."""

    outcome: Outcome
    why: str = ""
    company: Company | None = None
    """The row that it would be, or is."""
    preview: Preview = field(default_factory=Preview)


def examine(
    url: str, adapters: Mapping[str, type[AtsSpider]], known: Mapping[str, Company], fetcher: Fetcher
) -> Verdict:
    """Find out what a careers URL is. `known` is the registry, by slug. Nothing is written."""
    try:
        url = _with_scheme(url.strip())
        check_url(url)
        board = recognise(url, adapters)
        candidates = [board] if board else _candidates(url, adapters, fetcher)
    except Refused as error:
        return Verdict("refused", str(error))
    except Unreachable as error:
        return _unreachable(error)
    best = Verdict("not recognised", "no known ATS in its address or page, and no JobPosting")
    for board in candidates[:MOST_CANDIDATES]:
        verdict = _try(board, adapters, known, fetcher)
        if verdict.outcome in ("new", "known already"):
            return verdict
        if best.outcome == "not recognised" and board.ats != SITE:
            best = verdict
    return best


def _with_scheme(line: str) -> str:
    """What a person wrote, as a URL. Raises Refused if it is none: a name, a sentence, a row of a table."""
    host = re.split(r"[/?#]", re.sub(r"^\w*://", "", line), maxsplit=1)[0]
    if re.search(r"[\s,;]", host) or not ("://" in line or re.search(r"[.:]", host)):
        raise Refused("not a URL")
    return line if "://" in line else f"https://{line}"


def _candidates(url: str, adapters: Mapping[str, type[AtsSpider]], fetcher: Fetcher) -> list[Board]:
    """The boards that a page names; and the page and its site's sitemaps as sources of JobPostings."""
    answer = fetcher.fetch(url)
    check_status(answer, url)
    page = answer.body.decode("utf-8", "replace")
    board = recognise(answer.url, adapters)
    found = [board] if board else recognise_page(answer.url, page, adapters)
    if found or SITE not in adapters:
        return found
    return [Board(SITE, {"link": link}) for link in [answer.url, *_sitemaps(answer.url, fetcher)]]


def _sitemaps(url: str, fetcher: Fetcher) -> Iterator[str]:
    try:
        robots = fetcher.fetch(urljoin(url, "/robots.txt")).body.decode("utf-8", "replace")
    except (Refused, Unreachable):
        return
    yield from re.findall(r"(?im)^\s*sitemap:\s*(\S+)", robots)


def _try(
    board: Board, adapters: Mapping[str, type[AtsSpider]], known: Mapping[str, Company], fetcher: Fetcher
) -> Verdict:
    adapter = adapters[board.ats]
    if company := find_known(board.ats, board.params, known, adapters):
        return Verdict("known already", f"as {company.slug}", company)
    if adapter.switched_off:
        return Verdict("refused", f"{board.ats} is switched off: {adapter.switched_off}")
    dead: Verdict | None = None
    for params in _variants(board, adapter):
        try:
            found = preview(adapter, params, fetcher)
        except (Refused, BadParams) as error:
            return Verdict("refused", str(error))
        except (Unreachable, BadAnswer) as error:
            dead = dead or _unreachable(error)
            continue
        if found.postings or adapter.empty_is_answer:
            return Verdict("new", company=_company(board.ats, params, found, known), preview=found)
        dead = dead or Verdict("dead", found.trouble or "the board is empty")
    return dead or Verdict("dead")


def _unreachable(error: Unreachable | BadAnswer) -> Verdict:
    return Verdict("blocked" if isinstance(error, Blocked) else "dead", str(error))


def find_known(
    ats: str, params: Mapping[str, str], known: Mapping[str, Company], adapters: Mapping[str, type[AtsSpider]]
) -> Company | None:
    """The company whose board this is already, if one is."""
    key = Board(ats, plain(params, adapters[ats])).key
    of_ats = (company for company in known.values() if company.ats == ats)
    return next((each for each in of_ats if Board(ats, plain(each.params, adapters[ats])).key == key), None)


def settle(verdict: Verdict, known: Mapping[str, Company], adapters: Mapping[str, type[AtsSpider]]) -> Verdict:
    """A verdict once more, now that more is known: its board may be there by now, or its slug taken."""
    company = verdict.company
    if verdict.outcome != "new" or company is None:
        return verdict
    if twin := find_known(company.ats, company.params, known, adapters):
        return Verdict("known already", f"as {twin.slug}", twin)
    return replace(verdict, company=replace(company, slug=_free(company.slug, known)))


def _variants(board: Board, adapter: type[AtsSpider]) -> Iterator[dict[str, str]]:
    """The params as they were found; then with each other value that a param may have, as some boards have moved."""
    yield dict(board.params)
    for name, values in adapter.choices.items():
        for value in values:
            if value != (board.params.get(name) or values[0]):
                yield plain({**board.params, name: value}, adapter)


def _company(ats: str, params: Mapping[str, str], found: Preview, known: Mapping[str, Company]) -> Company:
    host = urlsplit(params.get("link", "")).hostname or ""
    word = params.get("token") or params.get("tenant") or ".".join(host.split(".")[-2:-1])
    name = one_line(found.name, 300) or re.sub(r"[-_.\s]+", " ", word).strip().title()
    return Company(_free(slugify(name) or slugify(word) or ats, known), name, ats, dict(params))


def _free(slug: str, known: Mapping[str, Company]) -> str:
    """The slug, or the next number to it that nobody has."""
    numbered = chain([slug], (f"{slug}-{number}" for number in count(2)))
    return next(each for each in numbered if each not in known)
