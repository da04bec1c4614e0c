"""Words and phrases of a query as nodes: what each is looked for by."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from jobtracker.query import Node, Part, Phrase, Word, all_of, any_of
from jobtracker.tokens import Compound, forms, grams, is_unspaced, join, phrase_word, surfaces


class Field(NamedTuple):
    """Where words are looked for."""

    namespace: str
    """Letter before the tokens."""
    part: Part


ANYWHERE: Final = Field("", "words")
FIELDS: Final = {
    "title": Field("t", "title_words"),
    "company": Field("c", "company_words"),
    "location": Field("l", "location_words"),
}


@dataclass(slots=True, frozen=True)
class Written:
    """What stands between two spaces of a query, or a phrase."""

    compounds: tuple[Compound, ...]
    prefix: bool = False
    """The last word may go on."""

    def __len__(self) -> int:
        """How many words; of a script without spaces, each four characters count as one."""
        words = (word for compound in self.compounds for word in compound.words)
        return sum(math.ceil(len(word) / 4) if is_unspaced(word) else 1 for word in words)


def side_by_side(plain: Sequence[Written], field: Field, stems: Sequence[str]) -> list[Node]:
    """A run of words, all of which a document must hold. Two of them may be one there: "full stack", "fullstack"."""
    units = [
        (compound, written.prefix and compound is written.compounds[-1])
        for written in plain
        for compound in written.compounds
    ]
    single = [compound.words[0] if len(compound.words) == 1 and not prefix else "" for compound, prefix in units]
    found: list[Node] = []
    for before, (compound, prefix), after in zip(["", *single], units, [*single[1:], ""], strict=False):
        if len(compound.words) > 1:
            found += _compound(compound, prefix, field, stems)
        else:
            word = compound.words[0]
            beside = [join(pair) for pair in ((before, word), (word, after)) if all(pair) and not prefix]
            found += _word(word, prefix, beside, field, stems)
    return found


def _word(word: str, prefix: bool, also: Iterable[str], field: Field, stems: Sequence[str]) -> list[Node]:
    if is_unspaced(word):
        return list(_grams(word, field))
    if prefix:
        return [_of(surfaces(word), field, prefix=True)]
    return [_of((*forms(word, stems), *(form for one in also for form in forms(one, stems))), field)]


def _compound(compound: Compound, prefix: bool, field: Field, stems: Sequence[str]) -> list[Node]:
    """Words with signs between them, side by side or in one word; each of them, or the one word, behind a "/"."""
    words, whole = compound.words, join(compound.words)
    if compound.loose:
        found = [_word(word, False, (whole,), field, stems) for word in words[:-1]]
        return [node for nodes in (*found, _word(words[-1], prefix, (whole,), field, stems)) for node in nodes]
    in_one = [_of(surfaces(whole) if prefix else forms(whole, stems), field, prefix=prefix)] if whole else []
    return [any_of([*in_one, *phrase(Written((compound,), prefix), field)])]


def phrase(written: Written, field: Field) -> list[Node]:
    """Words in this order and form; none if there are none."""
    words = [word for compound in written.compounds for word in compound.words]
    if not words:
        return []
    last = len(words) - 1 if written.prefix else -1
    every = [
        each
        for at, word in enumerate(words)
        for each in (_grams(word, field) if is_unspaced(word) else [_of(surfaces(word), field, prefix=at == last)])
    ]
    line = " ".join(map(phrase_word, words))
    if len(words) == 1 and len(every) == 1:
        return [every[0]]
    return [Phrase(field.part, line, written.prefix, tuple(sorted(dict.fromkeys(every), key=repr)))]


def together(nodes: Sequence[Node]) -> Node | None:
    """All of them; None if there are none."""
    return all_of(nodes) if nodes else None


def _grams(run: str, field: Field) -> list[Word]:
    """Pairs of characters; the character if it is alone."""
    found = list(grams(run))
    return [_of((gram,), field) for gram in found[len(run) :] or found]


def _of(tokens: Iterable[str], field: Field, *, prefix: bool = False) -> Word:
    return Word(tuple(sorted({f"{field.namespace}{token}" for token in tokens})), prefix)
