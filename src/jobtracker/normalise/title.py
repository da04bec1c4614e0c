"""Titles: as people read them, and as a key for telling whether two postings have the same one."""

from __future__ import annotations

import html
import re
from functools import lru_cache
from typing import Final

from jobtracker.normalise.characters import one_line
from jobtracker.normalise.folding import fold_letters

LONGEST: Final = 500

_INVISIBLE: Final = re.compile("[\u00ad\u200b\u200e\u200f\u2060\ufeff]")
_TAG: Final = re.compile(r"</?[a-zA-Z][^<>]*>")
_SEX: Final = (
    r"(?:[mwdfxhvki]|gn|div(?:ers|\.)?|m[äa]nnlich|weiblich|male|female|"
    r"masculin|f[ée]minin|homme|femme|man|woman|all|any)"
)
_GENDER_MARK: Final = re.compile(
    rf"\s*[(\[]\s*(?:{_SEX}(?:\s*[/|,;:*·•\-+]\s*|\s+){_SEX}(?:(?:\s*[/|,;:*·•\-+]\s*|\s+){_SEX})*\*?"
    r"|(?:all|any|alle|every|tous)\s(?:genders?|geschlechter|genres|gender identities)(?: welcome)?|gn\*?|"
    r"gender[ -]neutral|they/she/he)\s*[)\]]"
    r"|\s*(?<![\w/])(?:[mwfd]\s?/\s?[mwfd]\s?/\s?[mwfdx]|(?:[HF]\s?/\s?[FH](?:\s?/\s?[DXN])?|m/[wfv]|"
    r"[wfv]/m)(?=\s*(?:$|[-–—|,(])))(?![\w/])",
    re.IGNORECASE,
)
_REQUISITION: Final = re.compile(
    r"\s*[-–|,:]?\s*[(\[]?\b(?:job|req(?:uisition)?|posting|vacancy|ref(?:erence)?)\.?\s?(?:id|no|number|nr|"
    r"code)?[\s#.:]*[a-z]{0,3}-?\d{3,}\s*[)\]]?$",
    re.IGNORECASE,
)
_STARS: Final = re.compile(r"(?<!\w)\*+([^*]+)\*+(?!\w)")
_EMPTY: Final = re.compile(r"\(\s*\)|\[\s*\]")
_ENDS: Final = " \t-–—|,;:*_/•·"
_OPENING_ENDS: Final = " \t-–—|,;:*_•·"

_ENDINGS: Final = re.compile(
    r"(?<=[^\W\d_])(?:[:*_·•](?:innen|in|r|n|e|se|euse|rice|trice|ne)|/-?(?:innen|in)|\s?\((?:innen|in|a|as|e|"
    r"es|ne|se|euse|rice|r)\))(?![\w-])"
)
_INNER_CAPITAL: Final = re.compile(r"(?<=er)In(?:nen)?\b")
_TOKEN: Final = re.compile(r"[^\W_]+(?:\+\+|#|%)|\d+(?:[.,]\d+)+|[^\W_]+|\+", re.UNICODE)
_DOTS: Final = re.compile(r"(?<=[^\W\d_])\.(?=[^\W\d_])|['’`´]")
_PAIRS: Final = re.compile(r"\b(full|front|back) (stack|end)\b")
_LEVEL: Final = r"(?:senior|sr\.?|junior|jr\.?|staff|principal|lead|mid|expert|i{1,3}|iv|v)"
_EITHER_LEVEL: Final = re.compile(rf"\b({_LEVEL})\s?/\s?(?={_LEVEL}(?!\w))")
_MAYBE_LEVEL: Final = re.compile(rf"^\(({_LEVEL})\)")
_SPELT_OUT: Final = {
    "sr": "senior",
    "jr": "junior",
    "mgr": "manager",
    "asst": "assistant",
    "assoc": "associate",
    "+": "and",
}


def clean_title(raw: str) -> str:
    """`raw` as one readable line of at most LONGEST characters, without gender marks such as "(m/w/d)".

    "Entwickler:in" stays as it is; so do numbers, unless they are named as the requisition's. "" for anything but text.
    """
    if not isinstance(raw, str):
        return ""
    line = one_line(_INVISIBLE.sub("", html.unescape(html.unescape(raw[: LONGEST * 4]))), LONGEST)
    title = _TAG.sub(" ", line) if "<" in line else line
    title = _STARS.sub(r"\1", title) if "*" in title else title
    title = _EMPTY.sub("", _REQUISITION.sub("", _GENDER_MARK.sub(" ", title)))
    return " ".join(title.split()).rstrip(_ENDS).lstrip(_OPENING_ENDS) or line


@lru_cache(maxsize=16384)
def title_key(title: str) -> str:
    """Equal for titles that say the same: no case, accents, gender marks or endings, punctuation; "Sr." is "Senior".

    Levels ("I", "II") and signs that name another role ("C", "C++", "C#", "80%") stay apart.
    """
    plain = _INNER_CAPITAL.sub("", clean_title(title))
    plain = _ENDINGS.sub("", fold_letters(plain)).replace("&", " and ")
    plain = _DOTS.sub("", _MAYBE_LEVEL.sub(r"\1 or not ", _EITHER_LEVEL.sub(r"\1 or ", plain)))
    words = (_SPELT_OUT.get(word, word) for word in _TOKEN.findall(plain))
    return _PAIRS.sub(r"\1\2", " ".join(words)) or plain.strip()
