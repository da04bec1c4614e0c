"""Scrapy's settings of the nodes of `bench nodes`: the project's, with the sample sites in place of the web."""

import os

from crawler.settings import *  # noqa: F403 - as Scrapy's own settings modules do
from sample_sites.ways import detour_settings

globals().update(detour_settings(os.environ["JOBTRACKER_SAMPLE_SITES"], polite=True))
