"""Whether mails go out and would arrive: each step of sending one, and what others ask of who sends it."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import requests

from jobtracker.addresses import is_public
from jobtracker.mail.checkup.domain import of_domain
from jobtracker.mail.checkup.finding import Finding
from jobtracker.mail.checkup.server import of_server
from jobtracker.mail.folder import FolderSender
from jobtracker.mail.letter import Letter, mail
from jobtracker.mail.message import Mail
from jobtracker.mail.senders import NO_SETTINGS, NotSent

if TYPE_CHECKING:
    from jobtracker.config import Settings

PATIENCE = 5.0
"""Seconds for the site to answer."""


def checkup(its: Settings, to: str) -> Iterator[Finding]:
    """Send a test mail to that address, and look at all that decides whether it arrives, one thing after the other."""
    if its.smtp_url:
        yield from of_server(its.smtp_url, its.mail_from, _test_mail(its, to))
        domain = its.mail_from.rpartition("@")[2]
        yield from of_domain(domain) if "." in domain else ()
    elif its.mail_dir:
        yield _into_folder(Path(its.mail_dir), its, to)
    else:
        fix = "set JOBTRACKER_SMTP_URL, smtp://user:password@host:587?starttls; or JOBTRACKER_MAIL_DIR to look at mails"
        yield Finding("wrong", "settings", NO_SETTINGS, fix)
    yield _of_site(its.base_url)


def _test_mail(its: Settings, to: str) -> Mail:
    site = its.base_url.rstrip("/")
    return mail(
        Letter(
            subject="A test mail of Job Tracker",
            paragraphs=[
                "Somebody who runs Job Tracker wanted to see whether its mails arrive: this one did.",
                (
                    "In its headers, under Authentication-Results, it should say spf=pass, dkim=pass and dmarc=pass."
                    " If it lay among the spam, one of them is the likeliest reason."
                ),
            ],
            link=("Links of mails lead here", site),
        ),
        to,
    )


def _into_folder(folder: Path, its: Settings, to: str) -> Finding:
    try:
        FolderSender(folder, its.mail_from).send(_test_mail(its, to))
    except NotSent as error:
        return Finding(
            "wrong", "folder", str(error), "let this user write there, or set JOBTRACKER_MAIL_DIR to another"
        )
    fix = "set JOBTRACKER_SMTP_URL for mails to reach anybody"
    return Finding("doubtful", "folder", f"mails are written into {folder}, and go nowhere else", fix)


def _of_site(base_url: str) -> Finding:
    """Whether links of mails lead somewhere, as far as it can be told from here."""
    step, host = "links (BASE_URL)", urlsplit(base_url).hostname or ""
    fix = "JOBTRACKER_BASE_URL has to be the address at which whoever reads the mails finds the site"
    try:
        addresses = {str(entry[4][0]) for entry in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)}
        status = requests.get(f"{base_url.rstrip('/')}/healthz", timeout=PATIENCE, allow_redirects=False).status_code
    except (OSError, UnicodeError) as error:  # requests' own are OSErrors, too
        why = "there is no such host" if isinstance(error, socket.gaierror | UnicodeError) else type(error).__name__
        return Finding("wrong", step, f"{base_url} does not answer: {why}", f"start the API (`serve`); {fix}")
    if status != 200:
        return Finding("wrong", step, f"{base_url}/healthz answers {status}, not 200", fix)
    if not all(map(is_public, addresses)):
        return Finding("doubtful", step, f"{base_url} answers, but {host} is known on this network only", fix)
    if not base_url.startswith("https:"):
        said = f"{base_url} answers, without encryption"
        return Finding(
            "doubtful", step, said, "mail programs unsubscribe over https only: serve it so, and set BASE_URL"
        )
    return Finding("good", step, f"{base_url} answers")
