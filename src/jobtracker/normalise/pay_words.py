"""The words by which a text's amounts are told apart: pay, on-target earnings, and all else that costs money."""

from __future__ import annotations

import re

SIGNS = "$€£₹¥円₩₪₱₫฿₺₴"
MARK = re.compile(
    rf"[{SIGNS}\d](?:(?<=[{SIGNS}])|(?<=[A-Z]{{3}} .)|(?<=[A-Z]{{3}}.)|(?<=Rs\..)|(?<=Rs\. .)|(?<=\bRs .)|(?<=\bRM.)"
    rf"|(?<=\bRM .)"
    r"|[kK+]{0,2} ?(?:[A-Z]{3}\b|zł|Kč|kr\b|lpa\b|[Ee]uros?\b))"
)
"""A quick look for lines that may name money; one class of characters begins it, which makes it fast."""

PAY = re.compile(
    r"\bsalar|\bpay(?!roll|ment|er|or)\b|\bpaying\b|\bpaid\b(?! time| holiday| parental| leave| vacation"
    r"| (?:campaign|media\b|ads?\b|advert|search|social|acquisition|channel|marketing|user|subscri|plan))|compensat"
    r"|\bcomp\b"
    r"|\bbase\b|\bwages?\b|\bhourly\b|\bremunerat|\bearnings?\b|\byou(?:'|’| wi)ll earn|\brates?\b|gehalt\w*|entgelt\b"
    r"|vergütung"
    r"|lohn\b"
    r"|\bsalaire|rémunération|\bsalario|retribu|stipendio|\bRAL\b|wynagrodzen|\blön\b|\bsalaris|年収|年俸|給与|薪|연봉"
    r"|\bverdien|\bTVöD|\bCTC\b|\bsueldo",
    re.IGNORECASE,
)
PAY_AFTER = re.compile(
    r"\s*(?:[\w.+-]+\s){0,3}?(?:base\b|salary\b|gross\b|brutto|bruto|brut\b|annual(?:ly)?(?: base| salary|$|[\s.,;)]*$)"
    r"|DOE\b|per (?:annum|hour|year)\b|p\.?\s?a\b|/\s?(?:h|hr|hour|yr|year)\b|an hour\b|a year\b|hourly\b|(?:/"
    r"|pro)\s?(?:Stunde|Std|Jahr|Monat)"
    r"|depending on experience|based on experience|plus (?:equity|benefits)|\+ (?:equity|EQ\b|benefits))",
    re.IGNORECASE,
)
ON_TARGET = re.compile(
    r"\bOTE\b|on[- ]?target|target (?:total )?(?:earnings|cash|compensation)|total (?:target |annual |cash )*(?:cash"
    r"|compensation|comp)\b"
    r"|\bTC\b|(?:earning|income)s? potential|potential to earn|variable|commission|incl(?:uding"
    r"|usive)(?: of)? (?:bonus|commission)|zieleinkommen|zielgehalt"
    r"|base (?:\+|plus|and|&) (?:commission|variable|bonus|equity|stock|incentive)|uncapped",
    re.IGNORECASE,
)
BASE = re.compile(r"\bbase\b|\bfix(?:ed|um|gehalt)?\b|\bhourly\b", re.IGNORECASE)
OTHER = re.compile(
    r"\brais(?:ed|ing|e)\b|\bfund(?:s|ed|ing|raise)?\b|\bseries [a-h]\b|\bseed\b|\bround\b|\bvalu(?:ed|ation|e)\b"
    r"|revenue"
    r"|\bA[RC][RV]\b|\bMRR\b|\bTCV\b|\bGMV\b|\bAUM\b|\bTPV\b|\bquotas?\b|\bdeals?\b|\bbudget|stipend|allowance"
    r"|reimburs|\bcredits?\b"
    r"|\bperks?\b|voucher|bonus|referr|relocation|insurance|\b401|\bmatch|contribut|\bloans?\b|\bassets?\b"
    r"|\bcustomers?\b"
    r"|\bspend|\bcampaigns?\b|\bpaid (?:media|ads?|search|social)\b"
    r"|\bsav(?:e|es|ing|ings)\b|\binvest|\bback(?:ed|ing)\b|\bworth\b|\bmarket(?:s|place)?\b|industry"
    r"|\bfees?\b|\bvisa"
    r"|\bcosts?\b|\bpric(?:e|ing)\b|\bprize|donat|\baccounts?\b|portfolio|pipeline|process(?:ed|ing)|transaction"
    r"|\bper diem"
    r"|\bequipment|\bsetup\b|\bset[- ]up|home[- ]office|co-?working|learning|development|education|training|wellness"
    r"|wellbeing"
    r"|\bgym\b|fitness|\blunch|\bmeals?\b|\bfood|commut|\btransport|\btravel|phone|internet|\bgrants?\b(?! of)"
    r"|candidates in the"
    r"|professional|sign[- ]?(?:on|ing)|retention|\bgift|budget|guthaben|zuschuss|essens|tuition|childcare|fertility"
    r"|adoption"
    r"|\bdebt\b|\bclaims?\b|\bsales (?:of|target)|\btarget of|bookings|monthly volume|\bup to [^.]{0,20}match"
    r"|\bdiscount|\bHSA\b"
    r"|\b(?:times|[x×]) (?:your |annual |base )*salary|\bspace\b|\bopportunity of|\brun[- ]rate|\bcompan(?:y"
    r"|ies) (?:with|doing|between)|\benterprise|\bemployees? with",
    re.IGNORECASE,
)
ASIDE = re.compile(
    r"\b(?:not (?:including|inclusive)|excluding|exclusive of|in addition to|along with|alongside|plus|before|on top of"
    r"|does not include)\b[^,;:.–—]*[,;:]",
    re.IGNORECASE,
)
BREAK = re.compile(
    r"[,;.•|/]|\bplus\b|\+|\bwith\b|\band\b|\bas well|\bin addition|\balong|\bdepending|\bbased on|\bfor\b"
)
ENDS = re.compile(r"(?<=[.!?])\s+(?=[A-Z“\"(*-])|\s[•|]\s")
UP_TO = re.compile(r"\b(?:up to|bis zu|jusqu['’]à|hasta|as much as|maximum(?: of)?)\s*$", re.IGNORECASE)
FROM = re.compile(
    r"\b(?:from|starting(?: salary)?(?: at| from)?|starts at|ab|at least|minimum(?: of)?|min\.?"
    r"|\w*mindest\w*(?: von)?)\s*$",
    re.IGNORECASE,
)

UNIT = re.compile(
    r"^\s*(?:USD|EUR|GBP|CAD|AUD|gross|brutto|bruto|base|salary|\(|/|per|an?|pro|im|par|al|por|p\.|each|DOE|\s)+",
    re.IGNORECASE,
)
SCOPE_TAIL = re.compile(
    r"[\s,]+(?:and|or)\s*$|\s(?:the )?(?:annual |base )*(?:salary|pay|compensation)(?: range| band)?(?: is)?\s*$",
    re.IGNORECASE,
)
LABEL = re.compile(r"([^:|•;.()]{2,80})\s*[:–—-]\s*$")
OPENING = re.compile(r"^\W*([^:.]{2,80}):\s")
AFTER = re.compile(
    r"\s*(?:/\s?\w+|per \w+|[A-Z]{3}\b)?\s*(?:base\s*)?(?:\(|for\s+|in\s+)((?!this|the role)[^.,;()]{2,60}?)"
    r"(?=[.,;()]|$|\sand [$€£])"
)
ACROSS = re.compile(r"\b(?:role|position)s? (?:in|across|within) ((?:the )?[A-Z][^,:;]{1,60}?)(?= is\b| are\b|: ?$)")
FOR_WHOM = re.compile(
    r"\b[Ff]or (?!(?:this|the|our|an?|your|all|full)\b(?! other))((?:[^.,:;]|, (?=[A-Z])){2,100}?)(?=,? (?:the|our|is"
    r"|this|you|we|an?)\b|[:,]\s*$)"
)
NO_SCOPE = re.compile(
    r"^(?:USD|EUR|GBP|CAD|AUD|(?:the |this |an? )?(?:annual|yearly|monthly|base|role|position|salary|pay|compensation"
    r"|cash|range|hourly|gross"
    r"|estimated|expected|target|total|starting|is|are|be|will|between|from|of|ranges?|OTE|DOE|on-target|level"
    r"|full[ -]time|per|and|or|to|compensation and benefits"
    r"|[\W\d])+(?: (?:range|salary|pay|rate|band|base|is|for|this|role|position))*)$|benefits|equity|experience"
    r"|depending",
    re.IGNORECASE,
)
ALONE_LEFT = re.compile(r"[\W_]*(?:[\w ,.&'/-]{2,40}:\s*)?")
ALONE_RIGHT = re.compile(r"\s*(?:USD|EUR|GBP|CAD|AUD)?\s*(?:[,;+•|(]|$)")
GARBLED_LEFT = re.compile(r"\d\s*(?:[-–—]|to)\s*$")
GARBLED_RIGHT = re.compile(r"\s*[-–—]\s*[\d$€£]")
"""A range that could not be read as one: "$140,000-1$70,000"."""
