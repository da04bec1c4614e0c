"""Reads what a person typed as a query. docs/search.md tells people what they may type.

    all     = any { ["AND"] any }
    any     = one { "OR" one }
    one     = ("-" | "NOT" | field) one | "(" all ")" | phrase | word

An OR with nothing on one side of it, at an end of the text or of parentheses, is a word: "Portland OR".

What holds no word ("!?", an emoji, a "-" between spaces) is nothing: passed over beside words, refused alone or where
a word is asked for. A text without any word that is not empty is an error, never a query for everything.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple, NoReturn

from jobtracker.query import Node, any_of, negated
from jobtracker.query_words import ANYWHERE, FIELDS, Field, Written, phrase, side_by_side, together
from jobtracker.tokens import GENDERED, LANGUAGES, compounds, is_unspaced, stemmed

MAX_QUERY_WORDS: Final = 32
MAX_QUERY_LENGTH: Final = 1_000
MAX_QUERY_DEPTH: Final = 16

_QUOTES: Final = '"„“”‟«»＂'
_LEXEME: Final = re.compile(
    rf"""
      \s+
    | (?P<open>\()
    | (?P<close>\))
    | [{_QUOTES}](?P<phrase>[^{_QUOTES}]*)[{_QUOTES}]
    | (?P<unclosed>[{_QUOTES}])
    | (?P<not>(?<![^\s(:])-(?![-–—\s)]|$))
    | (?P<field>(?:{"|".join(FIELDS)}):)
    | (?P<word>(?:[^\s(){_QUOTES}]|(?<=\w)\(-?in(?:nen)?\))+)
    """,
    re.IGNORECASE | re.VERBOSE,
)
_OPERATORS: Final = {"OR": "or", "AND": "and", "NOT": "not"}
_ENDS: Final = frozenset({"end", "close", "or", "and"})


class QueryError(ValueError):
    """A query cannot be read. The message says what to do; the fault stands at text[start:end]."""

    def __init__(self, message: str, start: int, end: int) -> None:
        super().__init__(message)
        self.message = message
        self.start = start
        self.end = end


class _Lexeme(NamedTuple):
    kind: str
    """open, close, phrase, unclosed, not, field, word, or, and, end."""
    text: str
    start: int
    end: int


def parse(text: str, *, languages: Sequence[str] = LANGUAGES) -> Node | None:
    """The query that a person typed; None if it is empty. Raises QueryError."""
    if len(text) > MAX_QUERY_LENGTH:
        raise QueryError(f"Too long: write at most {MAX_QUERY_LENGTH:,} characters.", MAX_QUERY_LENGTH, len(text))
    return _Parser(text, stemmed("", tuple(languages))).query() if text.strip() else None


def _lexemes(text: str) -> list[_Lexeme]:
    found = [*_scan(text)]
    before = ["open", *(lexeme.kind for lexeme in found)]
    for at, lexeme in enumerate(found):
        if lexeme.kind == "or" and (before[at] == "open" or found[at + 1].kind in {"end", "close"}):
            found[at] = lexeme._replace(kind="word")  # Oregon, as in "Portland OR": there is nothing to choose from
    return found


def _scan(text: str) -> Iterator[_Lexeme]:
    glued = -1  # where an operator ended: "-OR" and "location:OR" are about the word
    for match in _LEXEME.finditer(text):
        kind = match.lastgroup
        if kind:
            found = match.group(kind)
            if kind == "word" and match.start() != glued:
                kind = _OPERATORS.get(found, kind)
            yield _Lexeme(kind, found, match.start(), match.end())
            glued = match.end() if kind in {"not", "field"} else -1
    yield _Lexeme("end", "", len(text), len(text))


class _Parser:
    def __init__(self, text: str, stems: Sequence[str]) -> None:
        self.text = text
        self.stems = stems
        self.rest = _lexemes(text)
        self.words = 0

    def query(self) -> Node:
        found = self.all(ANYWHERE, 0)
        if self.kind == "close":
            _fail("This parenthesis closes nothing: remove it, or open one before.", self.rest[0])
        if found is None:
            raise QueryError("Nothing here can be searched for: write a word.", 0, len(self.text))
        return found

    @property
    def kind(self) -> str:
        """Of the lexeme to come."""
        return self.rest[0].kind

    def take(self) -> _Lexeme:
        return self.rest.pop(0)

    def all(self, field: Field, depth: int) -> Node | None:
        nodes: list[Node] = []
        plain: list[Written] = []
        while self.kind not in {"end", "close"}:
            both = self.take() if self.kind == "and" and (nodes or plain) else None
            found = None if both and self.kind in _ENDS else self.any(field, depth)
            if both and not found:
                _nothing("after", both)
            if isinstance(found, Written):
                plain.append(found)
            elif found:
                nodes += [*side_by_side(plain, field, self.stems), found]
                plain = []
        return together([*nodes, *side_by_side(plain, field, self.stems)])

    def any(self, field: Field, depth: int) -> Written | Node | None:
        """A plain word stays one: what stands beside it matters."""
        first = self.one(field, depth)
        if self.kind != "or":
            return first
        found = [self.node(first, field) or _nothing("before", self.rest[0])]
        while self.kind == "or":
            found.append(self.asked(field, depth, after=self.take()))
        return any_of(found)

    def one(self, field: Field, depth: int) -> Written | Node | None:
        lexeme = self.take()
        if depth == MAX_QUERY_DEPTH:
            _fail(f"Too deep: nest at most {MAX_QUERY_DEPTH} parentheses.", lexeme)
        if lexeme.kind == "not":
            return negated(self.asked(field, depth + 1, after=lexeme))
        if lexeme.kind == "field":
            return self.asked(FIELDS[lexeme.text[:-1].lower()], depth + 1, after=lexeme)
        if lexeme.kind == "open":
            return self.group(field, depth + 1, begin=lexeme)
        if lexeme.kind == "phrase":
            return together(phrase(self.written(lexeme), field))
        if lexeme.kind == "word":
            return self.written(lexeme) or None
        if lexeme.kind == "unclosed":
            _fail("This quote is not closed: write another one behind the phrase, or remove it.", lexeme)
        return _nothing("before", lexeme)

    def asked(self, field: Field, depth: int, *, after: _Lexeme) -> Node:
        """What an operator wants."""
        found = None if self.kind in _ENDS else self.node(self.one(field, depth), field)
        return found or _nothing("after", after)

    def group(self, field: Field, depth: int, *, begin: _Lexeme) -> Node | None:
        found = self.all(field, depth)
        if self.kind != "close":
            _fail("This parenthesis is not closed: close it, or remove it.", begin)
        self.take()
        return found

    def node(self, found: Written | Node | None, field: Field) -> Node | None:
        return together(side_by_side([found], field, self.stems)) if isinstance(found, Written) else found

    def written(self, lexeme: _Lexeme) -> Written:
        found = tuple(compound for chunk in lexeme.text.split() for compound in compounds(chunk))
        read = Written(found, _has_star(lexeme) and bool(found) and not is_unspaced(found[-1].words[-1]))
        if read.prefix and len(found[-1].words[-1]) < 2:
            _fail("A star needs two characters or more before it: write more of the word, or remove the star.", lexeme)
        self.words += len(read)
        if self.words > MAX_QUERY_WORDS:
            _fail(f"Too many words: write at most {MAX_QUERY_WORDS}.", lexeme)
        return read


def _has_star(lexeme: _Lexeme) -> bool:
    """Whether a word or phrase ends with a star. One beside no letter is nothing, that of "Entwickler*in" German."""
    begin = lexeme.end - len(lexeme.text) - (lexeme.kind == "phrase")
    gendered = {match.start() for match in GENDERED.finditer(lexeme.text)}
    star = False
    for at in (at for at, letter in enumerate(lexeme.text) if letter == "*" and at not in gendered):
        before, after = lexeme.text[max(0, at - 1) : at], lexeme.text[at + 1 :]
        if _is_letter(after[:1]) or (_is_letter(before) and any(map(_is_letter, after))):
            message = "A star stands at the end of a word, or of a phrase: remove this one."
            raise QueryError(message, begin + at, begin + at + 1)
        star = star or _is_letter(before)
    return star


def _is_letter(character: str) -> bool:
    return bool(character) and (character in "+#" or unicodedata.category(character)[0] in "LMN")


def _fail(message: str, lexeme: _Lexeme) -> NoReturn:
    raise QueryError(message, lexeme.start, lexeme.end)


def _nothing(side: str, lexeme: _Lexeme) -> NoReturn:
    small = f" (the word is written {lexeme.text.lower()})" if lexeme.text in _OPERATORS else ""
    _fail(f"Nothing to search for stands {side} “{lexeme.text}”: write a word there, or remove it{small}.", lexeme)
