"""A small site for people: find a company, see what it has open, add an opening or take one down.

`/` lists the companies, `/?q=mill` those that match; `/company/<slug>` is a careers page. A change is a POST from a
page of this very server: any other origin is refused, and so is a host that is not this machine.
"""

from __future__ import annotations

from functools import cache
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlsplit

from jinja2 import Environment, PackageLoader, select_autoescape

from crawler.recordings import Answer
from sample_sites.boards import OpenBoard
from sample_sites.sites import Sites
from sample_sites.wire import HttpRequest

SHOWN = 100
"""Companies of one page."""
LONGEST = {"title": 200, "place": 100}
"""Characters."""
_HEADERS = {
    "Content-Security-Policy": [
        "default-src 'none'; img-src data:; style-src 'self'; form-action 'self'; frame-ancestors 'none'"
    ],
    "X-Content-Type-Options": ["nosniff"],
    "Referrer-Policy": ["same-origin"],
    "Cache-Control": ["no-store"],
}
_AT_HOME = ("127.0.0.1", "localhost", "::1")


def answer(sites: Sites, request: HttpRequest) -> Answer:
    """The page that is asked for; after a change, the way to it."""
    parts = urlsplit(request.target)
    home = urlsplit(f"//{request.headers.get('host', '')}").hostname
    if home not in _AT_HOME:
        return _page("message.html", 400, message="This server answers to this machine only.")
    if parts.path == "/style":
        return Answer(200, {**_HEADERS, "Content-Type": ["text/css; charset=utf-8"]}, _render("style.css").encode())
    if parts.path == "/":
        return _companies(sites, parse_qs(parts.query).get("q", [""])[0])
    _, what, slug, *action = unquote(parts.path).split("/") if parts.path.count("/") > 1 else ("", "", "")
    board = sites.boards.get(slug)
    if what != "company" or not isinstance(board, OpenBoard):
        return _page("message.html", 404, message="There is no such page.")
    if request.method == "POST":
        return _change(board, request, "/".join(action))
    return _page("company.html", board=board, openings=board.listed().values(), api=_api(board), longest=LONGEST)


def _companies(sites: Sites, query: str) -> Answer:
    words = query.casefold().split()
    boards = [board for board in sites.boards.values() if isinstance(board, OpenBoard)]
    found = [b for b in boards if all(word in f"{b.name} {b.slug} {b.ats}".casefold() for word in words)]
    return _page("companies.html", query=query, boards=found[:SHOWN], found=len(found), all=len(boards))


def _change(board: OpenBoard, request: HttpRequest, action: str) -> Answer:
    if not _is_same_origin(request):
        return _page("message.html", 403, message="A change must come from a page of this server.")
    form = {name: values[0].strip() for name, values in parse_qs(request.body.decode("utf-8", "replace")).items()}
    if action == "add":
        for name, longest in LONGEST.items():
            if not form.get(name) or len(form[name]) > longest or not form[name].isprintable():
                return _page("message.html", 400, message=f"An opening needs a {name} of at most {longest} characters.")
        board.add(form["title"], form["place"])
    elif action == "take-down":
        try:
            board.take_down(form.get("id", ""))
        except KeyError:
            return _page("message.html", 404, message="This opening is not on the board any more.")
    else:
        return _page("message.html", 404, message="There is no such page.")
    return Answer(303, {**_HEADERS, "Location": [f"/company/{quote(board.slug)}"]}, b"")


def _is_same_origin(request: HttpRequest) -> bool:
    """A browser names the origin of every POST; what names none is no page."""
    return request.headers.get("origin") == f"http://{request.headers.get('host')}"


def _api(board: OpenBoard) -> str:
    """Where this server gives what a crawler reads first, as far as a link can ask for it."""
    from crawler.loader import adapters

    return "/" + adapters()[board.ats].url_for(board.params).partition("://")[2]


def _page(name: str, status: int = 200, **known: Any) -> Answer:
    return Answer(status, {**_HEADERS, "Content-Type": ["text/html; charset=utf-8"]}, _render(name, **known).encode())


def _render(name: str, **known: Any) -> str:
    return _templates().get_template(name).render(**known)


@cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("sample_sites"), autoescape=select_autoescape(), trim_blocks=True, lstrip_blocks=True
    )
