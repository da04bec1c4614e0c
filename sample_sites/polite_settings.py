"""Scrapy's settings for a crawler of the sample sites that keeps their rates: the project's, with a detour."""

import os

from crawler.settings import *  # noqa: F403 - as Scrapy's own settings modules do
from sample_sites.ways import detour_settings

globals().update(detour_settings(os.environ["JOBTRACKER_SAMPLE_SITES"], polite=True))
