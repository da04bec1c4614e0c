"""The item pipelines, one stage a file; crawler/settings.py has their order."""
