"""Office days a week: "Tue/Wed in our office", "3+ days on-site", "5x/week in the studio", "2 days from home"."""

from __future__ import annotations

import re
from typing import Final

_COUNT: Final = (
    r"(\d(?![\d,]|\.\d)|one|two|three|four|five|once|twice|ein\w*|zwei|drei|vier|fünf|un|deux|trois|quatre|cinq)"
)
_NUMBERS: Final = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "once": 1, "twice": 2, "zwei": 2, "drei": 3, "vier": 4,
    "fünf": 5, "un": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "ein": 1, "einen": 1, "einem": 1,
}  # fmt: skip
_OFFICE: Final = (
    r"(?:in-office|in[- ]person|on-?site|(?<!home )(?<!home-)office\w*|hq|hub|headquarters?|studio|lab|factory|plant|"
    r"büro|vor ort|am standort|"
    r"bureaux?|oficina|"
    r"come in|face-to-face|in (?:the )?(?:city|nyc|sf))"
)
_PER_WEEK: Final = (
    r"(?:\s*(?:/|per|a|each|every|pro|die|par|in der|in a|of the|por)\s*(?:week|wk|woche|semaine|semana)|\s*weekly|"
    r"/w)"
)
_DAYS: Final = (
    rf"{_COUNT}\)?(?:\s*(?:-|–|to|or|bis|à|out of|of|oder)\s*(?:\d|two|three|four|five|zwei|drei|vier|"
    rf"fünf))?\s*\+?\s*(?:\(\w+\)\s*)?(?:\w+[- ]){{0,2}}?(?:days?|x|times|tage?n?|jours?|días)?"
)
_OFFICE_DAYS: Final = (
    re.compile(rf"\b{_DAYS}{_PER_WEEK}?[^.;:\d]{{0,35}}?\b{_OFFICE}"),
    re.compile(rf"\b{_OFFICE}\b[^.;\d]{{0,60}}?\b{_DAYS}{_PER_WEEK}"),
)
_WEEKLY: Final = re.compile(
    rf"{_PER_WEEK}|days? in[- ](?:the |our )?office|days? (?:in-office|on-?site|in[- ]person)|in-office days|"
    rf"\d\s?x\b|tage? (?:im büro|vor ort)"
)
_RARELY: Final = re.compile(
    r"\b(?:quarter|month|year|annual|monat|quartal|jahr|vacation|pto|holiday|leave|paid|lunch\w*|snacks|meals|"
    r"catered|dinner\w*)"
)
_FOOD: Final = re.compile(r"\b(?:lunch\w*|snacks|meals|catered|dinner\w*|breakfast)\b")
_HOME_DAYS: Final = re.compile(
    rf"\b{_COUNT}(?:\s*(?:-|to|or|bis|à)\s*\w+)?\+? (?:\w+[- ])?(?:days?|tage?n?|jours?|"
    rf"días)(?:{_PER_WEEK})?[^.;:\d]{{0,15}}?"
    r"\b(?:remote\w*|from home|at home|wfh|home-? ?office|mobil\w*|télétravail|teletrabajo)"
    rf"|\b{_COUNT} (?:remote|home-?office|wfh)[ -](?:days?|tage)\b"
    rf"|\b(?:remotely|remote (?:work|policy)|from home|home ?office|télétravail|"
    rf"teletrabajo)\b[^.;\d]{{0,15}}?\b{_COUNT}(?:\s*(?:-|to|or|"
    rf"bis)\s*\w+)? (?:days?|jours?|días|"
    rf"tage?n?){_PER_WEEK}"
)
_WORKDAYS: Final = 5
_OFFICE_WORD: Final = re.compile(rf"\b{_OFFICE}")
_WHOLE_WEEK: Final = re.compile(r"\bmon(?:day)?s?\s*(?:-|to|through)\s*(?:fri|thu)")
_AT_HOME: Final = re.compile(
    r"day?s?\b[^.;,]{0,25}\b(?:from home|wfh|remote\w*)\b|\b(?:from home|wfh|remote(?:ly)?)\b[^.;,]{0,15}(?:days|"
    r"mon|tue|wed|thu|fri)"
)
_WEEKDAYS: Final = re.compile(r"\b(?:mon|tues?|wednes|wed|thurs?|fri)(?:days?)?\b|\b(?:[mtw]/)(?=[wtf]\b)|(?<=/)[wf]\b")


def read_office_days(words: str) -> int | None:
    """Office days a week (1 to 7) that a sentence, as `plain` gives it, asks for; None if it counts none."""
    if _WEEKLY.search(words):
        found = (match for pattern in _OFFICE_DAYS for match in pattern.finditer(words))
        counts = [count for match in found if not _rarely(words, match) and 0 < (count := _number(match[1])) <= 7]
        if counts:
            return max(counts)
    home = _HOME_DAYS.search(words)
    if home and not _rarely(words, home) and 0 < (count := _number(home[1] or home[2] or home[3])) < _WORKDAYS:
        return min(_WORKDAYS - count, 3)
    return _weekdays(words)


def counts_home_days(words: str) -> bool:
    """Whether a sentence gives some days a week to work at home: "... and 2 days working remotely"."""
    return _HOME_DAYS.search(words) is not None


def _weekdays(words: str) -> int | None:
    named = len(set(_WEEKDAYS.findall(words)))
    if not named or _RARELY.search(words):
        return None
    if named < _WORKDAYS and _AT_HOME.search(words):
        return 3
    if not _OFFICE_WORD.search(words):
        return None
    return _WORKDAYS if _WHOLE_WEEK.search(words) else named


def _rarely(words: str, match: re.Match[str]) -> bool:
    start, end = match.span()
    return bool(_RARELY.search(words, start, end + 25) or _FOOD.search(words, max(0, start - 40), start))


def _number(word: str) -> int:
    return int(word) if word.isdigit() else _NUMBERS.get(word, 1)
