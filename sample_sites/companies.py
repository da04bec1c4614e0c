"""Who lives in a made-up world: names, sizes and ATS as real ones have them, and their rows for the registry."""

from __future__ import annotations

import csv
import math
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from crawler.companies.registry import header
from crawler.loader import adapters
from sample_sites.boards import OpenBoard

MEDIAN, SPREAD, LARGEST = 12, 1.5, 800
"""Openings of a company: half have fewer than the first, a tenth more than 80, one in a hundred 400."""
MIX = {
    "greenhouse": 24, "workable": 17, "ashby": 15, "lever": 13, "workday": 10, "personio": 8, "teamtailor": 5,
    "jsonld": 3, "smartrecruiters": 3, "recruitee": 2,
}  # fmt: skip
"""How many of a hundred companies are at which ATS."""
_FIRST = (
    "Amber", "Birch", "Cedar", "Clear", "Coral", "Dawn", "Delta", "East", "Elm", "Fern", "Flint", "Glen", "Grand",
    "Harbour", "Hazel", "Iron", "Ivy", "Juniper", "Lake", "Lark", "Linden", "Maple", "Marble", "Meadow", "Moss",
    "North", "Oak", "Opal", "Pine", "Quartz", "River", "Rowan", "Sand", "Silver", "Slate", "South", "Stone", "West",
)  # fmt: skip
_SECOND = (
    "Analytics", "Bakery", "Bank", "Bikes", "Books", "Care", "Clinic", "Cloud", "Dairy", "Energy", "Farms", "Freight",
    "Games", "Garden", "Glass", "Health", "Homes", "Instruments", "Labs", "Lighting", "Logistics", "Media", "Mills",
    "Motors", "Optics", "Paper", "Pay", "Robotics", "Schools", "Security", "Shipping", "Software", "Studios", "Tools",
)  # fmt: skip


@dataclass(slots=True, frozen=True)
class Dweller:
    """One company of a world."""

    slug: str
    name: str
    ats: str
    size: int
    """Openings on the average."""


def settle(seed: int, count: int, ats: Sequence[str] = ()) -> Iterator[Dweller]:
    """So many companies; the first ones are the same however many there are. Of `ats`, if any are named."""
    among = {name: MIX[name] for name in ats or MIX}
    for number in range(1, count + 1):
        chance = random.Random(f"{seed} company {number}")
        name = f"{chance.choice(_FIRST)} {chance.choice(_SECOND)}"
        size = round(chance.lognormvariate(math.log(MEDIAN), SPREAD))
        system = chance.choices(list(among), list(among.values()))[0]
        yield Dweller(f"{name.lower().replace(' ', '-')}-{number}", name, system, max(1, min(size, LARGEST)))


def write_registry(boards: Iterable[OpenBoard], folder: Path) -> None:
    """Write the companies' rows, a CSV for each ATS, as `--companies` and REGISTRY take them."""
    folder.mkdir(parents=True, exist_ok=True)
    rows: dict[str, list[dict[str, str]]] = {}
    for board in sorted(boards, key=lambda board: board.slug):
        rows.setdefault(board.ats, []).append({"slug": board.slug, "name": board.name, **board.params})
    for ats, those in rows.items():
        with (folder / f"{ats}.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, header(adapters()[ats]), restval="", lineterminator="\n")
            writer.writeheader()
            writer.writerows(those)
