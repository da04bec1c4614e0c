"""The tables. One code on SQLite, PostgreSQL and MariaDB."""

from jobtracker.models.account import ApiToken, Followed, Kept, MailRow, Muted, Notice, Ticket, User
from jobtracker.models.base import Base, UtcDateTime
from jobtracker.models.company import CompanyRow
from jobtracker.models.incident import Incident, Recrawl
from jobtracker.models.listing import ListingBody, ListingEvent, ListingRow, Vacancy
from jobtracker.models.operations import Addition, Audit, Report
from jobtracker.models.place import PlaceRow
from jobtracker.models.run import RunRow
from jobtracker.models.search import ListingSearch, ListingWords
from jobtracker.models.statistics import DayCount, Statistic
from jobtracker.models.suggestion import Suggestion
from jobtracker.models.tracker import Beginning, Delivery, Match, Suppressed, Tracker

__all__ = [
    "Addition",
    "ApiToken",
    "Audit",
    "Base",
    "Beginning",
    "CompanyRow",
    "DayCount",
    "Delivery",
    "Followed",
    "Incident",
    "Kept",
    "ListingBody",
    "ListingEvent",
    "ListingRow",
    "ListingSearch",
    "ListingWords",
    "MailRow",
    "Match",
    "Muted",
    "Notice",
    "PlaceRow",
    "Recrawl",
    "Report",
    "RunRow",
    "Statistic",
    "Suggestion",
    "Suppressed",
    "Ticket",
    "Tracker",
    "User",
    "UtcDateTime",
    "Vacancy",
]
