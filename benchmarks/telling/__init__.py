"""`jobtracker bench telling`: kill whoever matches and sends, and let the mail server misbehave."""

from benchmarks.telling.bench import main

__all__ = ["main"]
