"""From the tokens of a listing to the few groups of trackers that it may fit.

Terms that stand in few listings and few queries ("javadeveloper") lead to their groups by a hash of their first
letters. Those that are common are members of choices. A group stands under the choice that the fewest listings make,
beside the number of another that it needs, so that most of those under a choice are passed over without a look.
Nothing is ever taken out of these.

Of each word that a group needs, a listing that it fits has either made the choice or holds one of the rare terms. So a
group under the choices of a listing has to have all its choices there: if it fits without, a rare term leads to it.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from itertools import chain
from typing import Final

from jobtracker.choices import EVERY, Choices
from jobtracker.hashed_numbers import HashedNumbers, short_hash
from jobtracker.required_terms import Frequencies, Terms, letters

_MANY: Final = 12
"""Terms from which on a set of them is a choice, however rare they are: places in a circle, countries of Europe."""
_CROWD: Final = 2
"""Groups that may be found by one hash; later ones that ask for it go by a choice."""
_LETTERS: Final = 12
"""Of a rare term that count: a word and its stems begin alike."""
_CHOICES: Final = 4
"""Of a group that are known."""
_REMEMBERED: Final = 100_000
"""Tokens of listings: the same ones come again and again."""


class GroupFinder:
    """Groups by number, from 0 on."""

    def __init__(self, often: Frequencies) -> None:
        """`often`: by which it knows what is rare."""
        self._often = often
        self._choices = Choices()
        self._crowded: set[str] = set()
        # By hash: twice a group, and one more if choices that are not made are no reason to pass it over.
        self._rare = HashedNumbers()
        # By group: choices that it needs beside that by which it is found.
        self._third, self._fourth = array("I"), array("I")
        # By choice: groups, and behind each another choice that it needs.
        self._under: dict[int, array[int]] = {}
        self._known = _Known(self._choices, self._rare)

    def add(self, required: Iterable[Terms]) -> bool:
        """Add the next group, which needs one term of each. Whether those that are found for sure have them all."""
        self._known.forget()
        its = [self._split(terms) for terms in sorted(required, key=self._often.of_terms)]
        lone = next((rare for common, rare in its if not common), None)
        if lone:
            self._add_rare(lone, [(common, rare) for common, rare in its if common][: _CHOICES - 2])
        else:
            self._add_common(its[:_CHOICES])
        return not lone and len(its) <= _CHOICES

    def found(self, tokens: AbstractSet[str]) -> tuple[list[int], set[int]]:
        """The groups of whose needs nothing known is missing for sure, and those of which that has to be seen."""
        made = self._known.made_by(tokens)
        third, fourth = self._third, self._fourth
        under = chain.from_iterable(map(self._under.__getitem__, made & self._under.keys()))
        sure = [
            group
            for group, second in zip(under, under, strict=True)
            if second in made and third[group] in made and fourth[group] in made
        ]
        rare = self._known.led_by(tokens)
        return sure, {
            each >> 1 for each in rare if each & 1 or (third[each >> 1] in made and fourth[each >> 1] in made)
        }.difference(sure)

    def _add_rare(self, lone: Terms, others: list[tuple[Terms, Terms]]) -> None:
        """Whoever it fits holds one of a few terms; if one that no other word has, these words are there too."""
        also = self._names(chain.from_iterable(rare for _, rare in others))
        group = len(self._third)
        self._lead(self._names(lone) - also, 2 * group)
        self._lead(also, 2 * group + 1)
        self._need([self._choices.number(common) for common, _ in others])

    def _add_common(self, its: list[tuple[Terms, Terms]]) -> None:
        group = len(self._third)
        self._lead(self._names(chain.from_iterable(rare for _, rare in its)), 2 * group + 1)
        first, second, *others = [*(self._choices.number(common) for common, _ in its), EVERY, EVERY]
        self._need(others)
        self._under.setdefault(first, array("I")).extend((group, second))

    def _need(self, choices: list[int]) -> None:
        """The next group needs two more choices, or fewer."""
        third, fourth, *_ = [*choices, EVERY, EVERY]
        self._third.append(third)
        self._fourth.append(fourth)

    def _split(self, terms: Terms) -> tuple[Terms, Terms]:
        """Which of them are common, and which are not."""
        if len(terms) > _MANY:
            return terms, frozenset()
        common = frozenset(term for term in terms if term in self._often or self._name(term) in self._crowded)
        return common, terms - common

    def _names(self, terms: Iterable[str]) -> set[str]:
        return set(map(self._name, terms))

    def _name(self, term: str) -> str:
        """What a rare term goes by: its first letters, or all of them where too many begin so."""
        whole = letters(term)
        return whole if whole[:_LETTERS] in self._crowded else whole[:_LETTERS]

    def _lead(self, names: Iterable[str], number: int) -> None:
        for name in names:
            key = short_hash(name)
            if len(self._rare.of([key])) >= _CROWD:
                self._crowded.add(name)
            self._rare.add(key, number)


class _Known(dict[str, tuple[int, ...]]):
    """Of a token that listings hold: the choices that are made by it; and what it leads to if it is rare."""

    def __init__(self, choices: Choices, rare: HashedNumbers) -> None:
        self._choices, self._rare = choices, rare
        self._leads: dict[str, list[int]] = {}

    def __missing__(self, token: str) -> tuple[int, ...]:
        whole = letters(token)
        if leads := self._rare.of({short_hash(whole[:_LETTERS]), short_hash(whole)}):
            self._leads[token] = leads
        found = self[token] = self._choices.made_by(token)
        return found

    def made_by(self, tokens: AbstractSet[str]) -> set[int]:
        """The choices of a listing."""
        if len(self) > _REMEMBERED:
            self.forget()
        return {EVERY}.union(*map(self.__getitem__, tokens))

    def led_by(self, tokens: AbstractSet[str]) -> set[int]:
        """Where rare ones of them lead, once their choices are known."""
        return set(chain.from_iterable(map(self._leads.__getitem__, tokens & self._leads.keys())))

    def forget(self) -> None:
        """A group was added, or there are too many."""
        self.clear()
        self._leads.clear()
