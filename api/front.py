"""The web page: one document at every path that a browser may open, with a head for whoever runs no JavaScript.

What is at a path is put together in the browser (frontend/src/routes.ts has the same paths). Listings and companies say
in the document what they are, for search engines and link previews.
"""

from __future__ import annotations

import hashlib
from http import HTTPStatus
from pathlib import Path
from typing import Any

from apiflask import APIBlueprint
from flask import Response, render_template, request

from api import clock
from api.access import access
from api.database import database
from api.errors import MEDIA_TYPE
from api.front_head import NO_HEAD, Head, of_company, of_listing
from jobtracker.store import company_pages, listing_views

bp = APIBlueprint("front", __name__, enable_openapi=False)
BUILT = Path(__file__).parent / "static" / "app"
"""What `npm run build` writes, in frontend/."""
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
"""PrimeVue writes styles into the document; no script is inline."""
PAGES = (
    "/", "/jobs", "/companies", "/stats",
    "/trackers", "/trackers/new", "/trackers/act", "/trackers/<int:number>", "/agree",
    "/notifications", "/notifications/<int:number>", "/notices", "/unsubscribe",
    "/account", "/kept", "/login", "/signup", "/confirm", "/forgot", "/reset", "/address",
    "/admin", "/admin/companies", "/admin/companies/new", "/admin/companies/<slug>", "/admin/runs",
    "/admin/runs/<int:number>", "/admin/incidents", "/admin/held", "/admin/mail", "/admin/users", "/admin/nodes",
    "/admin/audit",
)  # fmt: skip
"""All but listings and companies. Mails and feeds lead to some of them, so they stay."""
SEARCH = ("/", "/jobs")
FIRST_RESULTS = "</api/listings?limit=30&count=true&facets=true>; rel=preload; as=fetch; crossorigin"
"""What the search asks for where its address says nothing: on its way while the scripts still are."""
_NO_PAGES = ("/api", "/assets", "/sitemap")
_HEAD = "<!--head-->"


@access("public")
def page(**_of_path: Any) -> Response:
    """The document."""
    answer = document(NO_HEAD)
    if request.path in SEARCH and not request.query_string:
        answer.headers["Link"] = FIRST_RESULTS
    return answer


for _path in PAGES:
    bp.get(_path, endpoint="page")(page)


@bp.get("/jobs/<int:listing_id>")
@access("public")
def listing(listing_id: int) -> Response:
    """The document of a listing; it says what is offered where."""
    found = database().read(listing_views.listing, listing_id, now=clock.now())
    return document(of_listing(found)) if found else nothing()


@bp.get("/companies/<slug>")
@access("public")
def company(slug: str) -> Response:
    """The document of a company."""
    found = database().read(company_pages.company, slug, today=clock.now().date(), days=1)
    return document(of_company(found)) if found else nothing()


@bp.after_app_request
def readable(answer: Response) -> Response:
    """Whatever is wrong, who opens a page is told by the page, which offers a way on; programs as everywhere."""
    if answer.mimetype != MEDIA_TYPE or answer.status_code == HTTPStatus.MISDIRECTED_REQUEST or not _is_of_a_page():
        return answer
    shown = nothing(HTTPStatus(answer.status_code))
    if wait := answer.headers.get("Retry-After"):
        shown.headers["Retry-After"] = wait
    return shown


def _is_of_a_page() -> bool:
    is_seen = request.method in {"GET", "HEAD"} and "text/html" in request.headers.get("Accept", "")
    is_ours = request.endpoint is None or request.endpoint.startswith(f"{bp.name}.")
    return is_seen and is_ours and not request.path.startswith(_NO_PAGES)


def nothing(status: HTTPStatus = HTTPStatus.NOT_FOUND) -> Response:
    """The document, which will say that nothing is here, or what is wrong."""
    return document(Head(title="Job Tracker", robots="noindex"), status)


def document(head: Head, status: HTTPStatus = HTTPStatus.OK) -> Response:
    """The document with its head; where it is not built, a page that says so."""
    try:
        built = (BUILT / "index.html").read_text()
    except FileNotFoundError:
        return _answer(render_template("front.html"), status)
    said = render_template("head.html", head=head).strip()
    return _answer(built.replace("<title>Job Tracker</title>", "").replace(_HEAD, said), status)


def _answer(body: str, status: HTTPStatus) -> Response:
    answer = Response(body, status, mimetype="text/html", headers={"Content-Security-Policy": POLICY})
    if status == HTTPStatus.OK:
        answer.set_etag(hashlib.blake2b(body.encode(), digest_size=12).hexdigest(), weak=True)
        answer.make_conditional(request)
    return answer
