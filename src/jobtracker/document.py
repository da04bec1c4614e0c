"""What a listing is found by: its tokens, and its words in their order, for phrases."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from jobtracker.company import Company
from jobtracker.facet_tokens import filter_tokens
from jobtracker.fact_words import OF_EMPLOYMENT, OF_WORKPLACE, names_of_place, names_of_work
from jobtracker.listing import Facts, Place
from jobtracker.tokens import LANGUAGES, MAX_TOKENS, Piece, neighbours, phrase_line, pieces, token_line

_BAR = " | "


@dataclass(slots=True, frozen=True)
class Document:
    """What search and matching know of a listing.

    Tokens of words are in the namespaces "w_" and "s<language>_" (anywhere) and, behind one letter more, "t" (title),
    "c" (company), "l" (location). Those of filters begin with "f" (facet_tokens).
    """

    tokens: str = ""
    """One line of at most MAX_TOKENS, of which a few come twice."""
    title_words: str = ""
    """Words as phrases are compared: " senior engineer ". What no phrase crosses stands apart by " | "."""
    company_words: str = ""
    location_words: str = ""
    words: str = ""
    """Those of title, department, company, places, workplace and employment type, and the text."""


class _Known(NamedTuple):
    """What is made of a value that many listings share."""

    tokens: str
    words: str
    own_words: str = ""
    """Words as a company, or as a location."""


def document(facts: Facts, company: Company, *, languages: Sequence[str] = LANGUAGES) -> Document:
    """What a listing of this company is found by."""
    # A title's language is not its text's ("Ingenieurin (m/w/d)" above an English text): it is stemmed in each.
    title, department, text = (
        pieces(part.split(), language, languages=languages)
        for part, language in ((facts.title, ""), (facts.department, facts.language), (facts.text, facts.language))
    )
    joined = pieces(neighbours(facts.title.split()), "", languages=languages)
    of_title = _line(
        token_line((*title, *joined)), *(_of_work(name, *languages) for name in names_of_work(facts.title))
    )
    of_company = _of_company(company.name, *languages)
    of_places = [_of_place(place, *languages) for place in facts.places]
    of_facts = [of_company, *of_places, _of_facts(facts.workplace, facts.employment_types, *languages)]
    tokens = [*filter_tokens(facts, company), of_title, _in("t", of_title), *(each.tokens for each in of_facts)]
    before = _line(*tokens, token_line(department))
    line = _bounded(before, text)
    words = (phrase_line(title), phrase_line(department), *(each.words for each in of_facts), phrase_line(text))
    return Document(
        tokens=line,
        title_words=_apart(words[0]),
        company_words=_apart(of_company.own_words),
        location_words=_apart(*(each.own_words for each in of_places)),
        words=_apart(*words),
    )


def _bounded(before: str, text: list[Piece]) -> str:
    """All tokens; where they are too many, the end of the text is cut off, and no phrase finds it either."""
    line = _line(before, token_line(text))
    while line.count(" ") >= MAX_TOKENS and (tokens := list(dict.fromkeys(line.split()))):
        if len(tokens) <= MAX_TOKENS or not text:
            return " ".join(tokens[:MAX_TOKENS])
        del text[len(text) // 2 :]
        line = _line(before, token_line(text))
    return line


def _line(*parts: str) -> str:
    return " ".join(filter(None, parts))


def _in(namespace: str, line: str) -> str:
    """Tokens of anywhere in another namespace."""
    return f"{namespace}{line.replace(' ', f' {namespace}')}" if line else ""


def _apart(*parts: str) -> str:
    line = _BAR.join(filter(None, parts))
    return f" {line} " if line else ""


# Names are stemmed in every language, since nothing tells theirs.


@lru_cache(maxsize=4096)
def _of_company(name: str, *languages: str) -> _Known:
    line, words = _read((name,), *languages)
    return _Known(_line(line, _in("c", line)), words, words)


@lru_cache(maxsize=4096)
def _of_place(place: Place, *languages: str) -> _Known:
    names = names_of_place(place)
    anywhere, words = _read(names.anywhere, *languages)
    located, own_words = _read((*names.anywhere, *names.only_as_location), *languages)
    return _Known(_line(anywhere, _in("l", located)), words, own_words)


@lru_cache(maxsize=512)
def _of_facts(workplace: str, employment_types: tuple[str, ...], *languages: str) -> _Known:
    of_types = (word for each in employment_types for word in OF_EMPLOYMENT.get(each, ()))
    return _Known(*_read((*OF_WORKPLACE.get(workplace, ()), *of_types), *languages))


@lru_cache(maxsize=64)
def _of_work(name: str, *languages: str) -> str:
    return _read((name,), *languages)[0]


def _read(texts: Iterable[str], *languages: str) -> tuple[str, str]:
    """The tokens of short texts, and their words, which stand apart."""
    chunks = [text.split() for text in texts]
    joined = (word for each in chunks for word in neighbours(each))
    read = [pieces(each, "", languages=languages) for each in chunks]
    tokens = token_line(chain(*read, pieces(joined, "", languages=languages)))
    return tokens, _BAR.join(filter(None, dict.fromkeys(map(phrase_line, read))))
