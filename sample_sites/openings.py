"""Invented openings, before any ATS writes them in its own way."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

_ROLES = ("Engineer", "Designer", "Accountant", "Nurse", "Buyer", "Analyst", "Counsel", "Technician", "Recruiter")
_LEVELS = ("Junior", "Senior", "Lead", "Principal", "Working Student", "Head of")
_FIELDS = ("Platform", "Payments", "Logistics", "Quality", "Growth", "Hardware", "Care", "Research", "Sales")
CITIES = (("Berlin", "Berlin", "DE"), ("Boston", "Massachusetts", "US"), ("Lyon", "Auvergne-Rhône-Alpes", "FR"),
          ("Leeds", "England", "GB"), ("Graz", "Styria", "AT"), ("Toronto", "Ontario", "CA"))  # fmt: skip
_WORDS = (
    "team", "we", "you", "build", "plan", "with", "the", "our", "own", "a", "for", "and", "clear", "steady", "work",
    "care", "learn", "write", "test", "ship", "talk", "help", "lead", "measure", "keep", "simple", "safe", "week",
    "month", "customer", "partner", "product", "service", "factory", "clinic", "school", "market", "budget", "report",
)  # fmt: skip
_EPOCH = dt.datetime(2026, 1, 1, 9, tzinfo=dt.UTC)


@dataclass(slots=True, frozen=True)
class Opening:
    """One invented opening."""

    number: int
    """By it the company's site knows it."""
    title: str
    city: str
    region: str
    country: str
    text: str
    """HTML."""
    published: dt.datetime
    requisition: int
    """Openings that are one position in several places share it."""

    @property
    def id(self) -> str:
        """Its number, as the keys of a board are."""
        return str(self.number)

    @property
    def uuid(self) -> str:
        """Its id where the ATS uses such ids."""
        return number_to_uuid(self.number)

    @property
    def place(self) -> str:
        """City and region."""
        return ", ".join(filter(None, (self.city, self.region)))


Openings = Mapping[str, Opening]
"""What is open on a board, by id, as the site orders it."""


def number_to_uuid(number: int) -> str:
    """A UUID that tells nothing but the number."""
    return str(UUID(int=number << 64 | 0x8000_0000_0000_0000, version=4))


def make_opening(chance: random.Random, number: int, text: int) -> Opening:
    """Invent one, with so many characters of text."""
    city, region, country = chance.choice(CITIES)
    return Opening(
        number=number,
        title=f"{chance.choice(_LEVELS)} {chance.choice(_FIELDS)} {chance.choice(_ROLES)} {number}",
        city=city,
        region=region,
        country=country,
        text=make_text(chance, text),
        published=_EPOCH + dt.timedelta(hours=number),
        requisition=number,
    )


def make_text(chance: random.Random, size: int) -> str:
    """Paragraphs of so many characters of words."""
    words = " ".join(chance.choices(_WORDS, k=size // 5 + 1))[: max(0, size)]
    return "".join(f"<p>{words[start : start + 400]}.</p>" for start in range(0, len(words), 400))
