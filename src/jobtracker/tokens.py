"""The one tokenizer: what search in every database, and matching, know of a text.

Each word becomes its folded surface form ("w_engineers") and, in a namespace of the language's own, its stem
("sen_engin"). A word of a query fits a listing that holds one of the word's forms. Every token is of [0-9a-z_], 3 to
80 characters long and no stop word of any database, so that none of them drops one or takes one apart. For phrases
there are the words in their order, each in one spelling (`phrase_line`).

What is decided here, for listings and queries alike:

- Case and accents do not count. "München" is both munchen and muenchen ("å" is a and aa, "ø" is o and oe).
- "full-stack", "O'Reilly", "node.js", "R&D" are their parts and the parts in one word (fullstack), or two neighbours of
  more parts; with "/" and "&" only if a part has at most two characters (CI/CD, S/4HANA). A query's "full stack" finds
  "fullstack" too, and in a title "full stack" is found by "fullstack".
- "Entwickler*in", ":in", "_in", "/in" and "(in)" are Entwickler and Entwicklerin; in a query and in phrases Entwickler.
- C++ is cpp, C# csharp, F# fsharp, .NET dotnet. Other signs, emoji among them, are no words.
- Chinese, Japanese, Korean, Thai and their like are single characters and pairs: a query finds its words inside.
- A phrase is compared by surface forms in one spelling: ae, oe, ue and aa are a, o, u and a there.
- German compounds are one word; "software*" finds those that begin with it.
- Words with digits have no stem; numbers are words ("5G", "401k", "24/7").
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from itertools import chain, pairwise
from operator import itemgetter
from typing import Any, Final, NamedTuple

import Stemmer

from jobtracker.normalise.folding import fold_letters

LANGUAGES: Final = ("en", "de")
"""Languages that have stems, ISO 639-1, unless a setting names others."""
MAX_TOKENS: Final = 10_000
"""Different tokens of one listing: PostgreSQL takes 1 MB of them."""

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
"""They take 30 MB; half as many cost a tenth of a millisecond a listing."""
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
_SECOND_OF_PAIR: Final = re.compile("(?<=[aou])e|(?<=a)a")
GENDERED: Final = re.compile(r"(?<=[^\W\d_]{3})(?:[*:_·•]|/-?|\(-?)(in(?:nen)?)\)?(?![\w-])", re.IGNORECASE)
"""What follows the masculine form in "Entwickler*in" and its like."""
_FEMININE: Final = re.compile(r"(?<=.{3}(?:er|ur|nt|st|or|eg|og))in(?:nen)?$")
"""Whoever looks for an Entwickler wants the Entwicklerin, too; the stemmer lets her stand."""
_PHRASE: Final = itemgetter(1)
_LOCK: Final = threading.Lock()  # a stemmer may not be used by two threads at once


Piece = tuple[str, str]
"""What a piece of text without spaces is found by: its tokens, and its words as phrases are compared. Each has a space
before it. A plain tuple, since the garbage collector looks at all others again and again."""


class Compound(NamedTuple):
    """Words with hyphens and the like between them; most often one alone."""

    words: list[str]
    loose: bool
    """There is a "/" between them: each may stand anywhere."""


def pieces(chunks: Iterable[str], language: str, *, languages: Sequence[str] = LANGUAGES) -> list[Piece]:
    """Pieces of text without spaces (`str.split`), read.

    `language` (ISO 639-1) chooses the stems: its own, if it is one of `languages`; all of theirs if it is "".
    """
    return list(map(_memory(stemmed(language, tuple(languages))).__getitem__, chunks))


def token_line(read: Iterable[Piece]) -> str:
    """Their tokens, of which a few come twice.

    A line, since a list of so many costs twice the time: each of its members has to be looked at.
    """
    return "".join(dict(read))[1:]


def phrase_line(read: Iterable[Piece]) -> str:
    """Their words in order."""
    return "".join(map(_PHRASE, read))[1:]


def neighbours(chunks: Iterable[str]) -> list[str]:
    """Each two neighbours of a short text in one word: "full stack" is "fullstack" too."""
    return list(filter(None, map(join, pairwise(chain.from_iterable(map(_chunk_words, chunks))))))


@lru_cache(maxsize=256)
def stemmed(language: str, languages: tuple[str, ...]) -> tuple[str, ...]:
    """The languages whose stems a text has."""
    return tuple(code for code in languages if language in ("", code))


@cache
def _stemmers(languages: tuple[str, ...]) -> dict[str, Any]:
    return {code: Stemmer.Stemmer(_STEMMERS[code], 0) for code in languages if code in _STEMMERS}


class _Memory(dict[str, Piece]):
    """Pieces of text, read: the same ones come again and again."""

    def __init__(self, stems: tuple[str, ...]) -> None:
        self.stems = stems

    def __missing__(self, chunk: str) -> Piece:
        plain = chunk.strip(_AROUND).rstrip(".").lower() if chunk.isascii() else chunk
        found = self[plain] if plain != chunk else _read(chunk, self.stems)
        if len(chunk) <= _LONG_CHUNK:
            if len(self) >= _REMEMBERED:
                self.clear()
            self[chunk] = found
        return found


_memory = cache(_Memory)


def _read(chunk: str, stems: tuple[str, ...]) -> Piece:
    tokens = "".join(f" {token}" for token in _chunk_tokens(chunk, stems))
    return tokens, "".join(f" {phrase_word(word)}" for word in _chunk_words(chunk))


def _chunk_tokens(chunk: str, stems: tuple[str, ...]) -> Iterable[str]:
    found: dict[str, None] = {}
    cleaned = _clean(chunk)
    for written in dict.fromkeys((GENDERED.sub("", cleaned), GENDERED.sub(r"\1", cleaned))):
        for words, _ in _split(written):
            for word in words:
                found |= dict.fromkeys(grams(word) if is_unspaced(word) else forms(word, stems))
            for some in (words, *(pairwise(words) if len(words) <= _MAX_JOINED else ())):
                found |= dict.fromkeys(forms(join(some), stems))
    return found


@lru_cache(maxsize=4096)
def _chunk_words(chunk: str) -> tuple[str, ...]:
    return tuple(word for compound in compounds(chunk) for word in compound.words)


def phrase_word(word: str) -> str:
    """A word in the one spelling of phrases; each character of a script without spaces is one."""
    if is_unspaced(word):
        return " ".join(map(encode, word))
    return encode(_SECOND_OF_PAIR.sub("", fold_letters(word)))


def compounds(chunk: str) -> Iterator[Compound]:
    """A piece of text without spaces as the words that a query or a phrase has of it."""
    return _split(GENDERED.sub("", _clean(chunk)))


def _split(chunk: str) -> Iterator[Compound]:
    for compound in _COMPOUND.findall(chunk):
        words = [part for word in _WORD.findall(compound) for part in _UNSPACED.split(word) if part]
        if len(words) > 1 and ("/" in compound or "&" in compound) and min(map(len, words)) > 2:
            for part in re.split("[/&]", compound):
                yield from _split(part)
        else:
            yield Compound(words, "/" in compound)


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


def join(parts: Sequence[str]) -> str:
    """The parts as one word; "" if there is only one, or so many that it is an address."""
    return "" if not 1 < len(parts) <= _MAX_JOINED or any(map(is_unspaced, parts)) else "".join(parts)


def is_unspaced(word: str) -> bool:
    """Whether it is of a script without spaces between words."""
    return _UNSPACED.match(word) is not None


def forms(word: str, stems: Iterable[str]) -> list[str]:
    """The tokens of a word, surface forms first; none if it is empty."""
    if not word:
        return []
    found = surfaces(word)
    if len(word) > 2 and word.isalpha():
        for code, stemmer in _stemmers(tuple(stems)).items():
            with _LOCK:
                stem = stemmer.stemWord(_FEMININE.sub("", word) if code == "de" else word)
            found.append(f"s{code}_{encode(fold_letters(stem))}")
    return found


def surfaces(word: str) -> list[str]:
    """The tokens of a word as it stands, in both spellings of an umlaut."""
    found = [f"w_{encode(fold_letters(word))}"]
    if _PAIRED.search(word):
        found.append(f"w_{encode(fold_letters(word.translate(_PAIRS_OF_LETTERS)))}")
    return found


def grams(run: str) -> Iterator[str]:
    """The tokens of a script without spaces: single characters, then pairs."""
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
