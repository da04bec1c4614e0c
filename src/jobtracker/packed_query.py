"""A query in few bytes, for an index that keeps a million of them: some 60 where it would be 2,000 as objects."""

from __future__ import annotations

import zlib
from functools import lru_cache
from typing import Any as Anything
from typing import Final

import orjson

from jobtracker.query import All, Any, Node, Not, Phrase, Word

_WORD, _PREFIX, _PHRASE, _NOT, _ALL, _ANY = range(6)
_BITS: Final = -10
"""Of zlib's window. More costs time and gains nothing in so few bytes."""
_OFTEN: Final = (
    b'[3,[0,"fc_"]]"fk_us","fk_de","fw_hybrid","fw_on_site","fw_remote","fe_FULL_TIME"[2,"title_words",'
    b'true,[2,"words",false,[1,"tw_[1,"w_[4,[0,"fl_en"],[0,"sde_manager","sen_manag","w_manager"],'
    b'[0,"sde_engineer","sde_softwareengineer","sen_engin","sen_softwareengin","w_engineer","w_softwareengineer"]],0]'
)
"""What most of them are made of."""


def pack(query: Node, number: int) -> bytes:
    """A query and a number. Equal ones have equal bytes."""
    packer = zlib.compressobj(9, zlib.DEFLATED, _BITS, 1, zlib.Z_DEFAULT_STRATEGY, _OFTEN)
    return packer.compress(orjson.dumps([_plain(query), number])) + packer.flush()


@lru_cache(maxsize=4096)
def unpack(packed: bytes) -> tuple[Node, int]:
    """What was packed. The broadest come with every listing, and are remembered."""
    plain, number = orjson.loads(zlib.decompressobj(_BITS, _OFTEN).decompress(packed))
    return _node(plain), number


def _plain(node: Node) -> list[Anything]:
    if isinstance(node, Word):
        return [_PREFIX if node.prefix else _WORD, *node.tokens]
    if isinstance(node, Phrase):
        return [_PHRASE, node.part, node.words, node.open_end, *map(_plain, node.all)]
    if isinstance(node, Not):
        return [_NOT, _plain(node.node)]
    return [_ALL if isinstance(node, All) else _ANY, *map(_plain, node.nodes)]


def _node(plain: list[Anything]) -> Anything:
    kind, *rest = plain
    if kind <= _PREFIX:
        return Word(tuple(rest), prefix=kind == _PREFIX)
    if kind == _PHRASE:
        part, words, open_end, *every = rest
        return Phrase(part, words, open_end, tuple(map(_node, every)))
    if kind == _NOT:
        return Not(_node(rest[0]))
    return (All if kind == _ALL else Any)(tuple(map(_node, rest)))
