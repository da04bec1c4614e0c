"""Remote, hybrid or on-site: what a posting says of this role, told apart from what it says of anything else.

What speaks of this role (its title, a "Location:" line, "this role is remote", "three days a week in our office") wins
over the site's field, and the field over what the employer says of itself. Where a candidate may choose, the freest
offer counts: "hybrid in Berlin or remote" is remote. Five office days a week are on-site; so are four, unless the
employer calls them hybrid or gives the fifth to work at home. Contradictory or vague is unknown: a bare remote flag, or
"remote" among towns, is wrong too often to outweigh an employer who asks everyone into the office, and a bare "not
remote" leaves hybrid open.
"""

from __future__ import annotations

from typing import Final

from jobtracker.listing import Source, Workplace
from jobtracker.normalise.sentences import plain
from jobtracker.normalise.workplace_signs import FIRM, LEAN, MOST_DAYS, PLAIN, ROLE, Sign, text_signs, title_sign

_FIELD_WORDS: Final[dict[str, Workplace]] = {
    "remote": "remote", "fully": "remote", "telecommute": "remote", "telework": "remote", "work from home": "remote",
    "homeoffice": "remote", "télétravail": "remote", "remoto": "remote", "virtual": "remote",
    "hybrid": "hybrid", "hybride": "hybrid", "híbrido": "hybrid", "partial": "hybrid",
    "on site": "on-site", "onsite": "on-site", "in office": "on-site", "office": "on-site", "in person": "on-site",
    "vor ort": "on-site", "presencial": "on-site", "présentiel": "on-site",
}  # fmt: skip


def read_workplace(
    *,
    field: str | None,
    remote: bool | None,
    place_words: frozenset[str],
    title: str,
    text: str,
    in_town: bool = False,
) -> tuple[Workplace, Source | None, str]:
    """(workplace, where it was read, the sentence it was read from or "").

    `field` is the site's own word, `remote` its flag, `place_words` those of "remote", "hybrid", "on-site" that stand
    in its place strings, `text` the body as plain text, `in_town` whether its places name a town. Nothing raises; what
    cannot be read is ("unknown", None, "").
    """
    heading = title_sign(title)
    signs = [*([heading] if heading else []), *text_signs(text)]
    word = _field_word(field)
    place = _place_word(place_words, remote)
    role = [sign for sign in signs if sign.weight >= (ROLE if word or place_words else PLAIN)]
    if role:
        return _from_role(role, signs, (heading.value if heading else word) or place)
    if word:
        return word, "field", ""
    if place == "remote" and _contrary(signs, in_town):
        return "unknown", None, ""
    if place:
        return place, "field", ""
    return _from_flag(remote, signs, in_town)


def _field_word(field: str | None) -> Workplace | None:
    words = str(field or "").casefold().replace("_", " ").replace("-", " ").replace("home office", "homeoffice").strip()
    if words.startswith(("no ", "not ", "non ")):
        return None
    if words in _FIELD_WORDS:
        return _FIELD_WORDS[words]
    known = {value for word, value in _FIELD_WORDS.items() if word in words}
    return "hybrid" if "hybrid" in known else known.pop() if len(known) == 1 else None


def _place_word(place_words: frozenset[str], remote: bool | None) -> Workplace | None:
    """What the place strings say. Several words are a choice, unless the site's flag takes "remote" out of it."""
    free: tuple[Workplace, ...] = ("remote", "hybrid", "on-site")
    order = free[1:] if remote is False and len(place_words) > 1 else free
    return next((value for value in order if value in place_words), None)


def _contrary(signs: list[Sign], in_town: bool) -> bool:
    """Whether the employer asks everyone in, so that "remote" among its places may be somebody else's."""
    firm = [sign for sign in signs if sign.weight >= FIRM]
    return bool(firm) and all(sign.value != "remote" and (in_town or sign.days) for sign in firm)


def _from_role(role: list[Sign], signs: list[Sign], word: Workplace | None) -> tuple[Workplace, Source | None, str]:
    if len({sign.value for sign in role}) > 1:
        role = [sign for sign in role if not sign.tag] or role
    value = _agreed(role, signs, word)
    if value in (None, "unknown"):
        return "unknown", None, ""
    return value, "text", next((sign for sign in (*role, *signs) if sign.value == value), role[0]).evidence


def _agreed(role: list[Sign], signs: list[Sign], word: Workplace | None) -> Workplace | None:
    """What the signs have in common; `word` settles a contradiction, and five days are on-site by whatever name."""
    values = {sign.value for sign in role}
    if len(values) > 1 and word in values:
        return word
    if "on-site" in values and values <= {"on-site", "hybrid"}:
        counts = [sign.days for sign in role if sign.days]
        called = (word == "hybrid" and counts) or any(sign.value == "hybrid" for sign in signs)
        return "hybrid" if called and min(counts, default=0) <= MOST_DAYS else "on-site"
    return values.pop() if len(values) == 1 else None


def _from_flag(remote: bool | None, signs: list[Sign], in_town: bool) -> tuple[Workplace, Source | None, str]:
    """A bare flag holds unless the employer asks everyone in; without a flag the employer's word counts.

    Beside a town it needs the employer's word: sites set it for hybrid work, too (of 500 real postings with a flag, a
    town and a clear text 206 were not remote; without a town, 14 of 360).
    """
    firm = [sign for sign in signs if sign.weight == FIRM]
    lean = [sign for sign in signs if sign.weight == LEAN]
    values = {sign.value for sign in firm}
    if not remote:
        return _from_employer(firm, lean, elsewhere="remote" in values and (remote is False or in_town))
    if values and "remote" not in values:
        counted = [sign for sign in firm if sign.days and sign.value == "hybrid" and "hybrid" in plain(sign.evidence)]
        return ("hybrid", "text", counted[0].evidence) if counted else ("unknown", None, "")
    doubtful = len(values) > 1 or (not values and (lean or in_town))
    return ("unknown", None, "") if doubtful else ("remote", "field", "")


def _from_employer(firm: list[Sign], lean: list[Sign], *, elsewhere: bool) -> tuple[Workplace, Source | None, str]:
    """What the employer says of itself; `elsewhere`: it speaks of people who work remotely, and not of this role."""
    doubtful = elsewhere or any(sign.value == "unknown" for sign in lean)
    contrary = len({sign.value for sign in firm}) > 1 and any(sign.value == "remote" for sign in firm)
    return ("unknown", None, "") if doubtful or contrary else _from_role(firm or lean, firm + lean, None)
