"""The wording that ties an area to where the applicant may live, and the wording that ties it to anything else."""

from __future__ import annotations

import re
from typing import Final

TRIGGERS: Final = (
    "remot", "based", "located", "resid", "live in", "lives in", "living in", "anywhere", "eligible", "authoriz",
    "authoris", "right to work", "work permit", "hire", "hiring", "candidates", "applicants", "from home", "worldwide",
    "globally", "location", "states", "cities", "standort", "wohnsitz", "deutschlandweit", "télétravail", "open to",
    "outside", "commut", "which countries", "can work from", "minute", "-min ", " miles ", " hours of ",
)  # fmt: skip
"""A sentence without any of them says nothing of where one may work from."""
GLUE: Final = re.compile(
    r"(?:\s*\([^)]{0,60}\))?[\s.,;:/&|()+•·\"'-]*(?:(?:and/or|and|or|und|oder|et|ou|y|o)\b[\s,]*)?"
    r"(?:(?:the|in|within|anywhere in|across|any|all of)\s+)*",
    re.IGNORECASE,
)
BRIDGE_WORDS: Final = (
    "in|within|from|across|to|the|any|anywhere|of|one|following|countries|country|states?|locations?|based|located|"
    "remote|remotely|out|"
    "throughout|continental|all|only|or|and|work|working|be|eligible|fully|legally|either|is|are|currently|for|live|"
    "living|reside|residing|"
    "residents?|somewhere|home|at|inside|must|full|time|part|authorized|authorised|candidates?|applicants?|"
    "employees?|people|anyone|"
    "individuals?|talent|role|position|currently|permanently|primarily|a|an|this|can|will|job|opportunity|located|"
    "also|within|these|"
    "list|approved|sponsorship|without|right|unrestricted|authorization|contiguous|lower|deutschland|innerhalb|aus|"
    "von|ganz|employment|"
    "engineers?|developers?|contractors?|option|worldwide|possible|allowed|able|anyplace|where|physically|valid|"
    "visa|both|hybrid|available|set up|setup|entire|mainland|ist|der|den|die|dein|en|au|aux|desde|la|le|el|haben|hast"
)
BRIDGE: Final = re.compile(rf"(?:[\s,:;()\[\]/|+&.'\"-]|\d|[^\x00-\x7f]|\b(?:{BRIDGE_WORDS})\b)*")
CUE: Final = re.compile(
    r"\b(?:remot\w*|telecommut\w*|anywhere|from home|homeoffice|home office)\b"
    r"|\b(?:(?:be|are|is|candidates?|applicants?|you|role|position|currently|must|individuals|people|anyone|"
    r"those|who|we're|we’re|located and|remotely|only|roles|positions|someone|folks|person) "
    r"(?:\w+ ){0,4}?(?:based|located|reside|residing|live|living|a resident|residents|hire|hired|"
    r"hiring(?: virtually)?|sit))\b|\b(?:wohnsitz|wohnhaft|wohnst|lebst|résid\w+|residir|vivir)\b|\bresid(?:ency|"
    r"ence) in\b|\bmust (?:be|live|reside)\b"
    r"|\b(?:(?:able to|currently|can|only|are|we)(?: \w+){0,2} (?:hire|hiring|consider\w*|employ|"
    r"accept\w*)(?: \w+){0,4} (?:in|from|within|across))\b"
    r"|\b(?P<permit>(?:authori[sz]\w+|eligib\w+|right|permi\w+|able|legally \w+|entitled|"
    r"allowed) to (?:\w+ ){0,2}work|work (?:authori[sz]ation|permit|eligibility|visa))\b"
    r"|\b(?:open (?:only )?to|available (?:only )?(?:to|in)|applicants? (?:from|in)|candidates? (?:from|in)|"
    r"eligible (?:locations?|states|countries)|outside)\b"
    r"|\byou can work from\b"
    r"|\b(?:executed|performed|done) (?:in|across|from|within)\b"
    r"|^\W*(?:currently )?(?:based|located|living|residing) (?:in|within|out of)\b"
    r"|^\W*(?:[\w/ ]{0,20}\b)?(?:locations?|standort|arbeitsort|where|based)\b[^:\n]{0,25}[:|-]"
)
AFTER: Final = re.compile(
    r"[\s-]*(?:based (?:only|candidates|applicants|role|position|remote)|based\W*$|(?:candidates|applicants|"
    r"residents) only|only\b|wide\b)|[\s)]*[-–(|/, ]*(?:fully |100% )?remote\b(?! team)",
    re.IGNORECASE,
)
BASED: Final = re.compile(r"[\s-]*based\b")
CONDITION: Final = re.compile(
    r"^\W*(?:if|when|where) (?:you|the)\b|^\W*for (?!all\b|this\b)[\w ,&]{3,60}: (?:these|the) (?:roles|positions)\b"
    r"|\b(?:salary|salaries|compensation|benefits|privacy|pay (?:range|for)|"
    r"base pay|ote|perks|insurance|401)\b|[$€£]\s?\d|\bresidents of\b"
)
NOT: Final = re.compile(
    r"\b(?:not|cannot|unable|never|no|without|except|excluding|excludes?|other than|outside|unfortunately)\b|n't\b|"
    r"n’t\b"
)
ONLY_INSIDE: Final = re.compile(
    r"\b(?:not|cannot|unable|never|no|n['’]t|only)\b.{0,90}?\boutside (?:of )?(?:the )?$|"
    r"n['’]t\b.{0,90}?\boutside (?:of )?(?:the )?$"
)
WISH: Final = re.compile(
    r"\b(?:prefer\w*|ideal\w*|bonus|nice to have|a plus|advantage|optional|optionally|exception\w*|"
    r"willing to relocate)\b"
)
PREFERRED: Final = re.compile(r"\W*(?:is |are |strongly |highly )*(?:prefer|ideal|a plus)")
OTHERS: Final = re.compile(
    r"\b(?:customers?|clients?|partners?|(?:group|team|squad) of|our (?:team|colleagues|people|employees|workforce|"
    r"users)|team members|territor\w+|offices? in|headquarter\w*|"
    r"users|backed by|companies|investors|employees (?:across|in|from)|colleagues|teammates|team (?:is|of|are)|"
    r"salary|pay|compensation|range|benefits|insurance|"
    r"(?<!without )sponsor\w*\b[^.]*\b(?:only|available|offered|provided|visas?)|"
    r"privacy|notice|arrest|conviction|law|ordinance|disabilit\w+|visit|travel|trips?|401|market|experience)\b"
)
CLOCK: Final = re.compile(
    r"^ city\b|^(?:(?!\bwork)[^.;])*?\btime\s?-?zones?|"
    r"^\s*(?:\w+ )?(?:time\s?-?zones?|tz\b|hours|business hours|working hours|eastern|"
    r"pacific|central|mountain|holidays|citizen\w*|market|customers|clients|team|payroll|dollars|government)"
    r"|^, (?:we|our|\w+ (?:is|has|was))\b"
)
ROOMY: Final = re.compile(
    r"\b(?:anywhere in the world|from anywhere in the (?:world|globe)|(?:work|hire|hiring|remote\w*|available|open|"
    r"candidates|applicants)\W+(?:\w+\W+){0,4}?(?:worldwide|globally|world-wide)(?! distributed)|worldwide remote|"
    r"(?:executed|performed|done) (?:globally|worldwide)|global(?:ly)? remote|"
    r"remote\W{1,3}(?:global\w*|worldwide|international|world)|any country|"
    r"(?:from|in) any (?:geographic(?:al)? )?location|"
    r"wherever you are in the world|weltweit)\b"
)
FIRM: Final = re.compile(
    r"\b(?:this|the) (?:[\w-]+ ){0,3}?(?:role|position|opportunity|job)\b|\bmust (?:be|live|reside|sit)\b"
    r"|\byou (?:must|can be|will be|should be|need to be|can work from)\b|\b(?:candidates|applicants) must\b"
    r"|\bopen to (?:\w+ )?(?:candidates|applicants)\b|^\W*(?:location|standort|based|located)\b|^\s*📍"
    r"|^\W*(?:full(?:y)?|100 ?%)[ -]remote\b(?![ -](?:compan|team|first|organi|start|cultur))"
)
"""Of this role, and not of the company at large."""
