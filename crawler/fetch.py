"""Fetch a few pages by hand, for `companies add` and its like: the web only, public addresses only, robots.txt obeyed.

Every name is resolved once, and the connection made to the very address that was checked; so it is again after each
redirect. In the demo no name is resolved at all: sample sites answer for every host. Crawls do not come this way: they
have Scrapy's downloader.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from time import monotonic, sleep
from urllib.parse import urljoin, urlsplit

import requests
from protego import Protego
from requests.adapters import HTTPAdapter

from jobtracker.addresses import is_public
from jobtracker.errors import JobTrackerError
from jobtracker.public_web import PinnedAdapter, look_up

MOST_REDIRECTS = 5
LARGEST = 50_000_000
"""Bytes of an answer, unpacked."""
TIMEOUT = 20.0
"""Seconds to connect, and between two pieces of an answer."""
DEADLINE = 60.0
"""Seconds for a whole answer."""
DELAY = 0.5
"""Seconds between two requests to one host."""


class Refused(JobTrackerError):
    """A URL that is not to be fetched: what is wrong with it, in one line."""


class Unreachable(JobTrackerError):
    """There was no whole answer: why, in one line."""


class Blocked(Unreachable):
    """The site answers, but not us: 401, 403 or 429."""


@dataclass(slots=True, frozen=True)
class Answer:
    """What a URL answered in the end; `url` is where redirects led."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes


class Fetcher:
    """One session of fetching; safe to be used by several threads. `allowed` names private hosts that may be asked.

    `sample_sites` is the server that stands in for the web, if one does: https://host/path is at its /host/path.
    """

    def __init__(self, user_agent: str, allowed: Collection[str] = (), *, sample_sites: str = "") -> None:
        self._allowed = frozenset(allowed)
        self._sample_sites = sample_sites.rstrip("/")
        self._session = requests.Session()
        self._session.trust_env = False  # a proxy would look the names up itself
        self._session.headers["User-Agent"] = user_agent
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, HTTPAdapter() if sample_sites else PinnedAdapter(self.address_of))
        self._user_agent = user_agent
        self._robots: dict[str, Protego] = {}
        self._turns: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)
        self._last: dict[str, float] = {}

    def fetch(
        self, url: str, *, method: str = "GET", body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Fetch a URL, redirects followed. Raises Refused, Unreachable."""
        for _ in range(MOST_REDIRECTS + 1):
            check_url(url)
            self._ask_robots(url)
            answer = self._send(method, url, body, headers or {})
            target = answer.headers.get("Location", "")
            if not (300 <= answer.status < 400 and target):
                return answer
            url = urljoin(url, target)
            method, body = ("GET", None) if answer.status in (301, 302, 303) else (method, body)
        raise Unreachable(f"more than {MOST_REDIRECTS} redirects")

    def address_of(self, host: str) -> str:
        """An address of a host, all of which must be public. Raises Refused, Unreachable."""
        try:
            addresses = look_up(host)
        except (OSError, UnicodeError):
            raise Unreachable(f"no such host: {host}") from None
        if host not in self._allowed and (private := [each for each in addresses if not is_public(each)]):
            raise Refused(f"{host} leads to the private address {private[0]}")
        return addresses[0]

    def _ask_robots(self, url: str) -> None:
        parts = urlsplit(url)
        site = f"{parts.scheme}://{parts.netloc}"
        if site not in self._robots:
            self._robots[site] = Protego.parse(self._read_robots(f"{site}/robots.txt"))
        if not self._robots[site].can_fetch(url, self._user_agent):
            raise Refused(f"robots.txt of {parts.hostname} forbids it")

    def _read_robots(self, url: str) -> str:
        """RFC 9309: a 4xx allows everything, a 5xx nothing. Raises Unreachable."""
        for _ in range(MOST_REDIRECTS + 1):
            check_url(url)
            answer = self._send("GET", url, None, {})
            target = answer.headers.get("Location", "")
            if not (300 <= answer.status < 400 and target):
                break
            url = urljoin(url, target)
        if answer.status >= 500:
            raise Unreachable(f"robots.txt of {urlsplit(url).hostname}: status {answer.status}")
        return answer.body.decode("utf-8", "replace") if answer.status < 300 else ""

    def _send(self, method: str, url: str, body: bytes | None, headers: Mapping[str, str]) -> Answer:
        host = urlsplit(url).hostname or ""
        with self._turns[host]:
            sleep(max(0.0, self._last.get(host, 0.0) + DELAY - monotonic()))
            self._last[host] = monotonic()
        asked = f"{self._sample_sites}/{url.partition('://')[2]}" if self._sample_sites else url
        try:
            with self._session.request(
                method, asked, data=body, headers=dict(headers), stream=True, timeout=TIMEOUT, allow_redirects=False
            ) as response:
                return Answer(url, response.status_code, response.headers, _read(response))
        except requests.Timeout:
            raise Unreachable(f"no answer in time from {host}") from None
        except (requests.RequestException, UnicodeError, ValueError) as error:
            raise Unreachable(f"no answer from {host}: {type(error).__name__}") from None


def check_status(answer: Answer, url: str) -> None:
    """Raises Unreachable, or Blocked, unless the answer to a URL is a page."""
    if not 200 <= answer.status < 300:
        raise (Blocked if answer.status in (401, 403, 429) else Unreachable)(f"{answer.status} from {url}")


def check_url(url: str) -> None:
    """Raises Refused if a URL is not one of the web, or holds credentials."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
        _ = parts.port
    except ValueError:
        raise Refused("no URL") from None
    if parts.scheme not in ("http", "https") or not host:
        raise Refused("not an http(s) URL")
    if parts.username is not None:
        raise Refused("the URL holds credentials")


def _read(response: requests.Response) -> bytes:
    """The body, while it is neither too large nor too slow. Raises Unreachable."""
    began, pieces, size = monotonic(), [], 0
    for piece in response.iter_content(65_536):
        pieces.append(piece)
        size += len(piece)
        if size > LARGEST:
            raise Unreachable(f"the answer is larger than {LARGEST // 1_000_000} MB")
        if monotonic() - began > DEADLINE:
            raise Unreachable(f"the answer took longer than {DEADLINE:g} s")
    return b"".join(pieces)
