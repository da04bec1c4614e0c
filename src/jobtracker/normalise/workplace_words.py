"""The wording that tells where one works, for lower-case sentences: English and German, some French and Spanish."""

from __future__ import annotations

import re
from typing import Final


def _any(*alternatives: str) -> re.Pattern[str]:
    return re.compile("|".join(alternatives))


ANOTHER_THING: Final = _any(
    # remote or on-site things that are not this role's workplace
    r"\b\d\d ?/ ?\d\d hybrid\b|\b(?:virtual|remote) on-?site|"
    r"\b(?:on-?site|in[- ]person) (?:and|or|&|/) (?:virtual\w*|online|digital\w*)\b",
    r"\b(?:meet\w*|gather\w*|get together|catch up)\b[^.;]{0,40}\bin[- ]person\b(?![^.;]{0,30}\bweek)",
    r"\b(?:every|each|once a|per) (?:quarter|month|year)\b[^.;]{0,30}\bin[- ]person\b",
    r"\bin[- ]person\b[^.;]{0,30}\b(?:(?:every|each|once a|twice a|per|a) (?:quarter|month|year)|quarterly|"
    r"annual\w*)\b",
    r"\b(?:on-?site|in[- ]person|remote|final|office)(?: \w+)? (?:interviews?|trials?|work trials?|loop|panel|stage|"
    r"round|workshops?|meetings?|meet-?ups?|events?|"
    r"gatherings?|off-?sites?|retreats?|summits?|collaboration|connection|customers?|clients?|trainings?|visits?|"
    r"support|activation|onboarding|"
    r"sessions?|conferences?|deployments?|installations?|implementations?|gym|lunch(?:es)?|meals?|perks|snacks|"
    r"kitchen|parking|childcare|"
    r"hackathons?|socials?|relationships?|experience|moments?|time|facilit\w+)\b",
    r"\b(?:microsoft|ms|front|back|middle|family|doctor'?s|founder'?s|ceo'?s|post|law|box|open|chief|general|"
    r"patent|project management|"
    r"program management) ?-?offices?\b",
    r"\boffice (?:hours|suite|supplies|manag\w+|equipment|365|operations|setup|set-up|snacks|furniture|"
    r"fridges?|closures?|visits?|"
    r"lunch\w*|chair|dogs?|perks|administrat\w+|environment|buildings?|parties|party|applications|"
    r"products|kitchen|needs|culture)\b",
    r"\b(?:in[- ]person|remote|hybrid) (?:agility|presence|skills?|leadership|facilitation|communicat\w+|"
    r"(?:sales|coaching|teaching|selling)(?: \w+)?): ",
    r"\b(?:remote|hybrid|distributed|on-?site)(?:[ ,/]+(?:and|or|cross-functional|global|distributed|hybrid|remote|"
    r"on-?site|international))* "
    r"(?:teams|sensing|control\w*|access|desktop|monitoring|diagnos\w+|support|device\w*|operations?|operators?|"
    r"operated|testing|usability|"
    r"equipment|fleet\w*|cloud\w*|infrastructure|deployment\w*|architectur\w+|games?|models|apps?|applications?|"
    r"vehicles?|search|execution|"
    r"systems?|patient\w*|services?|locations?|areas?|sites?|communities|sensors?|approach|strateg\w+|roles between|"
    r"learning|classes|"
    r"stakeholders?|colleagues|employees|workers|workforces?|interview\w*|identity|customers?|solutions?|"
    r"environments? \(|development tools|tools|"
    r"cars?|formats?|events?|sales motion|motion|funds?|consensus|integration\w*|mobile|intelligence|"
    r"organi[sz]ations)\b",
    r"\bdistributed (?!team|company|remote|first|organi[sz]ation|workforce|across)\w+",
    r"\b(?:remote|home|wfh|work[- ]from[- ]home|workspace|co-?working)\b[^.;:]{0,45}\b(?:stipend|budget|allowance|"
    r"set[ -]?up|equipment|reimburse\w*|furniture|"
    r"bonus|desk|kit|package|credit|support|essentials)s?\b",
    r"\bwork(?:ing)?[- ](?:remotely|abroad|from (?:anywhere|abroad|any\w*|another|other|different|"
    r"outside)\b)[^.;]{0,50}?\b(?:(?<!per )(?<!a )(?<!each )(?<!every )weeks?|months?|"
    r"days?(?! (?:a|per|each|every) week))\b[^.;]*",
    r"\b(?:up to )?\d+[ -]?(?:weeks?|months?|days?)\b[^.;]{0,25}(?:remote|anywhere|abroad)[^.;]{0,30}(?:year|"
    r"annual)\w*",
    r"\bwork(?:ing)?[- ]from[- ](?:anywhere|abroad)[- ](?:scheme|week\w*|month\w*|days?|polic\w+ for|program\w*|"
    r"perk|period|benefit)",
    r"\bhybrid (?:role|position)(?=,? (?:where you|that (?:combin|blend|bridg|mix|span|sit)|"
    r"(?:that )?(?:requires|involves) (?!(?:you to |frequent |regular |occasional |some |up to |at least |a minimum |"
    r"working |being |coming |\w+ days|\d|travel|day-?trips|visit|in[- ](?!depth)|on-?site|office|presence))|"
    r"between|combin|of\b|span|bridg|blend|at the inter)|: (?:part|you))",
    r"\bon-?prem\w*[,/]? (?:and |or )?hybrid\b|\bhybrid,? (?:and|or|/) (?:\w+[ -])?cloud\b|"
    r"\bhybrid models? (?:systems?|architectures?|families|training|weights)\b",
    r"\b(?:who|that|colleagues|teammates|employees|people|teams?|members) (?:are |is |may be )?(?:also )?"
    r"(?:work|working|located|based) (?:in [^.;]{0,60})?(?:remotely|in person|on-?site)\b",
    r"\b(?:lead|manag\w+|develop|build|coordinat\w*|support\w*|scal\w*)\b[^.;]{0,30}\b(?:distributed|remote|"
    r"hybrid) (?:teams?|workforce|work models?)\b",
    r"\b(?:remote|hybrid)(?: (?:and|or) (?:remote|hybrid))? work(?:ing)? (?:has|have|is) (?:become|becoming|changed|"
    r"reshap\w+)\b|\bnew normal\b|"
    r"\b(?:necessary|needed|tools|technolog\w+|systems|enabl\w+)(?: for)? (?:remote|hybrid) work\b",
    r"\bpossib\w+ (?:of|for) (?:\w+ )?(?:hybrid|remote|office)\b|\b(?:hybrid|remote)[^.;]{0,20} in the future\b",
    r"\b(?:frequent|regular|occasional)?\s*in[- ]person engagement\b|\bon-?site with\b",
    r"\b(?:from|go|travel|live|moment'?s notice) anywhere(?= (?:else )?in your (?:career|life))",
    r"\bwork\w* on-?site (?:with|at) (?:\w+ ){0,3}(?:customers?|clients?)|\b(?:customers?|clients?|"
    r"partners?)(?:'s?)? (?:on-?site|offices?|in[- ]person)",
)

DEPENDS: Final = _any(
    r"\b(?:remote|hybrid) ?(?:/|or|and) ?(?:remote|hybrid) (?:work )?(?:environment|culture|company|friendly|"
    r"options?|set-?up)",
    r"\b(?:depend\w*|based|vary|varies) (?:on|upon|by|from) (?:the |your |each )?(?:needs|role|team|position|"
    r"location|business|department)|\bvar(?:y|ies) by\b|\b\d+ ?mins?\b",
    r"\b(?:some|many|certain|most|other|specific|several) (?:of our )?(?:roles|positions|teams|jobs|employees|"
    r"people|of us)\b",
    r"\bif (?:you're|you are|your|applicable|the role|this role)\b[^.;]{0,40}\b(?:remote|hybrid|office|local)",
    r"\b(?:for|all|our|hiring) (?:remote|hybrid|in-office|on-?site|office-based) (?:employees|roles|workers|"
    r"positions|hires|staff|candidates outside)",
    r"\b(?:whether|no matter|regardless(?! of (?:your |their |current )*location))\b",
    r"\b(?:experience|proficien\w+|skilled|thriv\w+|familiar\w*|enjoy(?! the (?:best|freedom|flexib))|excel\w*|"
    r"track record|understanding of|"
    r"history of)\b[^.;]{0,70}\b(?:remote|hybrid|distributed|in[- ]person|office|on-?site)",
    r"\bfor (?:those|candidates|employees|people|team members|anyone|folks) (?:\w+ )?(?:based|located|living|near|"
    r"local|in|within)\b",
    r"\b(?:you|who) (?:really |strongly |would )?(?:prefer|want|need|expect|require)\w*\b[^.;]{0,40}\bremote|"
    r"\byou prefer an? (?:in-person|office|on-?site)",
    r"\beventually\b|\bin the (?:near )?future\b|\b(?:for|our) office-based\b",
    r"\b(?:interview|trial day|hiring process|recruitment process|onboarding)\b",
    r"\b(?:in-person|office|on-?site|remote)[^.;]{0,25}\b(?:once|twice|\d+ times|few times) (?:a|per|each) (?:year|"
    r"quarter)",
)

EXCEPTION: Final = _any(
    r"\b(?:in[- ]person|on-?site|in[- ]office)\b[^.;]{0,25}\bpreferred(?!.*\bremote (?:is )?(?:possible|ok))",
    r"\bideally\b[^.;]{0,60}\b(?:in[- ]person|on-?site|in[- ]office|hybrid)|\bsome (?:in-)?office (?:time|presence)\b",
    r"\b(?:strong )?preference (?:for|is)\b|\bmay (?:be )?consider(?:ed)?\b|\bexceptional (?:remote|talent|"
    r"candidates)\b|"
    r"\bin rare cases\b|\bunless\b[^.;]{0,40}\bexceptional",
    r"\b(?:sometimes|occasional\w*) [^.;,]{0,25}\b(?:from home|remotely|remote work)\b",
)

IN_THE_FIELD: Final = _any(r"\b(?:role|position|job|opportunity)\b[^.;]{0,30}\bfield[- ]based\b")
NOT_REMOTE: Final = _any(
    r"\b(?:not|isn't|no|non|cannot|can't|without|won't|never)[- ](?:be |a |an |currently |offer\w* |for |open to |"
    r"accept\w* |considering |any |consider )*(?:fully |100% )?"
    r"(?:remote|hybrid or remote)\b",
    r"\bremote\w*(?: \w+){0,4} (?:is not|isn't|not|are not|cannot) (?:be )?(?:available|possible|considered|"
    r"an option|offered|accepted|eligible)",
    r"\bkein (?:remote|home)",
)
NO_OFFICE: Final = _any(
    r"\b(?:no|not|without|isn't|never)\b[^.;,]{0,25}\b(?:in-office|office|on-?site|"
    r"in[- ]person)\b[^.;]{0,20}(?:require\w*|mandat\w*|expect\w*|needed|days)?",
)

HYBRID: Final = _any(
    r"\bhybrid \(",
    r"\b(?:arbeit\w*|tätig) (?:\w+ )?hybrid\b|\bhybride?[rs]? (?:zusammenarbeit|stelle|rolle)\b",
    r"#\s?li-?hybrid",
    r"\bhybrid\W{0,3}$",
    r"[(\[]\s*(?:[\w-]+ )?hybrid\b(?! cloud)|[:|,/·•-]\s*hybrid\s*(?:$|[-,.;()|/&]|\d|(?:in|from|at|role|position|"
    r"remote|based|or)\b)",
    r"^\W*hybrid\b(?:\W*$|[ -](?:work|role|position|schedule|set-?up|in|remote|working|office|environment|\())",
    r"\b(?:is|be|are|as|will be|operate|work|working) (?:a |an |currently |fully |on a |in a |"
    r"primarily )*hybrid\b(?![ -](?:of|between|team of|of the|cloud))",
    r"\bhybrid(?:[- ]remote)?(?:[- ](?:flexible|first|friendly))?[- ](?:work(?:ing|place|week|style)?\b|(?:role|"
    r"position|opportunity)\b(?!,? (?:where|that|between|combin\w+|of|with|spanning|across|bridging|at the inter))|"
    r"schedule|set-?up|arrangement|policy|office|environment|job|basis|culture|rhythm|"
    r"approach to work|model|format|company|contract|options?|arbeit\w*|modell|flexibility|team based)\b",
    r"\b(?:hybrides?|hybride|hybrid) (?:arbeits\w*|arbeiten|modell)|\btravail hybride|\b(?:modelo|trabajo|"
    r"modalidad) híbrid",
)
ONSITE: Final = _any(
    r"\b(?:stelle|position|rolle|job)\b[^.;]{0,40}\bvor ort\b|\ben présentiel\b",
    r"\b(?:trabajo|puesto|modalidad|100 ?%)[^.;]{0,15}\bpresencial\b",
    r"#\s?li-?on-?site|\bin presence\b|: (?:[\w, ]{0,20}\W)?site-based\b",
    r"\b(?:company|team|culture) is (?:fully |primarily )?(?:in[- ]office|in[- ]person|on-?site)\b",
    r": [\w -]{3,25} and on-?site\W*$",
    r"\b(?:arbeit(?:en|splatz)?|präsenz\w*|tätigkeit) (?:\w+ )?vor ort\b|\bpräsenz(?:arbeit|pflicht|stelle)\b",
    r"(?:[(\[:|,/·•]\s*|(?<!\w)-\s*)(?:on-?site|in[- ]office|in[- ]person|vor ort|en présentiel|"
    r"presencial)\b(?![ -](?:hybrid|gym|coll|cult))",
    r"^\W*(?:fully )?(?:on-?site|in[- ]office|in[- ]person)\b[^.:;]{0,40}\W*$",
    r"^\W*(?:[\w.-]+[ ,/]+){1,4}(?:on-?site|in[- ]office|in[- ]person)\W*$",
    r"\b(?:role|position|job|opportunity|internship|this|roles|positions)\b[^.;]{0,50}\b(?:is|are|requires?|be|"
    r"an?)\b[^.;]{0,40}\b(?:on-?site|in[- ]person|in[- ]office|office-based)\b",
    r"\b(?:on-?site|in[- ]person|in[- ]office|office-based|office-first|office-centric) (?:role|position|job|only|"
    r"internship|opportunity|full[- ]time|team|company|culture|work|presence|attendance|"
    r"environment|startup|first|required|requirement|policy|model|5|five|mon)\b",
    r"\b(?:work\w*|be|are|based|role|collaborat\w*|located|operate|build\w*|we're|come) (?:fully |full[- ]time |"
    r"primarily |together |mostly |all |entirely |100% |mainly |an? )*(?:on-?site|in[- ]person|in[- ]office)\b"
    r"(?! (?:or|and) (?:remote|hybrid|virtual|online))",
    r"\b(?:fully|full[- ]time|100%|completely|all) (?:on-?site|in[- ]person|in[- ]office|in (?:the|"
    r"our) (?:\w+ ){0,3}office)",
    r"\b(?:every ?day|daily|each day|jeden tag|5 days|five days) (?:in|into|to|at|from|ins|im) (?:the |our |"
    r"unser\w* )?(?:\w+ ){0,3}(?:office|büro)",
    r"\b(?:work\w*|are|be|come) (?:together )?(?:in|into|from|at) (?:the|our) (?:\w+ )?office (?:together )?(?:most|"
    r"every|daily|each|almost)\b",
    r"\bfull[- ]time (?:in|from|at|out of|work (?:out of|from|in)) (?:the |our |an )?(?:[\w.-]+ ){0,4}office",
)
AWAY: Final = re.compile(r"remot|from[ -](?:home|anywhere)|télétravail|teletrabajo|home ?office")
THERE: Final = re.compile(r"site|person|office|vor ort|présentiel|presencial|jeden tag|büro")
REMOTE: Final = _any(
    r"\b(?:teletrabajo|télétravail|homeoffice|home office) (?:100 ?%|completo|complet|total)",
    r"#\s?(?:\w\w-?)?remote\b",
    r"\b(?:fully|100 ?%|completely|entirely|permanently|truly|totally|vollständig|komplett|full|primarily|"
    r"all)[ -]remote\b",
    r"[(\[]\s*remote\b(?![ -]?(?:first|friendly|flex))|[:|/·•-]\s*remote\s*(?:$|[,.;()|/&]|- |(?:in|from|at|role|"
    r"position|based|or|us|usa|uk|eu|emea|europe|within|only|work|working|possible)\b)",
    r"^\W*remote\W*(?:$|(?:in|within|from|based|position|role|only|us|u\.s\.|usa|uk|eu|emea|europe|germany|canada|"
    r"work from|anywhere|possible|or|oder|available|option|innerhalb)\b)",
    r"^\W*(?:[\w.-]+[ ,/]+){1,4}remote\W*$",
    r"\bremote[ -]work(?:ing)? (?:within|in|from|across)\b",
    r"\bremote[ -](?:role|position|job|opportunity|contract|internship|within|in|across|from|anywhere|throughout|"
    r"only|us\b|usa|possible|global|global\w*|worldwide)",
    r"\bremotely (?:from|in|within|across|anywhere)\b(?! (?:any|your|the (?:start|begin)))",
    r"\bremote\W{1,3}(?:us|usa|u\.s\.?|uk|eu|emea|europe|canada|united|global|worldwide|apac|latam|north america|"
    r"india|germany)\b",
    r"\b(?:role|position|job|opportunity|internship|this|contract)\b[^.;]{0,60}\b(?:is|are|be|as|can be|offered|"
    r"performed|done)\b[^.;]{0,40}\bremote(?:ly)?\b(?![ -]friendly)",
    r"\b(?:work|working|based|located|join us|hiring|hire|sit) (?:fully |100% |completely |entirely |"
    r"primarily )?remotely\b",
    r"\bopen to (?:\w+ ){0,3}remote\b|(?:\bor|\band|[,)]) (?:[\w.]+ ){0,2}remote\W*$|\bconsider (?:\w+ ){0,3}remote\b|"
    r"\band remote for\b|\bremote (?:candidates|applicants) (?:\w+ ){0,2}(?:considered|welcome)\b",
    r"\bwork(?:ing)?[ -]from[ -](?:anywhere|home)\W*(?:$|in|within|across|as long|with|-|:|,)",
    r"\bfrom anywhere (?:in|within|across)\b",
    r"\b(?:work|working)[ -]from[ -]home (?:arrangement|role|position|job|basis|opportunity)\b",
    r"\btélétravail (?:complet|total|100)|100 ?% télétravail|\b100 ?% (?:remoto|teletrabajo|homeoffice|home office|"
    r"mobil)",
)
REMOTE_FIRM: Final = _any(
    r"\b(?:remote|distributed)[ -](?:first|native|only|by design|by default)\b",
    r"\bremote[ -](?:team|company|organi[sz]ation|startup|culture|workforce|"
    r"work culture|group|business|environment|setup|work environment)\b",
    r"\bdistributed (?:company|organi[sz]ation|startup)\b|\b(?:fully|100%|completely)[ -]distributed\b",
    r"\bremote(?:ly)? (?:across|since)\b",
)

THIS_ROLE: Final = _any(
    r"\b(?:role|position|job|opportunity|internship|vacancy|stelle|rolle|poste|rol|"
    r"contract)\b(?<!the opportunity)(?<!an opportunity)|#\s?(?:li|bi)",
)
TAG: Final = re.compile(r"\W*#")
ALONE: Final = re.compile(
    r"^\W*(?:fully |100 ?% )?(?:remote|hybrid|on-?site|in-office|in-person)\b[^.:]{0,40}\W*$|"
    r"^\W*(?:[\w.-]+[ ,/]+){1,4}(?:on-?site|hybrid|remote)\W*$"
)
OUR_OFFICE: Final = re.compile(
    r"\b(?:based|work\w*|located|sit|join\w*|be) (?:primarily |mainly |full[- ]time )*(?:in|from|at|out of) (?:our|"
    r"the) (?:[\w.,'&-]+ ){0,5}?(?:office|hq|headquarters|studio|lab|warehouse|factory|store|clinic)\b"
    r"|\b(?:team|us) (?:in|at) (?:our|the) (?:[\w.,'&-]+ ){0,5}?(?:office|hq|headquarters)\b|\b(?:roles?|"
    r"positions?) (?:(?:is|are) )?(?:based )?(?:in|at|out of) (?:the|our) (?:[\w.,'&-]+ ){0,5}?(?:office|hq|"
    r"headquarters)\b|\bwork in (?:\w+ ){1,3}(?:in|at|from) (?:the|our) office\b|\b(?:required|need|have|"
    r"expected) to (?:go|come|be) (?:in|to|into|at) (?:the |our )?office\b|"
    r"\bprimarily from (?:our|the) (?:\w+ ){0,2}office|\boffice-based\b|"
    r"\b(?:in|aus|von) unserem (?:\w+ ){0,3}(?:büro|office|standort)\b"
)
FIRM_ONLY: Final = re.compile(
    r"\b(?:we|we're|our team|team members|company|is headquartered)\b[^.;]{0,30}\b(?:based|work|located|"
    r"headquartered)|\balso based|\b(?:ceo|coo|founders?|manager|members?|rest of)[^.;]{0,20}\bbased|\b(?:as needed|"
    r"as required|when needed|flexib\w+|"
    r"option\w*|or from home|can work)\b"
)
APPLICANT: Final = _any(
    r"\byou(?:'ll| will| must| are|'re| should| need| can| have|r? work| may)?\b",
    r"\b(?:must|required to|expected to|requires|willing\w*|able to|ability to|comfortable|candidates?|applicants?|"
    r"preferred|based in|available to|open to|located in|live)\b",
    r"\bwe(?:'re| are) (?:looking|hiring|seeking|searching)",
)
WILLING: Final = re.compile(
    r"\b(?:happy|eager|willing\w*|able|ability|commit\w*|comfortable|excited|open) (?:to|"
    r"with)\b[^.;]{0,40}\bhybrid\b"
)
STAFF: Final = re.compile(r"\b(?:employees|team members|everyone|operates)\b")
FIRM_NOUN: Final = _any(
    r"\bour\b(?! (?:[\w.,&'-]+ ){0,5}?(?:offices?|hq|headquarters|hubs?|studio|lab)\b)",
    r"\b(?:we|we're|us|company|employees|everyone|teams?|companies|organi[sz]ation|people|staff|culture|"
    r"colleagues|wir|unser\w*|nous|members)\b",
)
LABEL: Final = re.compile(
    r"^\W*(?:[\w/&' -]{0,20}\b)?(?:locations?|work ?places?|arrangement|modality|mode|type|model|set-?up|where|"
    r"standort|arbeitsort|ort|"
    r"schedule|office|details|lieu|ubicación|based|commitment|hours|environment|policy|basics|"
    r"type of work)\b[^:|–\n]{0,20}\s*(?:[:|]|-\s|\?)"
)
HYBRID_MEANS: Final = re.compile(r"\bhybrid\b[^()]{0,12}\([^)]*\bremote")
"""What it is that the employer calls hybrid, no choice: "hybrid (remote/in office)"."""
CHOICE: Final = re.compile(
    r"\b(?:or|oder|ou|either|optional\w*|flexib\w*|choose|choice|open to|also)\b|"
    r"\bremote (?:candidates|applicants|(?:is )?possible|ok)\b|/|\||\)[,;]? (?:\w+ ){1,2}remote|"
    r"remote[^,;]{0,30}[,;][^,;]{0,20}\(hybrid\)|\band (?:fully )?remote for\b"
)
