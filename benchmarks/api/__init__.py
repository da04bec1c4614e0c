"""`jobtracker bench api`: the API's requests a second beside those of a bare Flask view with the same SQL."""

from benchmarks.api.bench import main

__all__ = ["main"]
