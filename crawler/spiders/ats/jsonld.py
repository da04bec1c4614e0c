"""Any careers site whose pages carry schema.org JobPosting."""

from crawler.base import StructuredData


class JsonLd(StructuredData):
    """Careers sites with structured data (https://schema.org/JobPosting).

    What sites are told to write: https://developers.google.com/search/docs/appearance/structured-data/job-posting
    Params: `link` is the site's sitemap of postings (see its robots.txt), or a page that links them; `pattern` is a
    regular expression that postings' URLs contain, blank for the usual ones.
    Traps: what a script adds in the browser is not there; a sitemap may lag behind, or have a child for each language.
    Stance: a company's own pages, made for crawlers; only where the site's robots.txt allows it.
    """

    name = "jsonld"
