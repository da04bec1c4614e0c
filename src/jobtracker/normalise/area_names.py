"""What employers call countries and larger areas, beyond the names that CLDR and ISO 3166 know."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

SUPRANATIONAL: Final = frozenset({"EU", "EEA", "EMEA", "APAC", "LATAM", "AMERICAS", "EUROPE", "WORLDWIDE"})
LANGUAGES: Final = ("en", "de", "fr", "es", "it", "pt", "nl", "sv", "da", "nb", "fi", "pl", "cs", "ro", "hu", "tr", "ja", "zh", "ko", "ru")
CLDR_AREAS: Final = {"001": "WORLDWIDE", "150": "EUROPE", "019": "AMERICAS", "419": "LATAM", "005": "LATAM", "EU": "EU"}
NO_COUNTRIES: Final = frozenset({"AC", "CP", "CQ", "DG", "EA", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"})
# English names of daily use, where CLDR's are longer than people write.
SHORT_NAMES: Final = {
    "HK": "Hong Kong", "MO": "Macao", "MM": "Myanmar", "PS": "Palestine", "CD": "DR Congo", "CG": "Republic of the Congo",
    "TR": "Turkey", "BA": "Bosnia and Herzegovina", "TT": "Trinidad and Tobago", "AG": "Antigua and Barbuda", "CI": "Côte d'Ivoire",
}  # fmt: skip
WRITTEN: Final[Mapping[str, tuple[str, ...]]] = {
    "US": ("USA", "U.S.", "U.S.A.", "United States of America", "the States", "Continental US", "CONUS", "Estados Unidos", "EE.UU.",
           "contiguous United States", "continental United States", "lower 48", "US of A", "Etats-Unis", "Vereinigte Staaten von Amerika"),
    "GB": ("UK", "U.K.", "Great Britain", "Britain", "United Kingdom of Great Britain and Northern Ireland", "Großbritannien"),
    "AE": ("UAE", "U.A.E.", "Emirates", "VAE"), "CZ": ("Czech Republic", "Czech"), "KR": ("Korea", "Republic of Korea", "S. Korea"),
    "NL": ("Holland", "The Netherlands"), "RU": ("Russian Federation",), "CI": ("Ivory Coast", "Ivory Cost"), "HK": ("Hong Kong SAR",),
    "TR": ("Turkey", "Turkiye"), "MK": ("Macedonia",), "CN": ("PRC", "Mainland China"), "VN": ("Viet Nam",), "CV": ("Cape Verde",),
    "SZ": ("Swaziland",), "BO": ("Bolivia",), "VE": ("Venezuela",), "IE": ("Republic of Ireland", "Éire"), "BR": ("Brasil",),
    "CD": ("Democratic Republic of the Congo", "Democratic Republic of Congo", "DRC", "DR Congo"), "MM": ("Burma",), "TW": ("Taiwan ROC",), "NZ": ("Aotearoa",), "BY": ("Belorussia",),
    "SA": ("KSA",), "BA": ("Bosnia",), "PS": ("Palestine",), "CH": ("Schweiz", "Suisse", "Svizzera"), "MX": ("México", "Mexiko"),
    "EU": ("European Union", "E.U.", "UE", "EU-27", "EU27", "EU countries", "EU member states"),
    "EEA": ("European Economic Area", "EWR", "Europäischer Wirtschaftsraum", "EU/EEA"),
    "EMEA": ("Europe, the Middle East and Africa", "Europe, Middle East and Africa", "Europe Middle East Africa"),
    "APAC": ("Asia Pacific", "Asia-Pac", "Asien-Pazifik", "APJ", "APJC"), "LATAM": ("Latin America", "Latinoamérica", "LAC", "LatAm"),
    "AMERICAS": ("AMER", "The Americas", "North and South America", "North America and South America"),
    "EUROPE": ("Continental Europe", "Mainland Europe", "European", "Europa"),
    "WORLDWIDE": ("World", "Global", "Globally", "Anywhere in the world", "Weltweit", "World-wide", "International", "All over the world"),
}  # fmt: skip
GROUPS: Final[Mapping[str, tuple[str, ...]]] = {
    "north america": ("US", "CA"), "namer": ("US", "CA"), "noram": ("US", "CA"), "nordamerika": ("US", "CA"),
    "dach": ("DE", "AT", "CH"), "dach region": ("DE", "AT", "CH"), "d a ch": ("DE", "AT", "CH"), "benelux": ("BE", "NL", "LU"),
    "nordics": ("DK", "FI", "IS", "NO", "SE"), "nordic": ("DK", "FI", "IS", "NO", "SE"), "nordic countries": ("DK", "FI", "IS", "NO", "SE"),
    "scandinavia": ("DK", "NO", "SE"), "baltics": ("EE", "LT", "LV"), "iberia": ("ES", "PT"), "uk i": ("GB", "IE"), "uki": ("GB", "IE"),
    "anz": ("AU", "NZ"), "eu uk": ("EU", "GB"),
}  # fmt: skip
# Names of countries in other languages that mean a town, or another word, more often.
TOWNS_RATHER: Final = frozenset(
    {"granada", "guadalupe", "salvador", "santa lucía", "santa lucia", "san martín", "santa elena", "santa helena", "franca", "norfolk"}
    | {"columbia", "verden", "kena", "líbano", "são martinho", "saint-martin", "tailândia", "maurice", "dominique"}
)
