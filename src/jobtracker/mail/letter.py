"""A letter to one person: paragraphs and at most one link, as plain text and as HTML that says the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from textwrap import fill

from jobtracker.mail.message import Mail, one_line

WIDTH = 78
AUTOMATIC = {"Auto-Submitted": "auto-generated"}
"""No machine that is away on holiday answers."""


@dataclass(slots=True, frozen=True, kw_only=True)
class Letter:
    """What is said, and where it leads."""

    subject: str
    paragraphs: Sequence[str]
    items: Sequence[str] = ()
    """A list after the paragraphs."""
    link: tuple[str, str] | None = None
    """What it does, and its address."""
    after: Sequence[str] = ()
    """What is said below the link."""
    footer: tuple[str, str] | None = None
    """A small link at the end."""
    headers: dict[str, str] = field(default_factory=dict)


def mail(letter: Letter, to: str) -> Mail:
    """The letter as a mail."""
    return Mail([to], letter.subject, _text(letter), AUTOMATIC | letter.headers, _html(letter))


def _text(letter: Letter) -> str:
    parts = [_wrapped(paragraph) for paragraph in letter.paragraphs]
    if letter.items:
        parts.append(
            "\n".join(fill(one_line(item), WIDTH, initial_indent="- ", subsequent_indent="  ") for item in letter.items)
        )
    if letter.link:
        parts.append("{}:\n{}".format(*letter.link))
    parts += [_wrapped(paragraph) for paragraph in letter.after]
    if letter.footer:
        parts.append("-- \n{}:\n{}".format(*letter.footer))
    return "\n\n".join(parts)


def _wrapped(paragraph: str) -> str:
    return fill(one_line(paragraph), WIDTH, break_long_words=False, break_on_hyphens=False)


def _html(letter: Letter) -> str:
    parts = [
        "<!doctype html>",
        '<html lang="en"><head><meta charset="utf-8">',
        f"<title>{_safe(letter.subject)}</title>",
    ]
    parts.append('</head><body style="font-family: sans-serif; line-height: 1.5; max-width: 38em">')
    parts += [f"<p>{_safe(paragraph)}</p>" for paragraph in letter.paragraphs]
    if letter.items:
        parts += ["<ul>", *(f"<li>{_safe(item)}</li>" for item in letter.items), "</ul>"]
    if letter.link:
        parts.append(f"<p>{_anchor(*letter.link)}</p>")
    parts += [f"<p>{_safe(paragraph)}</p>" for paragraph in letter.after]
    if letter.footer:
        parts.append(f'<p style="font-size: small">{_anchor(*letter.footer)}</p>')
    return "\n".join([*parts, "</body></html>"])


def _anchor(words: str, url: str) -> str:
    return f'<a href="{escape(url)}">{_safe(words)}</a>'


def _safe(text: str) -> str:
    return escape(one_line(text, 400))
