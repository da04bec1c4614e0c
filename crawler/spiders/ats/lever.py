"""Lever: the documented Postings API, a whole board in one answer."""

from html import escape

from crawler.base import Posting, Record, WholeBoard


class Lever(WholeBoard):
    """Boards of Lever (https://github.com/lever/postings-api).

    Params: `token` is the last part of jobs.lever.co/palantir; `host` is eu.lever.co for jobs.eu.lever.co.
    Traps: the body is spread over description, lists and additional; createdAt is when the posting was made and may be
    years old; commitment is free text; no count of the site's own. An unknown token is a 404.
    Stance: documented as public by the vendor, for third parties too; robots.txt asks for a second between requests.
    """

    name = "lever"
    rate = 1.0  # robots.txt: Crawl-delay: 1
    params = ("token", "host")
    choices = {"host": ("lever.co", "eu.lever.co")}
    url = "https://api.{host}/v0/postings/{token}?mode=json"
    empty_is_answer = True
    recognises = (r"(?:jobs|api)\.(?P<host>(?:eu\.)?lever\.co)/(?:v0/postings/)?(?P<token>[\w.-]+)",)

    def parse_listing(self, record: Record) -> Posting:
        pay = Record(record.at("salaryRange"))
        return Posting(
            id=record.id("id"),
            title=record.text("text"),
            url=record.text("hostedUrl"),
            apply_url=record.text("applyUrl"),
            places=_places(record),
            workplace=record.text("workplaceType") or None,
            employment_type=record.text("categories.commitment"),
            department=record.text("categories.department"),
            team=record.text("categories.team"),
            pay=[{**pay.raw, "period": pay.text("interval")}] if isinstance(pay.raw, dict) else (),
            pay_text=record.text("salaryDescriptionPlain"),
            posted=record.moment("createdAt"),
            html="\n".join(filter(None, _body(record))),
        )


def _places(record: Record) -> list[str]:
    """A lone town's country is the posting's; whose country it is among several, nobody says."""
    places = record.texts("categories.allLocations") or record.texts("categories.location")
    country = record.text("country")
    return [f"{places[0]}, {country}"] if len(places) == 1 and country and "," not in places[0] else places


def _body(record: Record) -> list[str]:
    lists = [f"<h3>{escape(p.text('text'))}</h3><ul>{p.text('content')}</ul>" for p in record.records("lists")]
    return [record.text("description"), *lists, record.text("additional"), record.text("salaryDescription")]
