"""Who lies within whom: every country in the larger areas that employers name.

EU, EEA and EUROPE hold each other, as EMEA holds EUROPE and AMERICAS holds LATAM. The parts of EU members that are in
the EU and have a code of their own (Réunion, Åland) are in it. Employers draw EMEA and APAC differently; here Turkey,
the Caucasus and Central Asia are in EMEA, Pakistan and Afghanistan in APAC.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Final


def _codes(words: str) -> frozenset[str]:
    return frozenset(words.split())


_EU: Final = _codes(
    "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE AX GF GP MF MQ RE YT"
)
_EEA: Final = _EU | {"EU", "NO", "IS", "LI"}
_EUROPE: Final = _EEA | {"EEA"} | _codes("GB CH UA RS AL BA ME MK MD XK AD MC SM VA BY RU FO GG GI IM JE SJ")
_MIDDLE_EAST: Final = _codes("AE BH IL IQ IR JO KW LB OM PS QA SA SY TR YE AM AZ GE KZ KG TJ TM UZ")
_AFRICA: Final = _codes(
    "DZ AO BJ BW BF BI CV CM CF TD KM CG CD CI DJ EG GQ ER SZ ET GA GM GH GN GW KE LS LR LY MG MW ML MR MU YT MA "
    "MZ NA NE NG RE RW SH ST SN SC SL SO ZA SS SD TZ TG TN UG EH ZM ZW TF"
)
_LATAM: Final = _codes(
    "MX GT BZ HN SV NI CR PA CO VE GY SR GF EC PE BO BR PY UY AR CL CU DO HT PR AG AI AW BB BL BQ BS CW DM FK GD "
    "GP GS JM KN KY LC MF MQ MS SX TC TT VC VG VI BV"
)
_APAC: Final = _codes(
    "AF BD BT BN KH CN HK MO TW IN ID IO JP KP KR LA MY MV MN MM NP PK PH SG LK TH TL VN AU NZ FJ PG SB VU NC PF "
    "WS TO TV KI NR FM MH PW CK NU TK WF AS GU MP UM NF CC CX HM PN"
)
MEMBERS: Final[Mapping[str, frozenset[str]]] = {
    "EU": _EU,
    "EEA": _EEA,
    "EUROPE": _EUROPE,
    "EMEA": _EUROPE | {"EUROPE"} | _MIDDLE_EAST | _AFRICA,
    "LATAM": _LATAM,
    "AMERICAS": _LATAM | {"LATAM", "US", "CA", "BM", "GL", "PM"},
    "APAC": _APAC,
}
"""ISO 3166-1 codes, and the larger areas that lie in another. WORLDWIDE, which is not here, holds all."""


def holds(area: str, code: str) -> bool:
    """Whether all of `code` (a country, a division or a larger area) lies in `area`."""
    country, members = code.partition("-")[0], MEMBERS.get(area, ())
    return area in (code, country, "WORLDWIDE") or code in members or country in members


@lru_cache(maxsize=1024)
def holders(code: str) -> tuple[str, ...]:
    """Every area that all of `code` lies in, itself first: "DE-BE", DE, EU, EEA, EUROPE, EMEA, WORLDWIDE."""
    larger = (area for area in (*MEMBERS, "WORLDWIDE") if holds(area, code))
    return tuple(dict.fromkeys((code, code.partition("-")[0], *larger)))


@lru_cache(maxsize=64)
def countries_in(code: str) -> tuple[str, ...]:
    """The countries of an area, sorted; of a country itself, and of a division none."""
    if code in MEMBERS:
        return tuple(sorted(MEMBERS[code] - MEMBERS.keys()))
    return (code,) if len(code) == 2 else ()
