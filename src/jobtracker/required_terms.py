"""What a listing has to hold if a query is to fit it: by this an index of queries finds the few worth a look.

A term is a token, or the beginning of one with a star behind it.
"""

from __future__ import annotations

import bisect
from collections import Counter
from collections.abc import Iterable
from itertools import accumulate
from typing import Final, TypeAlias

from jobtracker.query import Any, Node, Not, Phrase, Word

Terms: TypeAlias = frozenset[str]
"""One of these a listing has to hold."""
STAR: Final = "*"


def letters(term: str) -> str:
    """A term without its namespace."""
    return term.partition("_")[2]


def required(node: Node, often: Frequencies) -> list[Terms]:
    """A listing that the query fits holds a term of each. What a query excludes asks for nothing."""
    if isinstance(node, Word):
        return [frozenset(f"{token}{STAR}" for token in node.tokens) if node.prefix else frozenset(node.tokens)]
    if isinstance(node, Not):
        return []
    if isinstance(node, Any):
        of_each = [required(each, often) for each in node.nodes]
        return [frozenset().union(*(min(each, key=often.of_terms) for each in of_each))] if all(of_each) else []
    inner = node.all if isinstance(node, Phrase) else node.nodes
    return list(dict.fromkeys(terms for each in inner for terms in required(each, often)))


class Frequencies:
    """In how many listings a term stands, by a sample of them."""

    def __init__(self, lines: Iterable[str] = ()) -> None:
        """`lines`: the tokens of each listing of the sample."""
        counts: Counter[str] = Counter()
        for line in lines:
            counts.update(set(line.split()))
        self._counts = {token: number for token, number in counts.items() if number > 1}
        self._letters = set(map(letters, self._counts))
        self._sorted = sorted(self._counts)
        self._upto = [0, *accumulate(self._counts[token] for token in self._sorted)]

    def __contains__(self, term: str) -> bool:
        """Whether more than one of the listings holds the term, or its like in another namespace, as stems are.

        Every beginning counts as such a one.
        """
        return term.endswith(STAR) or letters(term) in self._letters

    def of_terms(self, terms: Terms) -> float:
        """An upper bound of the listings that hold one of them."""
        return sum(map(self._of, terms))

    def _of(self, term: str) -> float:
        if not term.endswith(STAR):
            return self._counts.get(term, 0.5)
        start = term[:-1]
        first, end = bisect.bisect_left(self._sorted, start), bisect.bisect_left(self._sorted, f"{start}~")
        return self._upto[end] - self._upto[first] + 0.5
