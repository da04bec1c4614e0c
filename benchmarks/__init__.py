"""Measurements. `jobtracker bench` lists them; each is a module with a click command `main`. None is a test."""
