"""Which countries there are."""

from __future__ import annotations

import re
from functools import cache

from babel import Locale

_NO_COUNTRIES = frozenset({"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ", "AC", "CP", "CQ", "DG", "EA", "IC", "TA"})


@cache
def codes() -> frozenset[str]:
    """Their ISO 3166-1 codes of two letters: the territories of babel, less groups, former and reserved ones."""
    found = map(str, Locale("en").territories)
    return frozenset(code for code in found if re.fullmatch("[A-Z]{2}", code)) - _NO_COUNTRIES
