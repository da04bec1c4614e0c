"""The mail that tells of vacancies that were saved and of companies that are followed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jobtracker.mail.letter import Letter
from jobtracker.mail.message import one_line, unsubscribe_by

SAID = {
    "removed": "{title} at {company}, which you saved, was taken down",
    "reopened": "{title} at {company}, which you saved, is open again",
    "changed": "{title} at {company}, which you saved, was changed ({fields})",
    "new": "{company} has a new job: {title}",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to tell."""

    kind: str
    company: str
    detail: Mapping[str, Any]

    def words(self) -> str:
        """In one line."""
        if "more" in self.detail:
            return f"{one_line(self.company, 100)} has {self.detail['more']} more new jobs"
        fields = ", ".join(sorted(self.detail.get("changed", {})))
        title = one_line(str(self.detail.get("title", "")), 150)
        return SAID[self.kind].format(title=title, company=one_line(self.company, 100), fields=fields)


def letter(lines: Sequence[Line], more: int, base_url: str, token: str) -> Letter:
    """The letter; `more` is how many further ones there are. The token ends such mails."""
    base = base_url.rstrip("/")
    number = len(lines) + more
    return Letter(
        subject=lines[0].words() if number == 1 else f"{number:,} news of what you keep",
        paragraphs=["Of the jobs that you saved and the companies that you follow:"],
        items=[line.words() for line in lines] + ([f"and {more:,} more"] if more else []),
        link=("See them", f"{base}/notices"),
        footer=("No more mails like this", f"{base}/unsubscribe#{token}"),
        headers=unsubscribe_by(f"{base}/api/account/unsubscribe?token={token}"),
    )
