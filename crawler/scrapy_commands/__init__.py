"""Scrapy's own commands, where they must differ."""
