"""A posting's body: to a small safe subset of HTML, and from there to text."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

import nh3

from jobtracker.normalise.characters import drop_unsafe

READ_LIMIT = 400_000
"""Characters of a body that are looked at, inlined pictures not counted; the rest is cut off before parsing."""
KEEP_LIMIT = 200_000
"""Characters of the sanitised body that are kept, but for the end tags that close what the cut left open."""
TAG_LIMIT = 6_000
"""A body with more tags is read as text: the parser's time grows with the square of the depth."""

BLOCKS = (
    "p", "div", "section", "article", "header", "footer", "main", "aside", "h2", "h3", "h4", "blockquote", "pre",
    "table", "hr", "dl",
)  # fmt: skip
ROWS = ("tr", "thead", "tbody", "caption", "dt", "dd")
INLINE = ("strong", "b", "em", "i", "u", "a", "code", "sub", "sup")

SANITISER = nh3.Cleaner(
    tags={*BLOCKS, *ROWS, *INLINE, "br", "ul", "ol", "li", "td", "th", "h1", "h5", "h6"},
    attributes={"a": {"href"}},
    url_schemes={"http", "https", "mailto"},
    url_relative="deny",
    link_rel="nofollow noopener noreferrer",
)

KNOWN_TAG = (
    r"(?:p|div|span|br|ul|ol|li|h[1-6]|strong|b|em|i|u|a|table|tr|td|section|article|font|img|hr|pre|script|style|html"
    r"|body)\b"
)
TAG = re.compile(rf"<[/!]?{KNOWN_TAG}|<!--", re.IGNORECASE)
ESCAPED_TAG = re.compile(rf"&lt;/?{KNOWN_TAG}", re.IGNORECASE)
ANY_TAG = re.compile(r"<[^<>]*>")
OTHER_HEADINGS = re.compile(r"(</?)h([156])>")
HEADING = {"1": "h2>", "5": "h4>", "6": "h4>"}

DATA_URL = re.compile(r"""(["'])data:.*?\1""", re.DOTALL)

PREFORMATTED = re.compile(r"<pre>.*?</pre>", re.DOTALL)
INLINE_TAG = re.compile(rf"</?(?:{'|'.join(INLINE)}|li)(?: [^>]*)?>")
LIST_ITEM = re.compile(r"<li>(?: ?</?(?:p|div|br)>)*")
LIST_ITEM_END = re.compile(r"</(?:p|div)>(?: ?</(?:p|div)>)* ?</li>")
BLOCK_TAG = re.compile(rf"</?(?:{'|'.join(BLOCKS)})>|</[uo]l>")
ROW_TAG = re.compile(rf"<(?:br|[uo]l|/(?:{'|'.join(ROWS)}))>")
ROW_START = re.compile(rf"<(?:{'|'.join(ROWS)}|t[dh])>")
CELL_TAG = re.compile(r"</t[dh]> ?")


def safe_html(raw: object) -> str:
    """The body as a safe subset of HTML: paragraphs, lists, headings (h2 to h4), emphasis, links, simple tables.

    A body that is escaped once more (Greenhouse) is unescaped first; one without tags is plain text, whose line breaks
    become tags. No styles, classes, pictures, frames or scripts; links only to http, https and mailto. Never raises.
    """
    if not isinstance(raw, str):
        return ""
    if len(raw) > READ_LIMIT:
        raw = DATA_URL.sub('""', raw)
    safe = _sanitise(_markup(raw[:READ_LIMIT].strip())[:READ_LIMIT])
    if len(safe) > KEEP_LIMIT:
        safe = _sanitise(safe[:KEEP_LIMIT].rpartition("<")[0])
    return safe


def plain_text(safe: str) -> str:
    """The text of what `safe_html` returned: paragraphs a blank line apart, list items as "- " lines."""
    if "<pre>" in safe:
        safe = PREFORMATTED.sub(lambda match: match[0].replace("\n", "<br>"), safe)
    text = " ".join(safe.replace("&nbsp;", " ").split())
    text = LIST_ITEM_END.sub("", LIST_ITEM.sub("\n- ", text))
    text = BLOCK_TAG.sub("\n\n", INLINE_TAG.sub("", text))
    text = ROW_TAG.sub("\n", text)
    if "<" in text:
        text = ROW_START.sub("", CELL_TAG.sub("\t", text))
    return "\n".join(_lines(html.unescape(text)))


def _lines(text: str) -> Iterator[str]:
    """The lines of `text`, trimmed, without empty bullets; of several empty lines, one; none at the ends."""
    empty = False
    started = False
    for raw in text.split("\n"):
        line = raw.strip()
        if not line or line == "-":
            empty = empty or not line
            continue
        if empty and started:
            yield ""
        yield line
        started, empty = True, False


def _markup(body: str) -> str:
    """`body` as HTML, whichever of the three ways it was sent in."""
    if not TAG.search(body):
        if not ESCAPED_TAG.search(body):
            return _from_plain(drop_unsafe(html.unescape(body)))
        body = html.unescape(body)
    if body.count("<") > TAG_LIMIT:
        return _from_plain(html.unescape(ANY_TAG.sub("\n", body)))
    return body


def _from_plain(text: str) -> str:
    """Paragraphs at blank lines, breaks at the others."""
    paragraphs = re.split(r"\n\s*\n", html.escape(text.strip(), quote=False))
    return "".join(f"<p>{paragraph.replace(chr(10), '<br>')}</p>" for paragraph in paragraphs if paragraph)


def _sanitise(body: str) -> str:
    try:
        safe = SANITISER.clean(body)
    except UnicodeEncodeError:  # a lone surrogate, which UTF-8 has no bytes for
        safe = SANITISER.clean(drop_unsafe(body))
    safe = drop_unsafe(safe).strip()
    if "<h" not in safe:
        return safe
    return OTHER_HEADINGS.sub(lambda match: match[1] + HEADING[match[2]], safe)
