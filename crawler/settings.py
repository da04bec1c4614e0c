"""Scrapy's settings. What is not here is Scrapy's default; what is says why."""

import os

from jobtracker.config import settings
from jobtracker.fleet.redis import PARAMS

_settings = settings()

BOT_NAME = "jobtracker"
SPIDER_MODULES = ["crawler.spiders.sites"]
SPIDER_LOADER_CLASS = "crawler.loader.RegistryLoader"  # a registry row is a spider too
COMMANDS_MODULE = "crawler.scrapy_commands"  # `scrapy crawl X` goes through the driver

ITEM_PIPELINES = {  # each takes a Batch: the postings of one response
    "crawler.pipelines.validate.ValidatePipeline": 100,  # refuses what has no id or no title
    "crawler.pipelines.identify.IdentifyPipeline": 200,  # marks as seen, lets through what is new or changed
    "crawler.pipelines.normalise.NormalisePipeline": 300,  # raw values -> facts
    "crawler.pipelines.store.StorePipeline": 400,  # writes early where a crash would cost much
}
SPIDER_MIDDLEWARES = {"crawler.middlewares.batch.BatchMiddleware": 1000}  # innermost: one item per response
DOWNLOADER_MIDDLEWARES = {
    "crawler.middlewares.run.RunMiddleware": 10,  # outermost: no request without its run
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,  # asks the engine's spider, which has no domains
    "crawler.middlewares.offsite.CompanyOffsiteMiddleware": 50,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,  # takes a 500 for permission
    "crawler.middlewares.robots.StrictRobotsTxtMiddleware": 100,
}
DOWNLOAD_HANDLERS = {  # a rate per host, no private addresses; and nothing but the web
    "http": "crawler.download.PoliteHandler",
    "https": "crawler.download.PoliteHandler",
    "file": None,  # but what a person types at `scrapy shell` and its like: scrapy_commands/typed_url.py
    "ftp": None,
    "s3": None,
}
FEED_EXPORTERS = {  # a line per posting, though an item is a batch of them
    "json": "crawler.exporters.PostingJsonExporter",
    "jsonlines": "crawler.exporters.PostingJsonLinesExporter",
    "jsonl": "crawler.exporters.PostingJsonLinesExporter",
    "jl": "crawler.exporters.PostingJsonLinesExporter",
    "csv": "crawler.exporters.PostingCsvExporter",
    "xml": "crawler.exporters.PostingXmlExporter",
}
EXTENSIONS_BASE = {  # without those that execute what others send: merely importing RemoteControl takes half a second
    "scrapy.extensions.corestats.CoreStats": 0,
    "scrapy.extensions.logcount.LogCount": 0,
    "scrapy.extensions.memusage.MemoryUsage": 0,
    "scrapy.extensions.closespider.CloseSpider": 0,
    "scrapy.extensions.feedexport.FeedExporter": 0,
    "scrapy.extensions.logstats.LogStats": 0,
}

# Our own, read by the driver and the download handler
COMPANIES_AT_ONCE = 4 * _settings.concurrency  # most wait for their host's turn; a few slow hosts must not fill a node
REQUESTS_PER_COMPANY = 8  # in flight at once
COMPANY_DEADLINE = 3600.0  # seconds; a run that hangs is ended
FLEET_MEMORY = 1500  # MB; a node that takes more ends at once, and its companies are taken again, each alone
WATCHDOG_PATIENCE = 60.0  # seconds; a callback that computes for longer, while all others wait, is named
RUN_SWITCHED_OFF = False  # True in a replay, which asks no site
INNER_DOWNLOAD_HANDLER = "scrapy.core.downloader.handlers.http11.HTTP11DownloadHandler"
POLITENESS_ENABLED = True  # False in a replay: no rates, no address checks
CHECK_ADDRESSES = True  # False where sample sites stand in for the hosts that URLs name
HOST_DELAY = 0.5  # seconds between two requests to one host, unless its ATS has a rate or its Crawl-delay is longer
HOST_AT_ONCE = 4  # open requests to one host, of this process
SHARED_HOSTS = True  # over Redis, if JOBTRACKER_REDIS_URL names one: then all nodes together keep each rate
RETRY_BACK_OFF = 1.0  # seconds before the first retry, doubled for each further one
ALLOWED_PRIVATE_HOSTS: list[str] = []  # tests and benchmarks name 127.0.0.1

USER_AGENT = _settings.user_agent  # honest: who we are, and where to complain
ROBOTSTXT_OBEY = True
CONCURRENT_REQUESTS = _settings.concurrency  # of all hosts together
CONCURRENT_REQUESTS_PER_DOMAIN = 1000  # Scrapy's slots would count those that wait for their turn
CONCURRENT_ITEMS = 4  # an item is a batch; 100 costs Scrapy a third of its speed
DOWNLOAD_DELAY = 0  # HOST_DELAY instead
DOWNLOAD_TIMEOUT = 60  # 180 would hold a slot for nine minutes with its retries
DOWNLOAD_MAXSIZE = 64 * 2**20  # the largest board known has 30 MB; counts unpacked bytes too
DOWNLOAD_WARNSIZE = 32 * 2**20
DNS_TIMEOUT = 20
RETRY_TIMES = 2
RETRY_GIVE_UP_LOG_LEVEL = "INFO"  # the run says which request failed; ERROR is for companies
REDIRECT_MAX_TIMES = 10  # 20 is a loop
METAREFRESH_ENABLED = False  # no ATS redirects that way, and every HTML body would be searched for it
URLLENGTH_LIMIT = 8000  # Workday's facets make long URLs

REMOTE_CONTROL_ENABLED = False  # it executes what a local HTTP client sends
TELNETCONSOLE_ENABLED = False  # it executes what anyone on the port types
LOG_LEVEL = "INFO"  # DEBUG halves the speed
LOG_FORMATTER = "crawler.log.RunLogFormatter"  # one ERROR line per company that failed
WARN_ON_GENERATOR_RETURN_VALUE = False  # it parses the source of each callback anew; the conformance tests do it once
STATS_DUMP = "SCRAPY_PROJECT" in os.environ  # only under scrapyd: scrapydweb shows them; the run table has the figures
REDIS_URL = _settings.redis_url or None  # scrapy-redis' own connection, of the fleet
REDIS_PARAMS = PARAMS
