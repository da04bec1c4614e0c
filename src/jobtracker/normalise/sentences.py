"""Sentences of a posting's plain text that hold one of a few words: cheap, because most of a text never matters."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

_LONGEST = 600
"""A "sentence" longer than this is a paragraph that lost its full stops; what it says is not tied to one subject."""
_END = re.compile(
    r"[.!?](?<![ .(][A-Za-z]\.)(?<!\b[A-Z]\.[A-Z]\.)(?<!\b[ei]\.[ge]\.)(?<!\bInc\.)(?<!\bz\.B\.)[\"')\]]?\s+(?=\S)"
)
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−"), "-")
_MARKS = {**_DASHES, **dict.fromkeys(map(ord, "‘’ʼ`´"), "'"), **dict.fromkeys(map(ord, "“”„"), '"'), 0xAD: None}


def lowered(text: str) -> str:
    """Lower case with every character in its place, so that positions also hold in `text`."""
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
    folded = lowered(text)
    for start, end in _lines_with(folded, words):
        heading = _heading(text, start)
        for first, last in _sentences(text, start, end):
            if any(word in folded[first:last] for word in words):
                yield heading if first == start else "", text[first:last].strip()


def _lines_with(folded: str, words: Sequence[str]) -> list[tuple[int, int]]:
    lines = set()
    for word in words:
        at = folded.find(word)
        while at >= 0:
            end = folded.find("\n", at)
            end = len(folded) if end < 0 else end
            lines.add((folded.rfind("\n", 0, at) + 1, end))
            at = folded.find(word, end)
    return sorted(lines)


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
