"""Full-time, part-time, contract, internship: schema.org's employment types, from a site's own words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jobtracker.normalise.sentences import sentences_with

FULL_TIME = re.compile(
    r"full[\s_-]*time|full ?/ ?part|\bvollzeit|\bvoll-|temps[\s_-](?:plein|complet)|tiempo completo|jornada completa"
    r"|tempo pieno"
    r"|(?:tempo|período) (?:integral|completo)|\bvoltijds?\b|\bheltid|pełny etat|正社員|全职|フルタイム|정규직"
)
PART_TIME = re.compile(
    r"part[\s_-]*time|\bteilzeit|temps[\s_-]partiel|tiempo parcial|(?:media|jornada) (?:jornada|parcial)|tempo parziale"
    r"|(?:meio|tempo) (?:período|parcial)|\bdeeltijd|\bdeltid|niepełny etat|パート|兼职|\bmini-?job|geringfügig"
    r"|\bwerkstud|working[\s_-]student|studentische hilfskraft"
)
INTERN = re.compile(
    r"\bintern(?:s|ship|ships)?\b|\bpraktik(?:um|ant)|\bstagiaire|\bstage\b|\btirocinio|\bprácticas\b|\bbecari[oa]"
    r"|\bestágio|\bpraktyk|\bco-?op\b|インターン|实习|인턴"
)
TEMPORARY = re.compile(
    r"\btemp(?:orary|oraire)?\b|fixed[\s_-]*term|\bbefristet|\bseasonal|\bsaison|\binterim\b|\bintérim|\bcdd\b"
    r"|(?:maternity|parental leave) cover|\bzeitarbeit|\btijdelijk|tempo determinato|tiempo determinado|\btemporal\b"
    r"|派遣|契約社員"
)
CONTRACTOR = re.compile(
    r"(?<!permanent )(?<!temporary )(?<!employment )(?<!unlimited )(?<!term )(?<!time )\bcontract\b(?! of)"
    r"|\bcontractors?\b|\bfree-?lanc|\bfreiberuf|\bb2b\b|\bindependent|\bzzp\b|業務委託"
)
VOLUNTEER = re.compile(r"\bvolunt(?:eer|ari)|\behrenamt|\bbénévol")
PER_DIEM = re.compile(r"\bper[\s_-]*diem\b|\bprn\b")
PERMANENT = re.compile(
    r"\bpermanent|\bregular\b|\bfestanstellung|\bunbefristet|\bcdi\b|\bindefinid|\bindeterminat|\bvast\b|\bonbepaald"
    r"|\btillsvidare|\bsalaried\b|^employee$"
)
OTHER = re.compile(r"\bother\b|\bapprentice|\bausbildung|\balternance|\btrainee|\bazubi|\bsonstige")

TYPES = {
    "FULL_TIME": FULL_TIME, "PART_TIME": PART_TIME, "CONTRACTOR": CONTRACTOR, "TEMPORARY": TEMPORARY, "INTERN": INTERN,
    "VOLUNTEER": VOLUNTEER, "PER_DIEM": PER_DIEM,
}  # fmt: skip
HOURS = {"FULL_TIME", "PART_TIME"}
LABELLED_LINE = 100
"""A line longer than this is a sentence, not a label and its value."""

ABOUT_OTHERS = (
    r"(?! ?\w* ?(?:program|coordinator|manage|recruit|talent|lead\b|supervis|experience|administrat|negotiat|counsel"
    r"|compliance|success|operations|relations|law|lifecycle|partner|specialist|analyst|attorney|intelligence|power))"
)
IN_TITLE = re.compile(
    r"full[\s-]*time|full ?/ ?part[\s-]*time|\bvoll-|vollzeit|part[\s-]*time(?! mba)|teilzeit|temps partiel|mini-?job"
    r"|werkstud\w*|working student"
    rf"|\bintern(?:ship)?\b{ABOUT_OTHERS}|\bpraktik(?:um|ant)\w*|\bstagiaire|^stage\b(?= ?[-–(:])|\bco-op(?=$|[)\],]"
    rf"| ?[–—(|-]| student| intern)"
    r"|\bfixed[\s-]*term(?: contract)?|\bseasonal\b|\bbefristet|\bcdd\b|\bmaternity cover"
    r"|^temp(?:orary)?\b(?: contract)?(?! power| works)"
    r"|(?:[(\[,|/:–—-]\s*|\b\d+\+?[- ]month\s+)(?:temp(?:orary)?|contract(?:or|[ -]to[ -]hire)?|freelancer?)\b"
    rf"{ABOUT_OTHERS}|\b(?:contractor|contract|freelancer?|temp)(?=\s*(?:$|[)\],–—(|-]))|^freelance(?=r? )"
    r"|\bcontract (?:role|position)|\bvolunteer(?=$|\s*[)(,–-])|\bper diem\b"
)
"""What a title says of the role itself, not of what the role is busy with ("Contract Manager", "Intern Programs")."""

KINDS = (
    r"(?:full[ -]?time|part[ -]?time|contract(?:or)?|independent contractor|temporary|fixed[ -]term(?: contract)?"
    r"|freelance"
    r"|internship|seasonal|vollzeit|teilzeit|per diem)"
)
SEVERAL = rf"({KINDS}\b(?:[,/ -]+(?:or |and )?{KINDS}\b)*)"
ROLE = r"(?:position|role|job|opportunity|gig)"
NEEDLES = (
    "full-time", "full time", "fulltime", "part-time", "part time", "contract", "temporary", "fixed-term", "fixed term",
    "freelance", "internship", "seasonal", "per diem", "vollzeit", "teilzeit", "festanstellung",
)  # fmt: skip
LABELLED = re.compile(
    r"\W*(?:(?:type of )?(?:employment|job|position|role|contract|work|commitment)(?: type| status| basis)?|type"
    r"|schedule"
    r"|anstellungsart|beschäftigungsart|vertragsart|arbeitszeit|umfang|type de contrat|contrat)"
    rf"\s*[:–-]\s*([^\n]{{0,20}}\b(?:{KINDS}|permanent|festanstellung)\b[^\n]{{0,30}})",
    re.IGNORECASE,
)
STATED = re.compile(
    rf"\b(?:this (?:is|will be) (?:an? )?(?:[\w/-]+,? ){{0,5}}?|(?:looking for|seeking"
    rf"|hiring) an? (?:[\w-]+,? ){{0,2}}?|^(?:an? )?)"
    rf"{SEVERAL}(?=[\w,/ -]{{0,40}}?\b{ROLE}\b)"
    r"|^\W*((?:fixed[ -]term|part[ -]time) contract)\b"
    r"|\b(b2b contract)(?= (?:with|or|basis|only|from)\b|\W*$|[).,;/])"
    rf"|\bthis (?:(?!not)[\w-]+ ){{0,3}}?({KINDS}) (?:[\w-]+ ){{0,2}}?{ROLE}\b"
    rf"|\bthis (?:[\w-]+ )?{ROLE} (?:is|will be) (?:an? )?{SEVERAL}(?=[.,;\s]|$)",
    re.IGNORECASE,
)


def read_employment_types(raw: object, *, title: str = "", text: str = "") -> tuple[str, ...]:
    """schema.org's employment types, in the order of `TYPES`; empty if nothing says.

    `raw` is the site's word or words for it. The title may add to it, and outweighs it on part-time, since "full-time"
    is often a mere default, as it is of freelance work. `text` (plain) only counts where it plainly speaks of this
    role: on the hours where the rest is silent, on the contract always.
    """
    words = " | ".join(_words(raw)).casefold().replace("_", " ")
    found = _types(words)
    titled = " | ".join(match[0] for match in IN_TITLE.finditer(title.casefold()))
    said = _stated(text)
    told, stated = _types(titled), _types(said)
    freelance = "freelanc" in titled + said and "FULL_TIME" not in stated
    if "FULL_TIME" not in told and ("PART_TIME" in told or freelance):
        found.discard("FULL_TIME")
    found |= told
    found |= stated - HOURS if found & HOURS else stated
    if not found and PERMANENT.search(words) and not PART_TIME.search(text.casefold()):
        found = {"FULL_TIME"}
    if not found and OTHER.search(words):
        found = {"OTHER"}
    return tuple(kind for kind in (*TYPES, "OTHER") if kind in found)


def _words(raw: object) -> Iterator[str]:
    if isinstance(raw, str):
        yield raw[:200]
    elif isinstance(raw, list | tuple | set | frozenset):
        yield from (word[:200] for word in list(raw)[:20] if isinstance(word, str))


def _types(words: str) -> set[str]:
    return {kind for kind, pattern in TYPES.items() if pattern.search(words)} if words else set()


def _stated(text: str) -> str:
    """The words in which `text` says what this role is, if it says one thing; a labelled line outweighs a sentence."""
    said: list[str] = []
    for heading, sentence in sentences_with(text, NEEDLES):
        line = sentence if ":" in sentence else f"{heading}: {sentence}"
        if len(line) < LABELLED_LINE and (labelled := LABELLED.fullmatch(line)):
            return labelled[1].casefold()
        said += [" ".join(filter(None, match.groups())).casefold() for match in STATED.finditer(sentence)]
    return said[0] if said and all(_types(words) == _types(said[0]) for words in said) else ""
