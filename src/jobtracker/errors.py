"""What the project raises for a person to read."""

from __future__ import annotations


class JobTrackerError(Exception):
    """Something failed and one line says what. The `jobtracker` command prints that line and exits 1."""
