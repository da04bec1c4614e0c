"""`jobtracker bench page`: what Lighthouse says of the web page, and how long a person waits for results."""

from benchmarks.page.bench import main

__all__ = ["main"]
