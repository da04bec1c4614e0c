"""A query in few bytes, for an index that keeps a million of them: some 50 where it would be 2,000 as objects."""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any as Anything
from typing import Final

import orjson

from jobtracker.query import All, Any, Node, Not, Phrase, Word

_WORD, _PREFIX, _PHRASE, _NOT, _ALL, _ANY = range(6)
_BITS: Final = -10
"""Of zlib's window. More costs time and gains nothing in so few bytes."""
_OFTEN: Final = (
    b'[3,[0,"_fc"]]"us_fk","de_fk","hybrid_fw","on_site_fw","remote_fw","FULL_TIME_fe"[2,"title_words",true,[2,"words",'
    b'false,[1,"_w"_tw"_sen.w"],0]_sen.w"],[0,"_sde.sen","_w"],[0,"engineer_sde.w","software_sde.sen.w",'
    b'"_sde.sen.w"]],0]_sde.sen.w","_sde.sen.w"],[0,"[[4,[0,"'
)
"""What most of them are made of."""


def pack(query: Node, number: int) -> bytes:
    """A query and a number. Equal ones have equal bytes."""
    packer = zlib.compressobj(9, zlib.DEFLATED, _BITS, 1, zlib.Z_DEFAULT_STRATEGY, _OFTEN)
    return packer.compress(orjson.dumps([_plain(query), number])) + packer.flush()


@lru_cache(maxsize=512)
def unpack(packed: bytes) -> tuple[Node, int]:
    """What was packed. The broadest come with every listing, and are remembered."""
    plain, number = orjson.loads(zlib.decompressobj(_BITS, _OFTEN).decompress(packed))
    return _node(plain), number


def _plain(node: Node) -> list[Anything]:
    if isinstance(node, Word):
        return [_PREFIX if node.prefix else _WORD, *_by_letters(node.tokens)]
    if isinstance(node, Phrase):
        return [_PHRASE, node.part, node.words, node.open_end, *map(_plain, node.all)]
    if isinstance(node, Not):
        return [_NOT, _plain(node.node)]
    return [_ALL if isinstance(node, All) else _ANY, *map(_plain, node.nodes)]


def _by_letters(tokens: Iterable[str]) -> list[str]:
    """Forms that differ in their namespace alone, as one: "berlin_sde.sen.w"."""
    of_each: defaultdict[str, list[str]] = defaultdict(list)
    for token in tokens:
        namespace, _, letters = token.partition("_")
        of_each[letters].append(namespace)
    return [f"{letters}_{'.'.join(namespaces)}" for letters, namespaces in of_each.items()]


def _tokens(by_letters: Iterable[str]) -> Iterator[str]:
    for each in by_letters:
        letters, _, namespaces = each.rpartition("_")
        yield from (f"{namespace}_{letters}" for namespace in namespaces.split("."))


def _node(plain: list[Anything]) -> Anything:
    kind, *rest = plain
    if kind <= _PREFIX:
        return Word(tuple(sorted(_tokens(rest))), prefix=kind == _PREFIX)
    if kind == _PHRASE:
        part, words, open_end, *every = rest
        return Phrase(part, words, open_end, tuple(map(_node, every)))
    if kind == _NOT:
        return Not(_node(rest[0]))
    return (All if kind == _ALL else Any)(tuple(map(_node, rest)))
