"""The middle of Job Tracker: rules, store and command line. Knows neither Scrapy nor Flask."""

import os

__version__ = "0.1.0"

# Every key in Redis begins with jobtracker: - those of RQ too, which reads this once, when it is imported.
os.environ.setdefault("RQ_KEY_PREFIX", "jobtracker:rq")
