"""From a posting to what is written of it."""

from __future__ import annotations

import datetime as dt

from jobtracker.company import Company
from jobtracker.document import document
from jobtracker.fingerprint import digest
from jobtracker.identity_keys import places_key
from jobtracker.listing import Posting
from jobtracker.normalise import TITLE_LIMIT, normalise
from jobtracker.normalise.characters import one_line
from jobtracker.normalise.title import title_key
from jobtracker.run import Fingerprint, Prepared

LONGEST_URL = 2000


def prepare(posting: Posting, fingerprint: Fingerprint, *, seen_at: dt.datetime, company: Company) -> Prepared:
    """Normalise a posting and find its keys, and what it is found by."""
    facts = normalise(posting, seen_at=seen_at, country=company.country or None)
    return Prepared(
        external_id=posting.id,
        fingerprint=fingerprint,
        url=one_line(posting.url, LONGEST_URL),
        apply_url=one_line(posting.apply_url, LONGEST_URL),
        requisition_id=one_line(posting.requisition_id, 200),
        facts=facts,
        title_key=title_key(facts.title)[:TITLE_LIMIT],
        places_key=places_key(facts, posting.places),
        text_key=digest(facts.text.casefold().encode()) if facts.text else "",
        document=document(facts, company),
    )
