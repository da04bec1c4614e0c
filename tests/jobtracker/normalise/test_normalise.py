import dataclasses
import datetime as dt
import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st

from jobtracker.listing import Facts, Posting
from jobtracker.normalise import normalise

SEEN = dt.datetime(2026, 10, 20, 15, 30, tzinfo=dt.UTC)

SITE_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=40),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
OPTIONAL = [field.name for field in dataclasses.fields(Posting) if field.name not in ("id", "title", "url", "raw")]


def test_a_posting_becomes_facts():
    posting = Posting(
        id="1",
        title="Maschinenbauer (m/w/d)",
        url="https://a.example/1",
        places=["Berlin, Germany"],
        employment_type="Vollzeit",
        department=" Plant\x00 ",
        posted="Posted 30+ Days Ago",
        closes="2026-12-31",
        language="de",
        html="&lt;p&gt;Dein Gehalt: 60.000 – 70.000 € im Jahr.&lt;/p&gt;",
    )
    facts = normalise(posting, seen_at=SEEN)
    assert facts.title == "Maschinenbauer"
    assert facts.department == "Plant"
    assert [place.country for place in facts.places] == ["DE"]
    assert facts.employment_types == ("FULL_TIME",)
    assert [(pay.min, pay.max, pay.currency) for pay in facts.pay] == [(60_000, 70_000, "EUR")]
    assert (facts.posted_at, facts.posted_bound) == (SEEN - dt.timedelta(days=30), True)
    assert facts.closes_at == dt.datetime(2026, 12, 31, tzinfo=dt.UTC)
    assert facts.language == "de"
    assert facts.html == "<p>Dein Gehalt: 60.000 – 70.000 € im Jahr.</p>"
    assert facts.text == "Dein Gehalt: 60.000 – 70.000 € im Jahr."


def test_a_bare_dollar_is_that_of_the_place():
    posting = Posting(id="1", title="Cook", url="u", places=["Toronto, Canada"], html="Salary: $50,000 - $60,000")
    assert [pay.currency for pay in normalise(posting, seen_at=SEEN).pay] == ["CAD"]


def strings(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for one in value:
            yield from strings(one)
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from strings(getattr(value, field.name))


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters(), max_size=60), st.dictionaries(st.sampled_from(OPTIONAL), SITE_VALUES, max_size=8))
def test_whatever_a_site_sends_the_facts_are_clean(title, values):
    facts = normalise(Posting(id="1", title=title, url="u", **values), seen_at=SEEN)
    assert isinstance(facts, Facts)
    for text in strings(facts):
        assert not [c for c in text if unicodedata.category(c) in ("Cc", "Cs") and c not in "\n\t"]
    assert len(facts.title) <= 500
    assert len(facts.department) <= 200
