"""What comes back: mails that could not be delivered (RFC 3464), and complaints (ARF, RFC 5965). Plain reading."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import Message
from typing import Any, Literal

from jobtracker.mail.message import ADDRESS, one_line
from jobtracker.mail.smtp import is_nobody

LONGEST = 10_000_000
"""Bytes that are read."""
_CODE = re.compile(r"\b([45]\d\d)[ -]")


@dataclass(frozen=True, slots=True)
class Returned:
    """What is said of one address."""

    address: str
    kind: Literal["bounce", "complaint", "passing"]
    """passing: the mail did not arrive, but the mailbox is there, or nobody knows: no reason to stop."""
    detail: str


def read(raw: bytes) -> list[Returned]:
    """What a mail reports; empty if it is no report."""
    message = message_from_bytes(raw[:LONGEST], policy=policy.compat32)
    parts = list(message.walk())
    of_complaint = [part for part in parts if part.get_content_type() == "message/feedback-report"]
    if of_complaint:
        return list(_complaints(of_complaint[0], parts))
    found = [each for part in parts if part.get_content_type() == "message/delivery-status" for each in _failures(part)]
    return list({each.address: each for each in found}.values())


def _failures(report: Message[Any, Any]) -> Iterator[Returned]:
    """A group of fields for each recipient, after one about the mail."""
    for group in _groups(report):
        address = _address(group.get("Final-Recipient") or group.get("Original-Recipient") or "")
        action, status = str(group.get("Action", "")).strip().lower(), str(group.get("Status", "")).strip()
        if not address or not action:
            continue
        said = one_line(str(group.get("Diagnostic-Code", "")), 200)
        gone = action == "failed" and is_nobody(_code(said, status), f"{status.split(' ')[0]} {said}")
        yield Returned(address, "bounce" if gone else "passing", f"{action} {status} {said}".strip())


def _code(said: str, status: str) -> int:
    found = _CODE.search(said)
    return int(found[1]) if found else 500 if status.startswith("5") else 400


def _complaints(report: Message[Any, Any], parts: list[Message[Any, Any]]) -> Iterator[Returned]:
    """Of whom: as the report says, else to whom the mail went that it is about."""
    [fields, *_] = [*_groups(report), report]
    kind = one_line(str(fields.get("Feedback-Type", "")), 40).lower()
    named = [*fields.get_all("Original-Rcpt-To", []), *fields.get_all("Removal-Recipient", [])]
    if not named:
        about = [part for part in parts if part.get_content_type() in {"message/rfc822", "text/rfc822-headers"}]
        named = [to for part in about for inner in _groups(part) for to in inner.get_all("To", [])]
    for address in dict.fromkeys(filter(None, (_address(str(each)) for each in named))):
        spam = kind in {"abuse", "fraud", "opt-out", "other", ""}
        yield Returned(address, "complaint" if spam else "passing", f"feedback: {kind or 'of no type'}")


def _groups(part: Message[Any, Any]) -> list[Message[Any, Any]]:
    """The blocks of fields in a part."""
    payload = part.get_payload()
    if isinstance(payload, list):
        return [each for each in payload if isinstance(each, Message)]
    text = part.get_payload(decode=True)
    blocks = re.split(rb"\r?\n\r?\n", text.strip()) if isinstance(text, bytes) else []
    return [message_from_bytes(block, policy=policy.compat32) for block in blocks]


def _address(field: str) -> str:
    """Of `rfc822; eve@example.com` or `Eve <eve@example.com>`."""
    found = ADDRESS.search(field.partition(";")[2] if ";" in field else field)
    return found[0].lower() if found else ""
