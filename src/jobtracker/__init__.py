"""The middle of Job Tracker: rules, store and command line. Knows neither Scrapy nor Flask."""

__version__ = "0.1.0"
