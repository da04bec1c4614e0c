"""How the mails of a tracker look: what one says, in its parts, as text and as HTML."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from textwrap import fill

from jinja2 import Environment, StrictUndefined, Template

from jobtracker.mail.letter import WIDTH


@dataclass(frozen=True, slots=True)
class Link:
    """Words, and where they lead."""

    words: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One job."""

    title: str
    lines: list[str]
    reposted: bool
    page: str
    url: str
    """The company's own."""
    yes: str
    no: str


@dataclass(frozen=True, slots=True)
class Group:
    """The jobs of a company, and how many more it has."""

    company: str
    cards: list[Card]
    more: str


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """All that is said, in the order in which it is said."""

    subject: str
    heading: str
    paragraphs: list[str]
    button: Link | None
    groups: list[Group]
    beyond: str
    all: str
    """Where all of it is."""
    beginnings: list[Link]
    more_beginnings: str
    footer: list[str]
    links: list[Link] = field(default_factory=list)

    @property
    def preview(self) -> str:
        """What a list of mails shows behind the subject."""
        titles = [f"{card.title} ({group.company})" for group in self.groups for card in group.cards]
        begun = [link.words for link in self.beginnings]
        return " · ".join([*titles[:3], *begun[:1]] or self.paragraphs[:1])


def as_text(its: View) -> str:
    """As text, in lines of WIDTH."""
    parts = [_wrapped(its.heading), *map(_wrapped, its.paragraphs)]
    if its.button:
        parts.append(f"{its.button.words}:\n{its.button.url}")
    for group in its.groups:
        parts.append(f"{group.company}\n{'-' * min(len(group.company), WIDTH)}")
        parts += map(_card_text, group.cards)
        if group.more:
            parts.append(f"{group.more}:\n{its.all}")
    if its.beyond:
        parts.append(f"{its.beyond}:\n{its.all}")
    parts += [f"{_wrapped(link.words)}\n{link.url}" for link in its.beginnings]
    parts += [its.more_beginnings] if its.more_beginnings else []
    footer = [*map(_wrapped, its.footer), *(f"{link.words}:\n{link.url}" for link in its.links)]
    return "\n\n".join([*parts, "-- ", *footer])


def _card_text(card: Card) -> str:
    title = f"{card.title} [posted again]" if card.reposted else card.title
    links = [card.page, *([f"At the company: {card.url}"] if card.url else [])]
    judged = [f"Relevant: {card.yes}", f"Not relevant: {card.no}"]
    return "\n".join(
        [_wrapped(title), *(_indented(line) for line in card.lines), *(f"  {link}" for link in links + judged)]
    )


def _wrapped(text: str) -> str:
    return fill(text, WIDTH, break_long_words=False, break_on_hyphens=False)


def _indented(text: str) -> str:
    return fill(text, WIDTH, initial_indent="  ", subsequent_indent="  ", break_long_words=False)


def as_html(its: View) -> str:
    """As HTML, by tracker.html."""
    return _template().render({name: getattr(its, name) for name in (*View.__slots__, "preview")})


@cache
def _template() -> Template:
    made = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    return made.from_string(files("jobtracker.mail").joinpath("tracker.html").read_text())
