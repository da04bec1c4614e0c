"""What whoever runs the sample sites may ask and change, at /-/ of their server.

GET    /-/                                       the companies, each with its fault
PUT    /-/faults/<whom>?kind=500&good_ones=3     a fault: see Sites.fault for whom, and for share, seconds
DELETE /-/faults/<whom>                          takes it away
PUT    /-/boards/<company>?open=5&close=2        changes a made-up board
PUT    /-/robots/<host>?status=200               its robots.txt is the request's body; DELETE takes it away
GET    /-/requests                               how often each host was asked
GET    /-/requests?host=<host>                   [[seconds since 1970, path], ...]; DELETE /-/requests forgets them
GET    /-/truth                                  the ids that are open now, by company; /-/truth/<company>: of one
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from crawler.recordings import Answer
from sample_sites.boards import MadeUpBoard
from sample_sites.http import HttpRequest
from sample_sites.request_log import RequestLog
from sample_sites.sites import Sites

CONTROL = "/-/"


def control(sites: Sites, log: RequestLog, request: HttpRequest) -> Answer:
    """Do what a request to /-/... asks for, and answer with what it is about; else with each company's fault."""
    parts = urlsplit(request.target)
    what, _, whom = unquote(parts.path).removeprefix(CONTROL).partition("/")
    query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    try:
        _change(sites, log, f"{request.method} {what}", whom, query=query, body=request.body)
        document = _show(sites, log, what, whom, query)
    except (KeyError, ValueError) as error:
        return Answer(400, {"Content-Type": ["text/plain"]}, f"unknown: {error}\n".encode())
    return Answer(200, {"Content-Type": ["application/json"]}, json.dumps(document).encode())


def _change(sites: Sites, log: RequestLog, action: str, whom: str, *, query: Mapping[str, str], body: bytes) -> None:
    if action == "PUT faults":
        numbers = {name: float(query[name]) for name in ("share", "seconds") if name in query}
        sites.fault(whom, query["kind"], good_ones=int(query.get("good_ones", "0")), **numbers)
    elif action == "DELETE faults":
        sites.fault(whom)
    elif action == "PUT boards":
        _change_board(sites, whom, int(query.get("open", "0")), int(query.get("close", "0")))
    elif action == "PUT robots":
        sites.set_robots(whom, body.decode(), status=int(query.get("status", "200")))
    elif action == "DELETE robots":
        sites.set_robots(whom, "", status=404)
    elif action == "DELETE requests":
        log.clear()
    elif not action.startswith("GET"):
        raise ValueError(action)


def _change_board(sites: Sites, slug: str, opened: int, closed: int) -> None:
    board = sites.boards[slug]
    if not isinstance(board, MadeUpBoard):
        raise ValueError(f"{slug} is not made up, and stays as it is")  # noqa: TRY004  (its caller answers 400)
    board.close(*list(board.openings)[len(board.openings) - closed :])
    board.open(opened)


def _show(sites: Sites, log: RequestLog, what: str, whom: str, query: Mapping[str, str]) -> Any:
    if what == "requests":
        return log.of(query["host"]) if "host" in query else log.counts()
    if what == "truth":
        boards = [sites.boards[whom]] if whom else sites.boards.values()
        return {board.slug: sorted(board.external_ids()) for board in boards}
    return sites.faults()
