"""The mails of a tracker: its news, that it ends soon, that it has ended. Plain data in, a mail out, always the same.

What is told is a document (`Content`) that was frozen when the mail was put together. What it says is here, how that
looks in tracker_view.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from email.utils import format_datetime
from typing import Any

from jobtracker.counted import counted
from jobtracker.mail import job_words as say
from jobtracker.mail.letter import AUTOMATIC
from jobtracker.mail.message import Mail, one_line, unsubscribe_by
from jobtracker.mail.site import Site
from jobtracker.mail.tracker_view import Card, Group, Link, View, as_html, as_text

Content = Mapping[str, Any]
"""In JSON's types, as store.composing makes it."""
IN_SUBJECT = 70
"""Characters of a tracker's name."""
LONGEST_URL = 1_500


def mail(content: Content, delivery_id: int, to: str, site: Site) -> Mail:
    """The mail of a delivery."""
    its = view(content, site, delivery_id)
    tracker_id, at, asked_at = content["tracker"]["id"], _time(content["at"]), _time(content["asked_at"])
    headers = {
        "Date": format_datetime(at),
        "Message-ID": f"<delivery.{delivery_id}.{asked_at:%Y%m%d%H%M%S%f}@{site.host}>",
        "List-ID": f"<tracker-{tracker_id}.{site.host}>",
        **unsubscribe_by(site.act_at_once("unsubscribe", tracker_id)),
    }
    return Mail([to], its.subject, as_text(its), AUTOMATIC | headers, as_html(its))


def subject(content: Content) -> str:
    """What, and how many."""
    name = one_line(content["tracker"]["name"], IN_SUBJECT)
    if content["kind"] == "renew":
        return f"{name} ends on {_last_day(content)}: renew it with one click"
    if content["kind"] == "closing":
        return f"{name} has ended: it found {counted(content['tracker']['found'], 'job')}"
    if content["total"]:
        return f"{counted(content['total'], 'new job')} for {name}: {_where(content)}"
    begun, more = content["beginnings"], content["more_beginnings"]
    if len(begun) == 1 and not more:
        company, number, _, *again = begun[0]
        return f"{one_line(company, 60)} is {_begins(*again)}: {counted(number, 'job')} for {name}"
    how = {_begins(*again) for _, _, _, *again in begun}
    return f"{len(begun) + more:,} more companies are {' or '.join(sorted(how))} for {name}"


def _where(content: Content) -> str:
    groups = content["groups"]
    if content["total"] == 1:
        return f"{one_line(groups[0]['cards'][0]['title'], 80)} at {one_line(groups[0]['company'], 40)}"
    names = [one_line(group["company"], 30) for group in groups]
    further = len(names) - 2 + content["beyond"][1]
    return f"at {', '.join(names[:2])}" + (f" and {further:,} more" if further > 0 else "")


def view(content: Content, site: Site, delivery_id: int) -> View:
    """What the mail says."""
    about = content["tracker"]
    return View(
        subject=subject(content),
        heading=_heading(content),
        paragraphs=list(_paragraphs(content)),
        button=_button(content, site),
        groups=[_group(each, content, site) for each in content["groups"]],
        beyond=_beyond(*content["beyond"]),
        all=f"{site.tracker(about['id'])}?delivery={delivery_id}",
        beginnings=[_beginning(content, site, *each) for each in content["beginnings"]],
        more_beginnings=_more_beginnings(content["more_beginnings"]),
        footer=[_why(content), *_coverage(content)],
        links=list(_links(content, site)),
    )


def _heading(content: Content) -> str:
    name = one_line(content["tracker"]["name"])
    if content["kind"] == "renew":
        return f"{name} ends soon"
    if content["kind"] == "closing":
        return f"{name} has ended"
    return f"{counted(content['total'], 'new job')} for {name}" if content["total"] else name


def _paragraphs(content: Content) -> Iterator[str]:
    about = content["tracker"]
    if content["kind"] == "renew":
        yield f"It watches until {_last_day(content)}, and then stops. It found {_found(about)}."
        yield "The link works once, and has it watch on. You need not log in."
    if content["kind"] == "closing":
        yield f"Its time is over, and it has stopped. It found {_found(about)}."
        last = " Below is what it found last." if content["total"] else ""
        yield f"It stays in your list. The link works once, and has it watch on.{last}"


def _found(about: Mapping[str, Any]) -> str:
    its = f"{counted(about['found'], 'job')} since {say.date(_time(about['created_at']), about['zone'])}"
    yes, no = about["relevant"], about["irrelevant"]
    return f"{its}; you judged {yes + no:,} of these: {yes:,} relevant, {no:,} not" if yes + no else its


def _button(content: Content, site: Site) -> Link | None:
    about = content["tracker"]
    if content["kind"] == "news":
        return None
    stamp = int(_time(about["ends_at"]).timestamp())
    words = "Renew it" if content["kind"] == "renew" else "Watch on"
    return Link(words, site.act("renew", about["id"], stamp))


def _group(each: Mapping[str, Any], content: Content, site: Site) -> Group:
    company = one_line(each["company"], 100)
    more = f"and {each['more']:,} more from {company}" if each["more"] else ""
    return Group(company, [_card(card, content, site) for card in each["cards"]], more)


def _card(card: Mapping[str, Any], content: Content, site: Site) -> Card:
    tracker_id, now = content["tracker"]["id"], _time(content["at"])
    posted = card["posted_at"] and _time(card["posted_at"])
    names, how = [one_line(place, 60) for place in card["places"]], say.workplace(card["workplace"])
    where = [say.places(names, card["more_places"], how), how, say.work_from(card["work_from"])]
    rest = [say.pay(card["pay"]), say.age(posted, _time(card["first_seen_at"]), now)]
    judged = (tracker_id, card["vacancy"])
    return Card(
        title=one_line(card["title"], 150),
        lines=[line for line in (" · ".join(filter(None, part)) for part in (where, rest)) if line],
        reposted=card["reposted"],
        page=site.job(card["listing"]),
        url=card["url"] if card["url"].startswith(("https://", "http://")) and len(card["url"]) < LONGEST_URL else "",
        yes=site.act("relevant", *judged, "yes"),
        no=site.act("relevant", *judged, "no"),
    )


def _beyond(jobs: int, companies: int) -> str:
    if not jobs:
        return ""
    return f"and {counted(jobs, 'more job')} at {counted(companies, 'more company')}"


def _begins(again: bool = False) -> str:
    """A company that had been read before is no new one. What an older release composed does not say."""
    return "read again" if again else "now watched"


def _beginning(content: Content, site: Site, company: str, number: int, slug: str, *again: bool) -> Link:
    """In one line, which leads to a search for those that fit."""
    fit = "fits" if number == 1 else "fit"
    words = f"{one_line(company, 100)} is {_begins(*again)}: {number:,} of its jobs {fit}."
    return Link(words, site.search(content["tracker"]["search"], company=slug))


def _more_beginnings(number: int) -> str:
    return f"So are {number:,} more." if number > 1 else "So is one more." if number else ""


def _why(content: Content) -> str:
    about = content["tracker"]
    how = say.rhythm(about["cadence"], about["hour"], about["weekday"], about["zone"])
    name = one_line(about["name"])
    if content["kind"] == "closing":
        return f"You get this because you had a tracker called “{name}”, which mailed {how}."
    return f"You get this because of your tracker “{name}”. It mails {how}, until {_last_day(content)}."


def _coverage(content: Content) -> Iterator[str]:
    about, its = content["tracker"], content["coverage"]
    if content["kind"] == "closing" or not its["companies"]:
        return
    watched = f"It watches {counted(its['companies'], 'company')}"
    one = its["companies"] == 1
    if not its["failing"]:
        yield f"{watched}{', which' if one else '; all'} could be read lately."
        return
    now = _time(content["at"])
    named = [f"{one_line(name, 60)} (since {say.since(_time(at), now, about['zone'])})" for name, at in its["named"]]
    more = its["failing"] - len(named)
    which = ", which" if one else f"; {its['failing']:,}"
    yield f"{watched}{which} could not be read lately: {say.listed(named, say.MOST_PLACES, more)}."


def _links(content: Content, site: Site) -> Iterator[Link]:
    its = content["tracker"]["id"]
    yield Link("Change it", site.tracker(its))
    if content["kind"] != "closing":
        yield Link("Pause it", site.act("pause", its))
    yield Link("Unsubscribe", site.act("unsubscribe", its))


def _last_day(content: Content) -> str:
    about = content["tracker"]
    return say.date(_time(about["ends_at"]) - dt.timedelta(seconds=1), about["zone"])


def _time(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)
