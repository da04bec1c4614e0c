"""Tell which ATS a careers URL belongs to: by the URL, or by the links, embeds and scripts of its page."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin

from crawler.base import AtsSpider

_URLS = re.compile(r"(?:https?:)?//[\w.-]+\.[a-z]{2,}[^\s\"'<>\\)]*", re.IGNORECASE)
_LONGEST = 5_000_000
"""Characters of a page that are looked through."""


@dataclass(slots=True, frozen=True)
class Board:
    """A board of an ATS, as a URL or a page names it."""

    ats: str
    params: Mapping[str, str] = field(hash=False)

    @property
    def key(self) -> tuple[Any, ...]:
        """Equal for two rows that mean the same board, whatever the case."""
        return (self.ats, *sorted((name, value.casefold()) for name, value in self.params.items() if value))


def recognise(url: str, adapters: Mapping[str, type[AtsSpider]]) -> Board | None:
    """The board that a URL belongs to, by the patterns that the adapters declare."""
    for ats, adapter in adapters.items():
        if params := adapter.recognise(url):
            return Board(ats, plain(params, adapter))
    return None


def plain(params: Mapping[str, str], adapter: type[AtsSpider]) -> dict[str, str]:
    """The params less those that say what a blank one says."""
    return {name: value for name, value in params.items() if value and value not in adapter.choices.get(name, ())[:1]}


def recognise_page(url: str, page: str, adapters: Mapping[str, type[AtsSpider]]) -> list[Board]:
    """The boards that a page links or embeds, those that it names most often first."""
    text = html.unescape(page[:_LONGEST]).replace("\\/", "/").replace("\\u002F", "/").replace("\\u0026", "&")
    return _most_named((urljoin(url, found) for found in _URLS.findall(text)), adapters)


def _most_named(urls: Iterable[str], adapters: Mapping[str, type[AtsSpider]]) -> list[Board]:
    named: Counter[tuple[Any, ...]] = Counter()
    boards: dict[tuple[Any, ...], Board] = {}
    for each, times in Counter(urls).items():
        if board := recognise(each, adapters):
            boards.setdefault(board.key, board)
            named[board.key] += times
    return [boards[key] for key, _ in named.most_common()]
