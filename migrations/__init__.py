"""Alembic's scripts. A package, so that they can be read out of a zip (a scrapyd egg)."""
