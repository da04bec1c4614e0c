"""Greenhouse: the documented Job Board API, a whole board in one answer."""

from crawler.base import Posting, Record, WholeBoard

_BOARDS = r"(?:job-)?boards\.(?:eu\.)?greenhouse\.io/"


class Greenhouse(WholeBoard):
    """Boards of Greenhouse (https://developers.greenhouse.io/job-board.html).

    Params: `token` is the last part of job-boards.greenhouse.io/stripe; `host` only for boards that answer on the EU's.
    Traps: the body is escaped once more; updated_at is bumped in bulk for nothing; a requisition may have a posting for
    each place; metadata fields are named as each employer likes. An unknown token is a 404.
    Stance: documented as public by the vendor; robots.txt closes /embed/ only.
    """

    name = "greenhouse"
    rate = 10.0  # thousands of boards at one host, documented as cached and free of limits
    params = ("token", "host")
    choices = {"host": ("boards-api.greenhouse.io", "boards-api.eu.greenhouse.io")}
    url = "https://{host}/v1/boards/{token}/jobs?content=true"
    recognises = (
        r"(?P<host>boards-api\.eu\.greenhouse\.io)/v1/boards/(?P<token>[\w.-]+)",
        r"(?:boards-api|api)\.greenhouse\.io/v1/boards/(?P<token>[\w.-]+)",
        _BOARDS + r"embed/job_(?:board|app)(?:/js)?/?\?(?:.*&)?for=(?P<token>[\w.-]+)",
        _BOARDS + r"(?!(?:embed|v1|assets|static|packs)\b)(?P<token>[\w.-]+)",
    )
    listings_at = "jobs"
    total_at = "meta.total"
    empty_is_answer = True
    volatile = ("updated_at",)

    def parse_listing(self, record: Record) -> Posting:
        return Posting(
            id=record.id("id"),
            title=record.text("title"),
            url=record.text("absolute_url"),
            requisition_id=record.text("internal_job_id"),
            places=record.texts("location.name") or [o.text("location", "name") for o in record.records("offices")],
            workplace=_own(record, "workplace type", "location type", "work model", "remote type"),
            employment_type=_own(record, "employment type", "time type", "job type", "contract type") or (),
            department=next((d.text("name") for d in record.records("departments")), ""),
            pay=[_range(field) for field in record.records("metadata") if field.number("value.max_value")],
            posted=record.moment("first_published"),
            closes=record.moment("application_deadline"),
            language=record.text("language"),
            html=record.text("content"),
        )


def _own(record: Record, *names: str) -> str | None:
    own = {field.text("name").casefold(): field.text("value") for field in record.records("metadata")}
    return next((own[name] for name in names if own.get(name)), None)


def _range(field: Record) -> dict[str, object]:
    name, value = field.text("name"), Record(field.at("value"))
    period = "hour" if "hour" in name.casefold() else ""
    return {"min": value.number("min_value"), "max": value.number("max_value"), "currency": value.text("unit"),
            "period": period, "label": name}  # fmt: skip
