"""Workable: the public widget API, a whole board in one answer."""

from crawler.base import Posting, Record, WholeBoard


class Workable(WholeBoard):
    """Boards of Workable (https://help.workable.com/hc/en-us/articles/115012771647).

    The documented form is www.workable.com/api/accounts/{token}?details=true, which leads here.
    Params: `token` is the first part of apply.workable.com/zego.
    Traps: a place with hidden=true is not to be shown; employment_type is often ""; created_at may be a year older than
    published_on; no count of the site's own; 429 from a few requests at once. An unknown token is a 404.
    Stance: documented as public by the vendor; robots.txt allows it (and asks not to train models on it).
    """

    name = "workable"
    rate = 1.0  # 429 from a few requests at once
    url = "https://apply.workable.com/api/v1/widget/accounts/{token}?details=true"
    recognises = (
        r"(?:apply\.)?workable\.com/api/(?:v\d/)?(?:widget/)?accounts/(?P<token>[\w-]+)",
        r"apply\.workable\.com/(?!api/|j/|view/|assets/|static/)(?P<token>[\w-]+)",
        r"(?!www\.|apply\.|jobs\.|help\.|resources\.)(?P<token>[\w-]+)\.workable\.com/",
    )
    empty_is_answer = True
    listings_at = "jobs"

    def parse_listing(self, record: Record) -> Posting:
        shown = [at for at in record.records("locations") if not at.flag("hidden")]
        return Posting(
            id=record.id("shortcode"),
            title=record.text("title"),
            url=record.text("url", "shortlink"),
            apply_url=record.text("application_url"),
            requisition_id=record.text("code"),
            places=[_place(at) for at in shown] or ([] if record.at("locations") else [_place(record)]),
            remote=record.flag("telecommuting"),
            employment_type=record.text("employment_type"),
            department=record.text("department"),
            posted=record.moment("published_on") or record.moment("created_at"),
            html="\n".join(record.text(part) for part in ("description", "requirements", "benefits")).strip(),
        )


def _place(at: Record) -> dict[str, str]:
    return {
        "city": at.text("city"), "region": at.text("region", "state"), "country": at.text("countryCode", "country"),
    }  # fmt: skip
