"""Career sites to try things on: a living world of them, made-up boards or recorded ones, that misbehave when told to.

`python -m sample_sites` serves them over HTTP; tests and benchmarks use them in their own process.
"""

from sample_sites.asked import Asked
from sample_sites.boards import Board, MadeUpBoard, OpenBoard, RecordedBoard, made_up_boards, recorded_boards
from sample_sites.companies import write_registry
from sample_sites.faults import KINDS, Trouble, misbehave
from sample_sites.server import Server
from sample_sites.sites import FAULTS, Sites
from sample_sites.systems import OWN_HOSTS, SYSTEMS
from sample_sites.world import World, WorldBoard

__all__ = [
    "FAULTS",
    "KINDS",
    "OWN_HOSTS",
    "SYSTEMS",
    "Asked",
    "Board",
    "MadeUpBoard",
    "OpenBoard",
    "RecordedBoard",
    "Server",
    "Sites",
    "Trouble",
    "World",
    "WorldBoard",
    "made_up_boards",
    "misbehave",
    "recorded_boards",
    "write_registry",
]
