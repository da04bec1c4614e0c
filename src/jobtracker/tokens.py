"""The one tokenizer: what search in every database, and matching, know of a text.

Each word becomes its folded surface form ("w_engineers") and, in a namespace of the language's own, its stem
("sen_engin"). A word of a query fits a listing that holds one of the word's forms. Every token is of [0-9a-z_], 3 to
80 characters long and no stop word of any database, so that none of them drops one or takes one apart.

What is decided here, for listings and queries alike:

- Case and accents do not count. "München" is both munchen and muenchen ("å" is a and aa, "ø" is o and oe).
- "full-stack", "O'Reilly", "node.js", "R&D" are their parts and the parts in one word (fullstack); with "/" and "&"
  only if a part has at most two characters (CI/CD, S/4HANA). A query's "full stack" finds "fullstack" too, and in a
  title "full stack" is found by "fullstack".
- C++ is cpp, C# csharp, F# fsharp, .NET dotnet. Other signs, emoji among them, are no words.
- Chinese, Japanese, Korean, Thai and their like are single characters and pairs: a query finds its words inside.
- German compounds are one word; "software*" finds those that begin with it.
- Words with digits have no stem; numbers are words ("5G", "401k", "24/7").
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain, pairwise
from typing import Any, Final, NamedTuple

import Stemmer

from jobtracker.normalise.folding import fold_letters

LANGUAGES: Final = ("en", "de")
"""Languages that have stems, ISO 639-1, unless a setting names others."""
MAX_TOKENS: Final = 10_000
"""Different tokens of one listing: PostgreSQL takes 1 MB of them."""
MAX_QUERY_WORDS: Final = 32

_STEMMERS: Final = {
    "ar": "arabic", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek", "en": "english",
    "es": "spanish", "et": "estonian", "eu": "basque", "fi": "finnish", "fr": "french", "ga": "irish", "hi": "hindi",
    "hu": "hungarian", "hy": "armenian", "id": "indonesian", "it": "italian", "lt": "lithuanian", "ne": "nepali",
    "nl": "dutch", "no": "norwegian", "pl": "polish", "pt": "portuguese", "ro": "romanian", "ru": "russian",
    "sr": "serbian", "sv": "swedish", "ta": "tamil", "tr": "turkish", "yi": "yiddish",
}  # fmt: skip

_MAX_WORD: Final = 72
"""Characters of a word once encoded; MariaDB takes tokens of 84."""
_LONG_CHUNK: Final = 48
"""Pieces of text longer than this are not remembered: they are addresses, or text without spaces."""
_REMEMBERED: Final = 100_000
"""They take 20 MB; half as many cost a tenth of a millisecond a listing."""
_AROUND: Final = ",;:!?()[]{}\"'*"
_MAX_JOINED: Final = 4

_BASE36: Final = "0123456789abcdefghijklmnopqrstuvwxyz"
_FOREIGN: Final = re.compile("[^0-9a-z]")
_DROPPED: Final = re.compile("[™®©℠\u00ad\u200c\u200d\u2060\ufeff]")
_NAMES: Final = (
    (re.compile(r"(?<=\w)\+\+(?=\w)"), "pp-"),  # C++17
    (re.compile(r"(?<=\w)\+\+"), "pp"),
    (re.compile(r"(?<!\w)([cfj])#"), r"\1sharp"),
    (re.compile(r"(?<!\w)((?:asp|ado|vb)?)\.net(?!\w)"), r"\1-dotnet"),
)
# Marks that carry vowels in the scripts of India and South-East Asia are parts of words, and \w does not hold them.
_LETTER: Final = r"(?:[^\W_]|[\u0900-\u109f\u1780-\u17ff])"
_COMPOUND: Final = re.compile(rf"{_LETTER}+(?:[-‐‑–'’`´._/&@+]{_LETTER}+)*")
_WORD: Final = re.compile(f"{_LETTER}+")
_UNSPACED: Final = re.compile(
    "([\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
    "\U00020000-\U0003ffff]+)"
)
_PAIRS_OF_LETTERS: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})
_PAIRED: Final = re.compile("[äöüåø]")
_LOCK: Final = threading.Lock()  # a stemmer may not be used by two threads at once


@dataclass(slots=True, frozen=True)
class Word:
    """One word of a query: fits a listing that holds one of the tokens, or one that begins with it if `prefix`."""

    tokens: tuple[str, ...]
    prefix: bool = False


def listing_tokens(
    title: str, department: str, text: str, language: str, *, languages: Sequence[str] = LANGUAGES
) -> str:
    """What a listing is found by, as one line of tokens, of which a few come twice.

    Neighbours in the title count as one word too: there "full stack" is "fullstack". A line, since a list of so many
    costs twice the time: each of its members has to be looked at.
    """
    pairs = map(_join, pairwise(chain.from_iterable(map(_chunk_words, title[:1_000].split()))))
    chunks = chain(title.split(), filter(None, pairs), department.split(), text.split())
    line = _line(chunks, _stemmed(language, languages))
    return line if line.count(" ") < MAX_TOKENS else " ".join(_distinct(line))


def tokens(text: str, language: str, *, languages: Sequence[str] = LANGUAGES) -> list[str]:
    """The different tokens of `text`, at most MAX_TOKENS, in the order of the text.

    `language` (ISO 639-1) chooses the stems: its own, if it is one of `languages`; all of theirs if it is "".
    """
    return _distinct(_line(text.split(), _stemmed(language, languages)))


def _line(chunks: Iterable[str], stemmed: tuple[str, ...]) -> str:
    return " ".join(filter(None, dict.fromkeys(map(_memory(stemmed).__getitem__, chunks))))


def _distinct(line: str) -> list[str]:
    return list(dict.fromkeys(line.split()))[:MAX_TOKENS]


def query_tokens(query: str, *, languages: Sequence[str] = LANGUAGES) -> list[Word]:
    """The words of a query, all of which a listing must hold; empty if it holds no word ("", "!?").

    A star behind two characters or more makes a prefix: "soft*". Words past MAX_QUERY_WORDS are ignored.
    """
    stemmed = _stemmed("", languages)
    parts = [part for chunk in query[:1_000].split() for part in _query_parts(chunk, stemmed)]
    return list(dict.fromkeys(_words(parts[:MAX_QUERY_WORDS], stemmed)))


class _Part(NamedTuple):
    """A word of a query as it was written."""

    word: str
    prefix: bool
    joined: Sequence[str]
    """Tokens of the compound that it is a part of."""


def _query_parts(chunk: str, stemmed: Sequence[str]) -> list[_Part]:
    parts = [_Part(word, False, _forms(_join(words), stemmed)) for words in _compounds(chunk) for word in words]
    if parts and chunk.endswith("*") and len(parts[-1].word) > 1 and not _UNSPACED.search(parts[-1].word):
        parts[-1] = _Part(parts[-1].word, True, ())
    return parts


def _words(parts: Sequence[_Part], stemmed: Sequence[str]) -> Iterator[Word]:
    for before, part, after in zip([None, *parts], parts, [*parts[1:], None], strict=False):
        if part.prefix:
            yield Word(tuple(sorted(_surfaces(part.word))), prefix=True)
        elif _UNSPACED.search(part.word):
            grams = list(_grams(part.word))
            yield from (Word((gram,)) for gram in grams[len(part.word) :] or grams)
        else:
            forms = {*_forms(part.word, stemmed), *part.joined}
            yield Word(tuple(sorted(forms.union(_beside(before, part, stemmed), _beside(part, after, stemmed)))))


def _beside(left: _Part | None, right: _Part | None, stemmed: Sequence[str]) -> list[str]:
    """Tokens of two neighbours as one word, which satisfies both of them."""
    if left is None or right is None or left.prefix or right.prefix:
        return []
    return _forms(_join([left.word, right.word]), stemmed)


@cache
def _stemmers(languages: tuple[str, ...]) -> dict[str, Any]:
    return {code: Stemmer.Stemmer(_STEMMERS[code], 0) for code in languages if code in _STEMMERS}


def _stemmed(language: str, languages: Sequence[str]) -> tuple[str, ...]:
    return tuple(code for code in languages if language in ("", code))


class _Memory(dict[str, str]):
    """Pieces of text without spaces, each with its tokens: the same ones come again and again."""

    def __init__(self, stemmed: tuple[str, ...]) -> None:
        self.stemmed = stemmed

    def __missing__(self, chunk: str) -> str:
        plain = chunk.strip(_AROUND).rstrip(".").lower() if chunk.isascii() else chunk
        found = self[plain] if plain != chunk else _chunk_tokens(chunk, self.stemmed)
        if len(chunk) <= _LONG_CHUNK:
            if len(self) >= _REMEMBERED:
                self.clear()
            self[chunk] = found
        return found


_memory = cache(_Memory)


def _chunk_tokens(chunk: str, stemmed: tuple[str, ...]) -> str:
    found: dict[str, None] = {}
    for parts in _compounds(chunk):
        for part in parts:
            found |= dict.fromkeys(_grams(part) if _UNSPACED.search(part) else _forms(part, stemmed))
        found |= dict.fromkeys(_forms(_join(parts), stemmed))
    return " ".join(found)


def _compounds(chunk: str) -> Iterator[list[str]]:
    """Each run of words with hyphens and the like between them, as words; scripts without spaces stand apart."""
    chunk = _clean(chunk)
    for compound in _COMPOUND.findall(chunk):
        words = [part for word in _WORD.findall(compound) for part in _UNSPACED.split(word) if part]
        if len(words) > 1 and ("/" in compound or "&" in compound) and min(map(len, words)) > 2:
            for part in re.split("[/&]", compound):
                yield _WORD.findall(part)
        else:
            yield words


def _clean(chunk: str) -> str:
    """Lower case and one spelling of the characters; accents stay, for the stemmers."""
    if not chunk.isascii():
        chunk = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", _DROPPED.sub("", chunk)).casefold())
        chunk = "".join(letter for letter in chunk if not unicodedata.combining(letter))
    chunk = chunk.casefold()
    if "+" in chunk or "#" in chunk or ".net" in chunk:
        for pattern, plain in _NAMES:
            chunk = pattern.sub(plain, chunk)
    return chunk


def _join(parts: Sequence[str]) -> str:
    """The parts as one word; "" if there is only one, or so many that it is an address."""
    return "" if not 1 < len(parts) <= _MAX_JOINED or any(map(_UNSPACED.search, parts)) else "".join(parts)


@lru_cache(maxsize=4096)
def _chunk_words(chunk: str) -> tuple[str, ...]:
    return tuple(chain.from_iterable(_compounds(chunk)))


def _forms(word: str, stemmed: Iterable[str]) -> list[str]:
    """The tokens of a word, surface forms first; none if it is empty."""
    if not word:
        return []
    forms = _surfaces(word)
    if len(word) > 2 and word.isalpha():
        for code, stemmer in _stemmers(tuple(stemmed)).items():
            with _LOCK:
                stem = stemmer.stemWord(word)
            forms.append(f"s{code}_{encode(fold_letters(stem))}")
    return forms


def _surfaces(word: str) -> list[str]:
    forms = [f"w_{encode(fold_letters(word))}"]
    if _PAIRED.search(word):
        forms.append(f"w_{encode(fold_letters(word.translate(_PAIRS_OF_LETTERS)))}")
    return forms


def _grams(run: str) -> Iterator[str]:
    """Single characters, then pairs."""
    yield from (f"w_{encode(letter)}" for letter in run)
    yield from (f"w_{encode(left + right)}" for left, right in pairwise(run))


def encode(word: str) -> str:
    """`word` in [0-9a-z_]: other characters as "_" and four digits, so that a prefix stays one. Cut to what fits."""
    word = word[:_MAX_WORD]
    if word.isascii() and word.isalnum():
        return word
    parts: list[str] = []
    room = _MAX_WORD
    for letter in word:
        part = letter if not _FOREIGN.match(letter) else _digits(ord(letter))
        room -= len(part)
        if room < 0:
            break
        parts.append(part)
    return "".join(parts)


def _digits(number: int) -> str:
    digits = ""
    for _ in range(4):
        number, last = divmod(number, 36)
        digits = _BASE36[last] + digits
    return f"_{digits}"
