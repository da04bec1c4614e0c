"""`jobtracker bench floods`: boards that turn up, change or come back as a whole, and what trackers hear of it."""

from benchmarks.floods.bench import main

__all__ = ["main"]
