"""Trackers: what is asked of them, and what is told."""

from __future__ import annotations

import datetime as dt

from pydantic import BaseModel, ConfigDict, Field

from api.models import Body
from api.schemas.answer import Answer
from api.schemas.search import Count, Found
from jobtracker.account import LONGEST_ADDRESS
from jobtracker.cadence import Cadence
from jobtracker.store.tracker_views import State
from jobtracker.tracker import LONGEST_NAME, LONGEST_SEARCH, MOST_MUTED
from jobtracker.tracker_terms import LONGEST_URL, MOST_DAYS

SEARCH = Field(
    max_length=LONGEST_SEARCH,
    description="Words and filters as the search page has them in its address, behind the ?: q=...&where=...",
    examples=["q=title:engineer+-senior&where=Berlin~30km:hybrid"],
)


class Subject(Body):
    """What is watched for."""

    search: str = SEARCH
    muted_companies: list[str] = Field([], max_length=MOST_MUTED, description="Slugs: none of theirs.")
    muted_words: list[str] = Field([], max_length=MOST_MUTED, description="None that has one of these words.")


class Window(Body):
    """For how long: one of both."""

    days: int | None = Field(None, ge=1, le=MOST_DAYS, description="So many days from now.")
    until: dt.date | None = Field(None, description=f"The last day, in {MOST_DAYS} days at most.")


class NewTracker(Subject, Window):
    """A tracker to be made."""

    name: str = Field("", max_length=LONGEST_NAME, description="Empty: what it asks for.")
    email: str | None = Field(
        None,
        max_length=LONGEST_ADDRESS,
        description="Null: the account's. Another one is asked first, by a mail.",
    )
    cadence: Cadence = Field(description="instant: what comes within ten minutes in one mail.")
    hour: int = Field(8, ge=0, le=23, description="In its zone: when daily and weekly ones mail.")
    weekday: int = Field(0, ge=0, le=6, description="0 is Monday; of a weekly one.")
    zone: str = Field(max_length=64, description="By its IANA name.", examples=["Europe/Vienna"])
    webhook_url: str = Field("", max_length=LONGEST_URL, description="Where what is found is posted to, too.")


class TrackerChanges(NewTracker):
    """What is to be another: what is not named stays. Another search, or other mutes, begin anew from now on."""

    search: str = Field("", max_length=LONGEST_SEARCH, description="As a search's address has it.")
    cadence: Cadence = Field("daily")
    zone: str = Field("", max_length=64, description="By its IANA name.")


class Feeds(BaseModel):
    """What was found, for a feed reader. Whoever has the address reads it; `revoke` ends it."""

    rss: str = Field(description="Its address as RSS 2.0.")
    json_feed: str = Field(description="Its address as JSON Feed 1.1.")


class Webhook(BaseModel):
    """Where what is found is posted to."""

    url: str
    secret: str = Field(description="What X-JobTracker-Signature is made with; `revoke` makes another.")
    failures: int = Field(description="In a row.")
    error: str = Field(description="Of the last try; empty if it went well.")
    given_up: bool = Field(description="It failed so often that it is tried no more. Setting it again begins anew.")
    next_at: dt.datetime | None = Field(description="When what waits is posted.")


class Newest(BaseModel):
    """A vacancy that was found lately."""

    model_config = ConfigDict(from_attributes=True)

    vacancy_id: int
    listing_id: int = Field(description="The one that fitted.")
    title: str
    company: str = Field(description="The company's name.")
    matched_at: dt.datetime = Field(description="When it was found.")


class Lately(BaseModel):
    """What was found in the last seven days."""

    model_config = ConfigDict(from_attributes=True)

    number: int = Field(description="Vacancies.")
    newest: list[Newest] = Field(description="The newest three.")


class Tracker(BaseModel):
    """A tracker, and how it stands."""

    id: int
    name: str
    search: str = Field(description="Words and filters in one spelling, as a search's address has them.")
    muted_companies: list[str] = Field(description="Slugs.")
    muted_words: list[str] = Field(description="None that has one of them is told.")
    email: str | None
    mails_to: str = Field(description="The address that its mails go to.")
    not_mailed: str = Field(
        description="Why nothing is mailed there: it has not agreed yet, mails to it came back. Empty: it is."
    )
    cadence: Cadence
    hour: int = Field(description="In its zone: when daily and weekly ones mail.")
    weekday: int = Field(description="0 is Monday; of a weekly one.")
    zone: str = Field(description="By its IANA name.")
    state: State
    created_at: dt.datetime
    since: dt.datetime = Field(description="What was open by then is no news.")
    ends_at: dt.datetime = Field(description="When it stops.")
    ended_at: dt.datetime | None = Field(description="When it stopped; null: it runs, or is paused.")
    paused_at: dt.datetime | None = Field(description="null: it is not paused.")
    matched: int = Field(description="Vacancies found, ever.")
    told: int = Field(description="Of these: told by mail.")
    waiting: int = Field(description="Of these: not told yet.")
    lately: Lately
    relevant: int = Field(description='Answers to "was this relevant?": yes.')
    irrelevant: int = Field(description="No.")
    feeds: Feeds
    webhook: Webhook | None = Field(description="null: there is none.")


class TrackerList(BaseModel):
    """All of them, the newest first."""

    items: list[Tracker]


class Biggest(Answer):
    """The company with most of them."""

    slug: str
    name: str
    number: int = Field(description="Its vacancies among those of last week.")


class Previewed(Answer):
    """One that would have come."""

    vacancy_id: int
    total: int = Field(description="So many of its listings fit.")
    listings: list[Found]


class Preview(Answer):
    """What would have come last week."""

    number: int = Field(description="Vacancies that were new in the last seven days, without beginnings.")
    exact: bool = Field(description="False: so many at least.")
    first: list[Previewed] = Field(description="The newest ten.")
    biggest: Biggest | None = Field(description="The company with most of them; null if there are none.")
    fits: Count = Field(description="What fits now, whenever it appeared.")
    of_all: float = Field(description="Which part of all open listings that is; at least, if it is not exact.")
    broad: bool = Field(description="It fits more than 2 % of all open listings: narrow it.")
