"""Sentences of a posting's plain text that hold one of a few words: cheap, because most of a text never matters."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice

_LONGEST = 600
"""A "sentence" longer than this is a paragraph that lost its full stops; what it says is not tied to one subject."""
_MOST = 300
"""Sentences looked at, so that no text can keep a crawl busy; of 4,800 real postings none gave more than 20."""
_END = re.compile(
    r"[.!?](?<![ .(][A-Za-z]\.)(?<!\b[A-Z]\.[A-Z]\.)(?<!\b[ei]\.[ge]\.)(?<!\bInc\.)(?<!\bSt\.)"
    r"(?<!\bz\.B\.)[\"')\]]?\s+(?=\S)"
    r"(?!(?<=[ ,][A-Z]{2}\.\s)[A-Z]{2},)"
)
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−"), "-")
_MARKS = {**_DASHES, **dict.fromkeys(map(ord, "‘’ʼ`´"), "'"), **dict.fromkeys(map(ord, "“”„"), '"'), 0xAD: None}


@lru_cache(maxsize=64)
def lowered(text: str) -> str:
    """Lower case with every character in its place, so that positions also hold in `text`. Several rules ask for it."""
    low = text.lower()
    if len(low) == len(text):
        return low
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def plain(sentence: str) -> str:
    """`sentence` in lower case, with plain dashes and quotes and single spaces: what the rules are written for."""
    return " ".join(sentence.translate(_MARKS).lower().split())


def sentences_with(text: str, words: Sequence[str]) -> Iterator[tuple[str, str]]:
    """(heading, sentence) of `text`, in order, for each sentence that holds one of `words` (lower case, substrings).

    The heading is the line before, if the sentence opens a line below a short one, else "".
    """
    yield from islice(_all_with(text, words), _MOST)


def _all_with(text: str, words: Sequence[str]) -> Iterator[tuple[str, str]]:
    folded = lowered(text)
    hits = sorted(_hits(folded, words))
    past = 0
    for hit in hits:
        if hit < past:
            continue
        start, past = folded.rfind("\n", 0, hit) + 1, (folded.find("\n", hit) + 1 or len(folded) + 1)
        heading = _heading(text, start)
        for first, last in _sentences(text, start, past - 1):
            if bisect_left(hits, first) < bisect_left(hits, last):
                yield heading if first == start else "", text[first:last].strip()


def _hits(folded: str, words: Sequence[str]) -> Iterator[int]:
    for word in words:
        at = folded.find(word)
        while at >= 0:
            yield at
            at = folded.find(word, at + 1)


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for stop in _END.finditer(text, start, end):
        yield from _short(start, stop.end())
        start = stop.end()
    yield from _short(start, end)


def _short(start: int, end: int) -> Iterator[tuple[int, int]]:
    if 0 < end - start <= _LONGEST:
        yield start, end


def _heading(text: str, start: int) -> str:
    before = text[max(0, start - 80) : start].strip().rpartition("\n")[2]
    return before.strip() if len(before) < 60 else ""
