"""Personio: an XML feed."""

from __future__ import annotations

from xml.sax.saxutils import escape

from crawler.recordings import Answer
from sample_sites.asked import Asked
from sample_sites.openings import Openings
from sample_sites.systems.system import System, as_xml


def _answer(slug: str, openings: Openings, asked: Asked) -> Answer:
    positions = "".join(
        f"<position><id>{o.number}</id><office>{escape(o.city)}</office><department>Operations</department>"
        f"<recruitingCategory>Operations</recruitingCategory><name>{escape(o.title)}</name><jobDescriptions><jobDescription>"
        f"<name>Your task</name><value><![CDATA[{o.text}]]></value></jobDescription></jobDescriptions>"
        f"<employmentType>permanent</employmentType><schedule>full-time</schedule>"
        f"<createdAt>{o.published.isoformat()}</createdAt></position>"
        for o in openings.values()
    )
    return as_xml(f"<workzag-jobs>{positions}</workzag-jobs>")


SYSTEM = System(
    root="{slug}.jobs.personio.de",
    careers_url="https://{slug}.jobs.personio.de",
    params={"token": "{slug}"},
    answer=_answer,
    own_host=True,
)
