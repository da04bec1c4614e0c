"""`jobtracker bench killing`: kill and stop everything while companies are read, then look for what must not be."""

from benchmarks.killing.bench import main

__all__ = ["main"]
