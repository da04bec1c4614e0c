"""Career sites to try things on: made-up or recorded boards, served over HTTP, that misbehave when told to.

`python -m sample_sites` serves them; tests and benchmarks use `SampleSites` in their own process.
"""

from sample_sites.asked import Asked
from sample_sites.boards import MadeUpBoard, RecordedBoard, made_up_boards, recorded_boards
from sample_sites.faults import KINDS, Trouble, misbehave
from sample_sites.server import SampleSites

__all__ = [
    "KINDS",
    "Asked",
    "MadeUpBoard",
    "RecordedBoard",
    "SampleSites",
    "Trouble",
    "made_up_boards",
    "misbehave",
    "recorded_boards",
]
