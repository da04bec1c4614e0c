"""The public plugin API: everything a spider may import, and the only thing a drop-in spider may import.

Which base to extend:
    CompanySpider    a site of its own, any Scrapy code
    WholeBoard       an ATS that sends a board in one answer
    Paged            an ATS that sends it in pages
    ListThenDetail   an ATS whose list lacks the texts: one more request for each new or changed listing
    StructuredData   any site whose pages carry schema.org JobPosting
"""

from crawler.base.answer import BadAnswer, element_to_record, read_json, read_xml
from crawler.base.ats_spider import AtsSpider, BadParams
from crawler.base.company_spider import CompanySpider
from crawler.base.job_posting import find_job_postings, parse_job_posting
from crawler.base.list_then_detail import ListThenDetail
from crawler.base.paged import CursorPages, LinkedPages, OffsetPages, Paged
from crawler.base.record import Record
from crawler.base.structured_data import StructuredData
from crawler.base.whole_board import WholeBoard
from jobtracker.company import Company
from jobtracker.listing import Posting

API_VERSION = 1
"""Raised when something listed here changes so that a spider must change with it."""

__all__ = [
    "API_VERSION",
    "AtsSpider",
    "BadAnswer",
    "BadParams",
    "Company",
    "CompanySpider",
    "CursorPages",
    "LinkedPages",
    "ListThenDetail",
    "OffsetPages",
    "Paged",
    "Posting",
    "Record",
    "StructuredData",
    "WholeBoard",
    "element_to_record",
    "find_job_postings",
    "parse_job_posting",
    "read_json",
    "read_xml",
]
