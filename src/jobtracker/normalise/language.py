"""The language a posting is written in."""

from __future__ import annotations

import re

import pycld2

SHORTEST = 120
"""Below so many characters of body the detector guesses; the site's claim is better, if there is one."""
LONGEST = 6_000
"""Characters that are looked at, from the middle: many German bodies begin and end in an English "About us"."""
MAIN_SHARE = 60
"""Per cent of the text that must be in one language. Else it says all twice, and its opening decides."""
PIECES, PIECE = 6, 150
"""Taken evenly from those characters, so many pieces of so many characters mostly decide it, at a fifth of the cost."""
ALL_SHARE = 95
"""Per cent of the pieces that must be in one language to decide it."""
TAG = re.compile(r"([a-z]{2})(?:[-_][a-z0-9_-]*)?", re.IGNORECASE)
RENAMED = {"iw": "he", "in": "id", "ji": "yi", "jw": "jv", "nb": "no", "mo": "ro"}


def read_language(claim: object, title: str, text: str) -> str:
    """ISO 639-1 code of the bulk of `text`; of `claim` (a BCP 47 tag) if that is too short or undecided; else ""."""
    if not text:  # a title alone is taken for Danish, or Interlingue
        return _claimed(claim)
    if len(text) < SHORTEST:
        return _claimed(claim) or _detect(f"{title}\n{text}")
    start = max(0, len(text) - LONGEST) // 2
    middle = text[start : start + LONGEST]
    return _detect(_pieces(middle), ALL_SHARE) or _detect(middle) or _detect(text[: len(text) // 3]) or _claimed(claim)


def _pieces(text: str) -> str:
    step = max(PIECE, (len(text) - PIECE) // (PIECES - 1))
    return " ".join([text[at : at + PIECE] for at in range(0, len(text), step)])


def _claimed(claim: object) -> str:
    match = TAG.fullmatch(claim.strip()[:40]) if isinstance(claim, str) else None
    return _code(match[1]) if match else ""


def _detect(text: str, least: int = MAIN_SHARE) -> str:
    try:
        reliable, _, languages = pycld2.detect(text[:LONGEST], isPlainText=True)
    except pycld2.error:  # a character it takes for invalid UTF-8
        return ""
    _, code, share, _ = languages[0]
    return _code(code.partition("-")[0]) if reliable and share >= least and code != "un" else ""


def _code(code: str) -> str:
    code = RENAMED.get(code.lower(), code.lower())
    return code if len(code) == 2 else ""
