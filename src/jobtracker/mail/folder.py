"""Mails as files of a folder, which any mail program opens: for a machine without a mail server."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from pathlib import Path

from jobtracker.mail.message import Mail, build
from jobtracker.mail.senders import NotSent


@dataclass(slots=True, frozen=True)
class FolderSender:
    """Writes each mail into a file of its own; the same mail, sent again, into the same."""

    folder: Path
    mail_from: str

    def send(self, mail: Mail) -> None:
        """Write it, whole or not at all. Raises NotSent if the folder cannot be written to."""
        try:
            message = build(mail, self.mail_from)
        except ValueError as error:
            raise NotSent(f"mail: {error}", permanent=True) from None
        digest = hashlib.sha256(message["Message-ID"].encode()).hexdigest()[:12]
        file = self.folder / f"{parsedate_to_datetime(message['Date']):%Y%m%d-%H%M%S}-{digest}.eml"
        half = file.with_suffix(f".{os.getpid()}")
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with open(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as handle:  # noqa: PTH123 - the mode
                handle.write(message.as_bytes())
            half.replace(file)
        except OSError as error:
            with suppress(OSError):
                half.unlink()
            raise NotSent(f"mail: {self.folder}: {error.strerror}") from None


def newest(folder: Path, limit: int) -> Sequence[Path]:
    """The files of mails, the newest first."""
    return sorted(folder.glob("*.eml"), reverse=True)[:limit]
