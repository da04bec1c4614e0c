"""One spelling for comparing names: no case, no accents, no punctuation."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

# Letters that Unicode does not take apart into a base letter and a mark.
_LETTERS: Final = str.maketrans({"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "ı": "i"})
_ACCENTS: Final = re.compile("[\u0300-\u036f]+")
_APOSTROPHES: Final = re.compile("['`´‘’ʼʻ‛′.]")
_BREAKS: Final = re.compile(r"[\W_]+")


def fold_letters(text: str) -> str:
    """`text` in lower case and without accents; punctuation stays."""
    text = text.casefold()
    if text.isascii():
        return text
    # Only the accents of European scripts: the marks of Japanese or Hindi make other letters.
    plain = unicodedata.normalize("NFC", _ACCENTS.sub("", unicodedata.normalize("NFKD", text.translate(_LETTERS))))
    return plain.casefold()  # taking "™" apart brings capitals back


def fold(text: str) -> str:
    """`text` as lower-case words with single spaces: "St. John's, Québec" is "st johns quebec", "U.S." is "us"."""
    if text.isascii() and text.isalpha():
        return text.lower()
    return _BREAKS.sub(" ", _APOSTROPHES.sub("", fold_letters(text))).strip()
