"""Career sites to try things on: made-up or recorded boards that misbehave when told to.

`python -m sample_sites` serves them over HTTP; tests and benchmarks use them in their own process.
"""

from sample_sites.asked import Asked
from sample_sites.boards import Board, MadeUpBoard, RecordedBoard, made_up_boards, recorded_boards
from sample_sites.faults import KINDS, Trouble, misbehave
from sample_sites.server import Server
from sample_sites.sites import Sites

__all__ = [
    "KINDS",
    "Asked",
    "Board",
    "MadeUpBoard",
    "RecordedBoard",
    "Server",
    "Sites",
    "Trouble",
    "made_up_boards",
    "misbehave",
    "recorded_boards",
]
