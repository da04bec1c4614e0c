"""Sentences that say where one works: of this role, of the employer at large, or, most of them, of something else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from jobtracker.listing import Workplace
from jobtracker.normalise.sentences import plain, sentences_with

ROLE: Final = 4
PLAIN: Final = 3
FIRM: Final = 2
LEAN: Final = 1

TRIGGERS: Final = (
    "remot", "hybrid", "híbrid", "on-site", "onsite", "on site", "in-person", "in person", "office", "from home", "homeoffice",
    "wfh", "anywhere", "distributed", "telecommut", "vor ort", "büro", "präsenz", "mobiles arbeiten", "télétravail",
    "présentiel", "bureau", "teletrabajo", "presencial", "oficina", "days a week", "days per week", "days/week", "tage pro",
)  # fmt: skip


@dataclass(slots=True, frozen=True)
class Sign:
    """One sentence's word on the matter.

    Its weight: it speaks of this ROLE, is PLAIN without a subject ("3 days in the office"), speaks of the FIRM at large,
    or only LEANs to one side ("based in our Berlin office").
    """

    value: Workplace
    weight: int
    evidence: str
    days: bool = False
    """True if it counts office days, which beats a mere word."""


def _any(*alternatives: str) -> re.Pattern[str]:
    return re.compile("|".join(alternatives))


_ANOTHER_THING: Final = _any(
    # remote or on-site things that are not this role's workplace
    r"\b(?:virtual|remote) on-?site",
    r"\b(?:on-?site|in[- ]person|remote|final|office)(?: \w+)? (?:interviews?|trials?|work trials?|loop|panel|stage|round|workshops?|meetings?|meet-?ups?|events?|"
    r"gatherings?|off-?sites?|retreats?|summits?|collaboration|connection|customers?|clients?|trainings?|visits?|support|activation|onboarding|"
    r"sessions?|conferences?|deployments?|installations?|implementations?|gym|lunch(?:es)?|meals?|perks|snacks|kitchen|parking|childcare|"
    r"hackathons?|socials?|relationships?|experience|moments?|time|facilit\w+)\b",
    r"\b(?:microsoft|ms|front|back|middle|family|home|doctor'?s|founder'?s|ceo'?s|post|law|box|open|chief|general|patent|project management|"
    r"program management) ?-?offices?\b",
    r"\boffice (?:hours|suite|supplies|manag\w+|space|equipment|365|operations|setup|set-up|snacks|furniture|fridges?|closures?|visits?|"
    r"lunch\w*|chair|dogs?|locations?|perks|administrat\w+|environment|buildings?|parties|party|applications|products|kitchen|needs|culture)\b",
    r"\b(?:remote|hybrid|distributed|on-?site)(?:[ ,/]+(?:and|or|cross-functional|global|distributed|hybrid|remote|on-?site|international))* "
    r"(?:teams|sensing|control\w*|access|desktop|monitoring|diagnos\w+|support|device\w*|operations?|operators?|operated|testing|usability|"
    r"equipment|fleet\w*|cloud\w*|infrastructure|deployment\w*|architectur\w+|games?|models|apps?|applications?|vehicles?|search|execution|"
    r"systems?|patient\w*|services?|locations?|areas?|sites?|communities|sensors?|approach|strateg\w+|roles between|learning|classes|"
    r"stakeholders?|colleagues|employees|workers|workforces?|interview\w*|identity|customers?|solutions?|environments? \(|development tools|tools|"
    r"cars?|formats?|events?|sales motion|motion|funds?|consensus|integration\w*|mobile|intelligence|organi[sz]ations)\b",
    r"\bdistributed (?!team|company|remote|first|organi[sz]ation|workforce|across)\w+",
    r"\b(?:remote|home|wfh|work[- ]from[- ]home|workspace|co-?working)\b[^.;:]{0,30}\b(?:stipend|budget|allowance|set-?up|equipment|reimburse\w*|furniture|"
    r"bonus|desk|kit|package|credit|support|essentials|office)\b",
    r"\b(?:work|working)[- ](?:remotely |abroad |from )[^.;]{0,40}\b(?:up to|\d+|few|weeks?|months?|days (?:a|per) year)[^.;]{0,25}\b(?:weeks?|months?|days?)\b[^.;]*",
    r"\b(?:up to )?\d+[ -]?(?:weeks?|months?|days?)\b[^.;]{0,25}(?:remote|anywhere|abroad)[^.;]{0,30}(?:year|annual)\w*",
    r"\bwork(?:ing)?[- ]from[- ](?:anywhere|abroad)[- ](?:scheme|week\w*|month\w*|days?|polic\w+ for|program\w*|perk|period|benefit)",
    r"\bhybrid role(?=,? (?:where you|that (?:combin|blend|involv|bridg|mix|span|sit|requires deep)|between|combining|of\b|spanning|bridging|blending|at the inter)|: (?:part|you))",
    r"\b(?:remote|hybrid)(?: (?:and|or) (?:remote|hybrid))? work(?:ing)? (?:has|have|is) (?:become|becoming|changed|reshap\w+)\b|\bnew normal\b",
    r"\bpossib\w+ (?:of|for) (?:\w+ )?(?:hybrid|remote|office)\b|\b(?:hybrid|remote)[^.;]{0,20} in the future\b",
    r"\b(?:frequent|regular|occasional)?\s*in[- ]person engagement\b|\bon-?site with\b",
    r"\b(?:from|go|travel|live|moment'?s notice) anywhere(?= (?:else )?in your (?:career|life))",
    r"\bwork\w* on-?site (?:with|at) (?:\w+ ){0,3}(?:customers?|clients?)|\b(?:customers?|clients?|partners?)(?:'s?)? (?:on-?site|offices?|in[- ]person)",
)

_DEPENDS: Final = _any(
    r"\b(?:depend\w*|based|vary|varies) (?:on|upon|by|from) (?:the |your |each )?(?:needs|role|team|position|location|business|department)",
    r"\b(?:some|many|certain|most|other|specific|several) (?:of our )?(?:roles|positions|teams|jobs|employees|people|of us)\b",
    r"\bif (?:you're|you are|your|applicable|the role|this role)\b[^.;]{0,40}\b(?:remote|hybrid|office|local)",
    r"\b(?:for|all|our|hiring) (?:remote|hybrid|in-office|on-?site|office-based) (?:employees|roles|workers|positions|hires|staff|candidates outside)",
    r"\b(?:whether|no matter|regardless)\b",
    r"\b(?:experience|proficien\w+|skilled|thriv\w+|familiar\w*|enjoy|excel\w*|track record|understanding of|history of)\b[^.;]{0,70}\b(?:remote|hybrid|in[- ]person|office|on-?site)",
    r"\bfor (?:those|candidates|employees|people|team members|anyone|folks) (?:\w+ )?(?:based|located|living|near|local|in|within)\b",
    r"\b(?:interview|trial day|hiring process|recruitment process|onboarding)\b",
    r"\b(?:in-person|office|on-?site|remote)[^.;]{0,25}\b(?:once|twice|\d+ times|few times) (?:a|per|each) (?:year|quarter)",
)

_EXCEPTION: Final = _any(
    r"\b(?:strong )?preference (?:for|is)\b|\bmay consider\b|\bexceptional (?:remote|talent|candidates)\b|\bin rare cases\b|\bunless\b[^.;]{0,40}\bexceptional",
)

_NOT_REMOTE: Final = _any(
    r"\b(?:not|isn't|no|non|cannot|can't|without|won't|never)[- ](?:be |a |an |currently |offer\w* |for |open to |accept\w* |considering |any |consider )*(?:fully |100% )?"
    r"(?:remote|hybrid or remote)\b",
    r"\bremote\w*(?: \w+){0,4} (?:is not|isn't|not|are not|cannot) (?:be )?(?:available|possible|considered|an option|offered|accepted|eligible)",
    r"\bkein (?:remote|home)",
)
_NO_OFFICE: Final = _any(
    r"\b(?:no|not|without|isn't|never)\b[^.;,]{0,25}\b(?:in-office|office|on-?site|in[- ]person)\b[^.;]{0,20}(?:require\w*|mandat\w*|expect\w*|needed|days)?",
)

_COUNT: Final = r"(\d(?![\d,]|\.\d)|one|two|three|four|five|once|twice|ein\w*|zwei|drei|vier|fünf|un|deux|trois|quatre|cinq)"
_NUMBERS: Final = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "once": 1, "twice": 2, "zwei": 2, "drei": 3, "vier": 4,
    "fünf": 5, "un": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "ein": 1, "einen": 1, "einem": 1,
}  # fmt: skip
_OFFICE: Final = (
    r"(?:in-office|in[- ]person|on-?site|office\w*|hq|hub|headquarters?|studio|lab|büro|vor ort|am standort|bureaux?|oficina|"
    r"come in|face-to-face|in (?:the )?(?:city|nyc|sf))"
)
_PER_WEEK: Final = r"(?:\s*(?:/|per|a|each|every|pro|die|par|in der|in a|of the|por)\s*(?:week|wk|woche|semaine|semana)|\s*weekly|/w)"
_DAYS: Final = rf"{_COUNT}\)?(?:\s*(?:-|–|to|or|bis|à|out of|of|oder)\s*(?:\d|two|three|four|five|zwei|drei|vier|fünf))?\s*\+?\s*(?:\(\w+\)\s*)?(?:\w+[- ]){{0,2}}?(?:days?|x|times|tage?n?|jours?|días)?"
_OFFICE_DAYS: Final = (
    re.compile(rf"\b{_DAYS}{_PER_WEEK}?[^.;:\d]{{0,35}}?\b{_OFFICE}"),
    re.compile(rf"\b{_OFFICE}\b[^.;\d]{{0,60}}?\b{_DAYS}{_PER_WEEK}"),
)
_WEEKLY: Final = re.compile(rf"{_PER_WEEK}|days? in[- ](?:the |our )?office|days? (?:in-office|on-?site|in[- ]person)|in-office days|\d\s?x\b|tage? (?:im büro|vor ort)")
_RARELY: Final = re.compile(r"\b(?:quarter|month|year|annual|monat|quartal|jahr|vacation|pto|holiday|leave|paid|lunch\w*|snacks|meals|catered|dinner\w*)")
_HOME_DAYS: Final = re.compile(
    rf"\b{_COUNT}(?:\s*(?:-|to|or|bis|à)\s*\w+)?\+? (?:\w+[- ])?(?:days?|tage?n?|jours?|días)(?:{_PER_WEEK})?[^.;:\d]{{0,15}}?"
    r"\b(?:remote\w*|from home|at home|wfh|home-? ?office|mobil\w*|télétravail|teletrabajo)"
    rf"|\b{_COUNT} (?:remote|home-?office|wfh)[ -](?:days?|tage)\b"
)
_WEEK: Final = 7
_MOST_DAYS: Final = 4
"""Office days a week from which on a role counts as on-site."""
_OFFICE_WORD: Final = re.compile(rf"\b{_OFFICE}")
_WHOLE_WEEK: Final = re.compile(r"\bmon(?:day)?s?\s*(?:-|to|through)\s*(?:fri|thu)")
_AT_HOME: Final = re.compile(r"\b(?:from home|wfh|remote)\b")
_WEEKDAYS: Final = re.compile(r"\b(?:mon|tues?|wednes|wed|thurs?|fri)(?:days?)?\b|\b(?:[mtw]/)(?=[wtf]\b)|(?<=/)[wf]\b")

_HYBRID: Final = _any(
    r"#\s?li-?hybrid",
    r"\bhybrid\W{0,3}$",
    r"[(\[]\s*(?:[\w-]+ )?hybrid\b(?! cloud)|[:|,/·•-]\s*hybrid\s*(?:$|[-,.;()|/&]|\d|(?:in|from|at|role|position|remote|based|or)\b)",
    r"^\W*hybrid\b(?:\W*$|[ -](?:work|role|position|schedule|set-?up|in|remote|working|office|environment|\())",
    r"\b(?:is|be|are|as|will be|operate|work|working) (?:a |an |currently |fully |on a |in a |primarily )*hybrid\b(?![ -](?:of|between|team of|of the|cloud))",
    r"\bhybrid(?:[- ]remote)?(?:[- ](?:flexible|first|friendly))?[- ](?:work(?:ing|place|week|style)?\b|(?:role|position|opportunity)\b(?!,? (?:where|that|between|combin\w+|of|with|spanning|across|bridging|at the inter))|schedule|set-?up|arrangement|policy|office|environment|job|basis|culture|"
    r"approach to work|model|format|company|contract|options?|arbeit\w*|modell|flexibility|team based)\b",
    r"\b(?:hybrides?|hybride|hybrid) (?:arbeits\w*|arbeiten|modell)|\btravail hybride|\b(?:modelo|trabajo|modalidad) híbrid",
)
_ONSITE: Final = _any(
    r"#\s?li-?on-?site",
    r"[(\[:|,/·•-]\s*(?:on-?site|in[- ]office|in[- ]person|vor ort|en présentiel|presencial)\b(?![ -](?:hybrid|gym|coll|cult))",
    r"^\W*(?:fully )?(?:on-?site|in[- ]office|in[- ]person)\b[^.:;]{0,40}\W*$",
    r"^\W*(?:[\w.-]+[ ,/]+){1,4}(?:on-?site|in[- ]office|in[- ]person)\W*$",
    r"\b(?:role|position|job|opportunity|internship|this|roles|positions)\b[^.;]{0,50}\b(?:is|are|requires?|be|an?)\b[^.;]{0,40}\b(?:on-?site|in[- ]person|in[- ]office|office-based)\b",
    r"\b(?:on-?site|in[- ]person|in[- ]office|office-based|office-first|office-centric) (?:role|position|job|only|internship|opportunity|full[- ]time|team|company|culture|work|presence|attendance|"
    r"environment|startup|first|required|requirement|policy|model|5|five|mon)\b",
    r"\b(?:work\w*|be|are|based|role|collaborat\w*|located|operate|build\w*|we're|come) (?:fully |full[- ]time |primarily |together |mostly |all |entirely |100% |mainly |an? )*(?:on-?site|in[- ]person|in[- ]office)\b"
    r"(?! (?:or|and) (?:remote|hybrid|virtual|online))",
    r"\b(?:fully|full[- ]time|100%|completely|all) (?:on-?site|in[- ]person|in[- ]office|in (?:the|our) (?:\w+ ){0,3}office)",
    r"\b(?:every ?day|daily|each day|jeden tag|5 days|five days) (?:in|into|to|at|from|ins|im) (?:the |our |unser\w* )?(?:\w+ ){0,3}(?:office|büro)",
    r"\b(?:work\w*|are|be|come) (?:together )?(?:in|into|from|at) (?:the|our) (?:\w+ )?office (?:together )?(?:most|every|daily|each|almost)\b",
    r"\bfull[- ]time (?:in|from|at|out of|work (?:out of|from|in)) (?:the |our |an )?(?:[\w.-]+ ){0,4}office",
)
_AWAY: Final = re.compile(r"remot|from (?:home|anywhere)|télétravail|teletrabajo|home ?office")
_THERE: Final = re.compile(r"site|person|office|vor ort|présentiel|presencial|jeden tag|büro")
_REMOTE: Final = _any(
    r"#\s?(?:\w\w-?)?remote\b",
    r"\b(?:fully|100 ?%|completely|entirely|permanently|truly|totally|vollständig|komplett|full|primarily|all)[ -]remote\b",
    r"[(\[]\s*remote\b(?![ -]?(?:first|friendly|flex))|[:|/·•-]\s*remote\s*(?:$|[,.;()|/&]|- |(?:in|from|at|role|position|based|or|us|usa|uk|eu|emea|europe|within|only|work|working|possible)\b)",
    r"^\W*remote\W*(?:$|(?:in|within|from|based|position|role|only|us|u\.s\.|usa|uk|eu|emea|europe|germany|canada|work from|anywhere|possible|or|available|option|innerhalb)\b)",
    r"^\W*(?:[\w.-]+[ ,/]+){1,4}remote\W*$",
    r"\bremote[ -](?:role|position|job|opportunity|contract|internship|within|in|across|from|anywhere|throughout|only|us\b|usa|possible|global|global\w*|worldwide)",
    r"\bremotely (?:from|in|within|across|anywhere)\b(?! (?:any|your|the (?:start|begin)))",
    r"\bremote\W{1,3}(?:us|usa|u\.s\.?|uk|eu|emea|europe|canada|united|global|worldwide|apac|latam|north america|india|germany)\b",
    r"\b(?:role|position|job|opportunity|internship|this|contract)\b[^.;]{0,60}\b(?:is|are|be|as|can be|offered|performed|done)\b[^.;]{0,40}\bremote(?:ly)?\b(?![ -]friendly)",
    r"\b(?:work|working|based|located|join us|hiring|hire|sit) (?:fully |100% |completely |entirely |primarily )?remotely\b",
    r"\bopen to (?:\w+ ){0,3}remote\b|\b(?:or|and|,) (?:fully )?remote\W*$|\bconsider (?:\w+ ){0,3}remote\b",
    r"\bwork(?:ing)?[ -]from[ -](?:anywhere|home)\W*(?:$|in|within|across|as long|with|-|:|,)",
    r"\bfrom anywhere (?:in|within|across)\b",
    r"\btélétravail (?:complet|total|100)|100 ?% télétravail|\b100 ?% (?:remoto|teletrabajo|homeoffice|home office|mobil)",
)
_REMOTE_FIRM: Final = _any(
    r"\b(?:remote|distributed)[ -](?:first|native|only|by design|by default)\b",
    r"\b(?:all[- ]|fully[ -])?(?:remote|distributed)[ -](?:team|company|organi[sz]ation|startup|culture|workforce|work culture|group|business|environment|setup|work environment)\b",
    r"\b(?:fully|globally|100%|completely)[ -]distributed\b",
    r"\bremote(?:ly)? (?:across|since)\b",
)

_THIS_ROLE: Final = _any(
    r"\b(?:role|position|job|opportunity|internship|vacancy|stelle|rolle|poste|rol|contract)\b(?<!the opportunity)(?<!an opportunity)|#\s?(?:li|bi)",
)
_ALONE: Final = re.compile(r"^\W*(?:fully |100 ?% )?(?:remote|hybrid|on-?site|in-office|in-person)\b[^.:]{0,40}\W*$|^\W*(?:[\w.-]+[ ,/]+){1,4}(?:on-?site|hybrid|remote)\W*$")
_OUR_OFFICE: Final = re.compile(
    r"\b(?:based|work\w*|located|sit|join\w*|be) (?:primarily |mainly |full[- ]time )*(?:in|from|at|out of) (?:our|the) (?:[\w.,'&-]+ ){0,5}?(?:office|hq|headquarters|studio|lab|warehouse|factory|store|clinic)\b"
    r"|\b(?:team|us) (?:in|at) (?:our|the) (?:[\w.,'&-]+ ){0,5}?(?:office|hq|headquarters)\b|\b(?:roles?|positions?) (?:(?:is|are) )?(?:based )?(?:in|at|out of) (?:the|our) (?:[\w.,'&-]+ ){0,5}?(?:office|hq|headquarters)\b|\b(?:required|need|have|expected) to (?:go|come|be) (?:in|to|into|at) (?:the |our )?office\b|\bprimarily from (?:our|the) (?:\w+ ){0,2}office|\boffice-based\b"
)
_FIRM_ONLY: Final = re.compile(r"\b(?:we|we're|our team|team members|company|is headquartered)\b[^.;]{0,30}\b(?:based|work|located|headquartered)|\balso based|\b(?:ceo|coo|founders?|manager|members?|rest of)[^.;]{0,20}\bbased|\b(?:flexib\w+|option\w*|or from home|can work)\b")
_APPLICANT: Final = _any(
    r"\byou(?:'ll| will| must| are|'re| should| need| can| have|r? work| may)?\b",
    r"\b(?:must|required to|expected to|requires|willing\w*|able to|ability to|comfortable|candidates?|applicants?|preferred|based in|available to|open to|located in|live)\b",
    r"\bwe(?:'re| are) (?:looking|hiring|seeking|searching)",
)
_WILLING: Final = re.compile(r"\b(?:happy|eager|willing\w*|able|ability|commit\w*|comfortable|excited|open) (?:to|with)\b[^.;]{0,40}\bhybrid\b")
_FIRM_NOUN: Final = _any(
    r"\b(?:we|we're|our|us|company|employees|everyone|teams?|companies|organi[sz]ation|people|staff|culture|colleagues|wir|unser\w*|nous|members)\b",
)
_LABEL: Final = re.compile(
    r"^\W*(?:[\w/&' -]{0,20}\b)?(?:locations?|work ?places?|arrangement|modality|mode|type|model|set-?up|where|standort|arbeitsort|ort|"
    r"schedule|office|details|lieu|ubicación|based|commitment|hours|environment|policy|basics|type of work)\b[^:|–\n]{0,20}\s*(?:[:|]|-\s|\?)"
)
_CHOICE: Final = re.compile(r"\b(?:or|oder|ou|either|optional\w*|flexib\w*|choose|choice|open to|also)\b|/|\||\)[,;]? (?:\w+ ){1,2}remote|remote[^,;]{0,30}[,;][^,;]{0,20}\(hybrid\)|\band (?:fully )?remote for\b")


def title_sign(title: str) -> Sign | None:
    """What the title says: "Engineer (Remote)", "Buchhalter - hybrid"; not "Remote Sensing Engineer"."""
    words = _ANOTHER_THING.sub(" ", plain(title))
    remote = re.search(r"\bremote\b(?!\s+[a-z]+(?:ing|or|er|ist)\b)|\b(?:work from home|home ?office|télétravail|teletrabajo)\b", words)
    hybrid = re.search(r"(?:[(\[|,/-]\s*|^)hybrid\b|\bhybrid\W*$|\bhybrides? arbeit", words)
    onsite = re.search(r"\b(?:on-?site|in[- ]office|in[- ]person)\W*(?:$|-|,|\))", words)
    found: list[Workplace] = [v for v, m in (("hybrid", hybrid), ("on-site", onsite), ("remote", remote)) if m]  # type: ignore[misc]
    if not found or _NOT_REMOTE.search(words):
        return None
    return Sign("remote" if remote and _CHOICE.search(words) else found[0], ROLE, title.strip())


def text_signs(text: str) -> Iterator[Sign]:
    """The signs in a body, sentence by sentence."""
    for heading, sentence in sentences_with(text, TRIGGERS):
        words = plain(sentence)
        if words.endswith("?"):
            continue
        label = plain(heading)
        if _LABEL.match(label + ":") and len(words) < 100:
            words = f"{label.rstrip(': ')}: {words}"
        if sign := _sign(words, sentence):
            yield sign


def _sign(words: str, sentence: str) -> Sign | None:
    words = _ANOTHER_THING.sub(" … ", words)
    if _DEPENDS.search(words):
        return None
    if _EXCEPTION.search(words):
        return Sign("unknown", LEAN, sentence)
    not_remote = bool(_NOT_REMOTE.search(words))
    words = _NO_OFFICE.sub(" … ", _NOT_REMOTE.sub(" … ", words))
    remote = not not_remote and _AWAY.search(words) is not None and _REMOTE.search(words) is not None
    days = _by_days(words)
    value = _by_word(words) if days is None or "hybrid" in words else days
    if value or days:
        value = value or days
        return Sign("remote" if remote and _CHOICE.search(words) else value, _weight(words, value, days is not None), sentence, days is not None)
    weight = _weight(words, "remote", False) if remote else 0
    if weight < ROLE and _REMOTE_FIRM.search(words):
        return Sign("remote", FIRM, sentence)
    if weight:
        return Sign("remote", weight, sentence)
    return Sign("on-site", LEAN, sentence) if _OUR_OFFICE.search(words) and not _FIRM_ONLY.search(words) else None


def _by_word(words: str) -> Workplace | None:
    if "brid" in words and _HYBRID.search(words):
        return "hybrid"
    return "on-site" if _THERE.search(words) and _ONSITE.search(words) else None


def _weight(words: str, value: Workplace, days: bool) -> int:
    if _LABEL.match(words) or _ALONE.match(words) or _THIS_ROLE.search(words):
        return ROLE
    if value == "hybrid" and not days:
        return ROLE if _WILLING.search(words) else FIRM
    if _APPLICANT.search(words):
        return ROLE
    return FIRM if _FIRM_NOUN.search(words) or (value == "on-site" and not days) else PLAIN


def _by_days(words: str) -> Workplace | None:
    """Hybrid or on-site by the number of office days a week, if the sentence has one."""
    if _WEEKLY.search(words):
        found = (match for pattern in _OFFICE_DAYS for match in pattern.finditer(words))
        counts = [count for match in found if not _rarely(words, match) and 0 < (count := _number(match[1])) <= _WEEK]
        if counts:
            return "on-site" if max(counts) >= _MOST_DAYS else "hybrid"
    home = _HOME_DAYS.search(words)
    if home and not _rarely(words, home) and 0 < _number(home[1] or home[2]) <= _MOST_DAYS:
        return "hybrid"
    return _by_weekdays(words)


def _by_weekdays(words: str) -> Workplace | None:
    days = len(set(_WEEKDAYS.findall(words)))
    if not days or _RARELY.search(words):
        return None
    if days <= _MOST_DAYS and _AT_HOME.search(words):
        return "hybrid"
    if not _OFFICE_WORD.search(words):
        return None
    return "on-site" if days >= _MOST_DAYS or _WHOLE_WEEK.search(words) else "hybrid"


def _rarely(words: str, match: re.Match[str]) -> bool:
    return _RARELY.search(words, match.start(), match.end() + 25) is not None


def _number(word: str) -> int:
    return int(word) if word.isdigit() else _NUMBERS.get(word, 1)
