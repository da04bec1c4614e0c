"""Recruitee: the Careers Site API, a whole board in one answer."""

from crawler.base import Posting, Record, WholeBoard

STATUSES = ("", "published", "draft", "closed", "archived", "internal")


class Recruitee(WholeBoard):
    """Boards of Recruitee (https://docs.recruitee.com/reference/intro-to-careers-site-api).

    Params: `token` is the first part of channable.recruitee.com; a site on the company's own domain has one too.
    Traps: dates end in " UTC"; updated_at and position move for nothing; mailbox_email is not to be published; no count
    of the site's own. The vendor says that a token per employer is needed from 2027-02-10; after that, 401.
    Stance: documented as public by the vendor until that day.
    """

    name = "recruitee"
    rate = 2.0  # the vendor names no limit; boards have up to 15 MB
    one_rate = ("recruitee.com",)  # one vendor's servers; a board is one request, so each alone would have no rate
    url = "https://{token}.recruitee.com/api/offers/"
    recognises = (r"(?!www\.|api\.|docs\.|support\.|app\.|careers-analytics)(?P<token>[\w-]+)\.recruitee\.com(?:/|$)",)
    empty_is_answer = True
    listings_at = "offers"
    volatile = ("updated_at", "position")

    def is_listed(self, record: Record) -> bool:
        status = record.text("status")
        if status not in STATUSES:  # a field that changed its meaning would empty the board
            self.run.problem(f"a status that nobody knows: {status[:40]!r}")
        return status in ("", "published")

    def parse_listing(self, record: Record) -> Posting:
        flags = [name for name in ("remote", "hybrid", "on_site") if record.flag(name)]
        pay = Record(record.at("salary"))
        return Posting(
            id=record.id("id"),
            title=record.text("title"),
            url=record.text("careers_url"),
            apply_url=record.text("careers_apply_url"),
            places=[_place(at) for at in record.records("locations")] or record.texts("location"),
            workplace=flags[0] if len(flags) == 1 else None,
            remote=record.flag("remote"),
            employment_type=record.text("employment_type_code").replace("_", " "),
            department=record.text("department"),
            pay=[pay.raw] if pay.number("max") or pay.number("min") else (),
            posted=record.moment("published_at") or record.moment("created_at"),
            closes=record.moment("close_at"),
            html="\n".join(record.text(part) for part in ("description", "requirements")).strip(),
        )


def _place(at: Record) -> dict[str, str]:
    return {"city": at.text("city"), "region": at.text("state"), "country": at.text("country_code", "country")}
