"""Ways for a mail to leave: by SMTP, as a file in a folder, or on to the console where nothing is set."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from jobtracker.errors import JobTrackerError
from jobtracker.mail.message import Mail, build

if TYPE_CHECKING:
    from jobtracker.config import Settings

NO_SETTINGS = "neither JOBTRACKER_SMTP_URL nor JOBTRACKER_MAIL_DIR is set: no mail can be sent"


class NotSent(JobTrackerError):
    """A mail, or a post to a webhook, did not get through: why, in one line. Another try may, unless `permanent`."""

    def __init__(self, why: str, *, permanent: bool = False, no_mailbox: str = "", certain: bool = True) -> None:
        super().__init__(why)
        self.permanent = permanent
        """This mail will never be taken."""
        self.no_mailbox = no_mailbox
        """An address behind which is nobody."""
        self.certain = certain
        """It did not arrive. Else nobody knows: the server fell silent after it had all of it, say."""


class Sender(Protocol):
    """Whoever sends mails."""

    def send(self, mail: Mail) -> None:
        """Send it. Raises NotSent."""


@dataclass(slots=True, frozen=True)
class ConsoleSender:
    """Prints mails, for whoever has no server."""

    mail_from: str

    def send(self, mail: Mail) -> None:
        """Print it on stdout."""
        print(_readable(mail, self.mail_from), file=sys.stdout, flush=True)  # noqa: T201  (its purpose)


def by_settings(settings: Settings) -> Sender | None:
    """A server if one is set, else a folder; None if neither is."""
    from jobtracker.mail.folder import FolderSender
    from jobtracker.mail.smtp import SmtpSender

    if settings.smtp_url:
        return SmtpSender(settings.smtp_url, settings.mail_from)
    return FolderSender(Path(settings.mail_dir), settings.mail_from) if settings.mail_dir else None


def or_console(settings: Settings) -> Sender:
    """The same; without settings the console, for a person who looks at it."""
    return by_settings(settings) or ConsoleSender(settings.mail_from)


def _readable(mail: Mail, mail_from: str) -> str:
    message = build(mail, mail_from)
    head = "".join(f"{name}: {message[name]}\n" for name in ("From", "To", "Subject"))
    text = message.get_body(("plain",))
    return f"{head}\n{text.get_content() if text else ''}"
