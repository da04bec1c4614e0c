"""Passes a request on to a tool on this machine, and its answer back."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from http import HTTPStatus
from urllib.parse import quote, urljoin, urlsplit

import urllib3
from flask import Request, Response, abort
from urllib3.exceptions import HTTPError
from urllib3.response import BaseHTTPResponse

PATIENCE = urllib3.Timeout(connect=5, read=120)  # scrapydweb itself asks nodes for up to a minute
CHUNK = 64 * 1024
SPEAKS_OF_ONE_HOP = frozenset(
    {
        "connection",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    }
)
NOT_FOR_IT = SPEAKS_OF_ONE_HOP | {"host", "authorization", "cookie", "origin", "referer", "content-length", "forwarded"}
"""Headers of a browser that the tool does not get: they are the gate's, or it says them itself."""


class Upstream:
    """A tool that answers on this machine below the same path as here."""

    def __init__(self, url: str, user: str, password: str) -> None:
        self._url = url.rstrip("/")
        self._authorization = "Basic " + b64encode(f"{user}:{password}".encode()).decode()
        self._pool = urllib3.PoolManager(maxsize=16)

    def answer(self, request: Request, *, hidden_cookie: str) -> Response:
        """What the tool says to this request. It is read as it is sent on: a log may be long."""
        query = request.query_string.decode("latin-1")
        address = self._url + quote(request.path, safe="/:@!$&'()*+,;=~") + (f"?{query}" if query else "")
        try:
            found = self._pool.request(
                request.method,
                address,
                headers=self._headers(request, hidden_cookie),
                body=request.get_data(cache=False) if request.content_length else None,
                timeout=PATIENCE,
                retries=False,
                redirect=False,
                preload_content=False,
                decode_content=False,
            )
        except HTTPError:
            abort(HTTPStatus.BAD_GATEWAY, "scrapydweb does not answer.")
        return Response(_read(found), found.status, self._back(found, address))

    def _headers(self, request: Request, hidden_cookie: str) -> dict[str, str]:
        headers = {name: value for name, value in request.headers if not _is_not_for_it(name)}
        cookies = [f"{name}={value}" for name, value in request.cookies.items() if name != hidden_cookie]
        return headers | {"Authorization": self._authorization} | ({"Cookie": "; ".join(cookies)} if cookies else {})

    def _back(self, found: BaseHTTPResponse, address: str) -> list[tuple[str, str]]:
        named = {name.strip().lower() for name in found.headers.get("Connection", "").split(",")}
        dropped = SPEAKS_OF_ONE_HOP | named | {"location", "server", "date", "www-authenticate"}
        headers = [(name, value) for name, value in found.headers.items() if name.lower() not in dropped]
        if target := found.headers.get("Location"):
            headers.append(("Location", self._here(urljoin(address, target))))
        return headers

    def _here(self, target: str) -> str:
        """The path of an address of the tool's. It never leads anybody away from here."""
        if not target.startswith(self._url + "/"):
            abort(HTTPStatus.BAD_GATEWAY, "scrapydweb wanted to lead you to another site.")
        return urlsplit(target)._replace(scheme="", netloc="").geturl()


def _is_not_for_it(header: str) -> bool:
    name = header.lower()
    return name in NOT_FOR_IT or name.startswith(("x-forwarded-", "sec-fetch-"))


def _read(found: BaseHTTPResponse) -> Iterator[bytes]:
    try:
        yield from found.stream(CHUNK, decode_content=False)
    finally:
        found.release_conn()
