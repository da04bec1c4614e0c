"""What an index of tokens can know of a query: which listings it cannot rule out. Plain data."""

from __future__ import annotations

from collections.abc import Iterable

from jobtracker.query import All, Any, Node, Not, Phrase, Word, all_of, any_of, negated

Bound = Node | bool
"""A query without phrases; True: every listing; False: none."""


def upper(node: Node) -> Bound:
    """What every listing fits that fits the query: for each phrase, its words."""
    return _bound(node, up=True)


def _bound(node: Node, *, up: bool) -> Bound:
    match node:
        case Word():
            return node if node.tokens else False
        case Phrase():
            return _all(_bound(word, up=up) for word in node.all) if up else False
        case All():
            return _all(_bound(each, up=up) for each in node.nodes)
        case Any():
            return _any(_bound(each, up=up) for each in node.nodes)
        case Not():
            return _not(_bound(node.node, up=not up))
    raise TypeError(f"no part of a query: {node!r}")


def _all(parts: Iterable[Bound]) -> Bound:
    found = list(parts)
    kept = [each for each in found if not isinstance(each, bool)]
    return False if False in found else all_of(kept) if kept else True


def _any(parts: Iterable[Bound]) -> Bound:
    found = list(parts)
    kept = [each for each in found if not isinstance(each, bool)]
    return True if True in found else any_of(kept) if kept else False


def _not(part: Bound) -> Bound:
    return not part if isinstance(part, bool) else negated(part)


def has_phrase(node: Node) -> bool:
    """True if its words' order matters somewhere."""
    match node:
        case Phrase():
            return True
        case All() | Any():
            return any(map(has_phrase, node.nodes))
        case Not():
            return has_phrase(node.node)
    return False


def is_broad(node: Node) -> bool:
    """True if a listing without a single token fits: then no index of tokens helps to find what fits."""
    match node:
        case All():
            return all(map(is_broad, node.nodes))
        case Any():
            return any(map(is_broad, node.nodes))
        case Not():
            return not is_broad(node.node)
    return False


def required(node: Bound) -> list[tuple[Word, ...]]:
    """Groups of words, of each of which every fitting listing holds one. Empty if there is none to look for."""
    match node:
        case Word():
            return [(node,)]
        case All():
            return [group for each in node.nodes for group in required(each)]
        case Any():
            groups = [required(each) for each in node.nodes]
            return [tuple(word for each in groups for word in each[0])] if all(groups) else []
    return []
