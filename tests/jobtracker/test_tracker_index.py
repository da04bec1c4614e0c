"""The index of trackers finds what looking at each tracker finds: no more, no less."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobtracker import group_finder, tracker_index
from jobtracker.document import document
from jobtracker.filters import Filters, Near, Where
from jobtracker.listing import Facts
from jobtracker.matching import Listed
from jobtracker.query import Word, all_of, any_of, negated
from jobtracker.query_parser import parse
from jobtracker.required_terms import Frequencies
from jobtracker.tracker_index import TrackerIndex
from tests.jobtracker import asked
from tests.jobtracker.asked import NOW, PLACES
from tests.jobtracker.naive_trackers import NaiveTrackers
from tests.jobtracker.query_strategies import of_listings
from tests.jobtracker.store.made_listings import _document, make, nodes

TEXTS = (
    ("Senior Full Stack Engineer (m/w/d)", "Java/Kotlin and C++ in München, remote within Germany. R&D at 5G."),
    ("Softwareentwickler*in Teilzeit", "Wir suchen Verstärkung für unser Team vor Ort in Berlin; CI/CD, Node.js."),
    ("Sales Manager", "You lead the team. Data engineering is a plus. O'Reilly, S/4HANA, e-mail."),
    ("東京支社 エンジニア", "データ разработчик développeur"),
)
LISTED = [Listed(listing_id=each.id, document=each.document, candidate=each.candidate) for each in make(150, seed=5)]
OPEN = replace(LISTED[0].candidate, state="open")
SAMPLE = Frequencies(each.document.tokens for each in LISTED[:60])
candidates = asked.candidates.map(lambda each: replace(each, state="open"))


def real(candidate, title, text):
    facts = replace(candidate.facts, title=title, text=text)
    of_it = replace(candidate, facts=facts)
    return Listed(listing_id=1, document=document(facts, candidate.company), candidate=of_it)


listed = st.sampled_from(LISTED) | st.builds(
    lambda candidate, texts: real(candidate, *texts), candidates, st.sampled_from(TEXTS)
)
queries = nodes | of_listings(TEXTS).map(parse)
plain = st.builds(lambda each: replace(each, state="open", posted_since=None, first_seen_since=None), asked.filters)
alone = st.sampled_from(
    [
        Filters(countries=("DE",)),
        Filters(companies=("acme",), workplaces=("remote",)),
        Filters(reposted=False),
        Filters(where=(Where(near=Near(lat=52.52, lon=13.4, km=30)),)),
        Filters(where=(Where(near=Near(lat=52.52, lon=13.4, km=30)), Where(remote_from="DE"))),
    ]
)
subjects = st.tuples(st.none() | queries, st.just(Filters()) | alone | plain | asked.filters)
changes = st.lists(st.tuples(st.integers(1, 12), st.none() | subjects), min_size=1, max_size=30)


def found(trackers, each):
    return {id_ for group in trackers.fitting(each, NOW) for id_, _ in trackers.followers(group)}


def naive(running):
    trackers = NaiveTrackers()
    for id_, (query, filters) in running.items():
        trackers.add(id_, NOW, query, filters)
    return trackers


@pytest.mark.parametrize("sample", [SAMPLE, None], ids=["sampled", "unknown"])
@settings(max_examples=150, deadline=None)
@given(changes=changes, some=st.lists(listed, min_size=1, max_size=8))
def test_it_finds_whom_looking_at_each_finds_while_they_come_and_go(sample, changes, some):
    index, running = TrackerIndex(sample), {}
    for id_, subject in changes:
        if subject is None:
            index.remove(id_)
            running.pop(id_, None)
        else:
            index.put(id_, NOW, *subject)
            running[id_] = subject
    its = naive(running)
    assert [found(index, each) for each in some] == [found(its, each) for each in some]
    assert len(index) == len(running)


def test_many_on_the_same_words_are_found_however_crowded_it_gets(monkeypatch):
    monkeypatch.setattr(group_finder, "_CROWD", 2)
    texts = [f"{one} {other}" for one in ("engineering", "berlin", "kubernetes", "softwareentwicklung")
             for other in ("team", "teams", "platform", "lead", "manager", "-x_0012")]  # fmt: skip
    index, running = TrackerIndex(), {}
    for id_, text in enumerate([*texts, *(f"{text} -sales" for text in texts)]):
        running[id_] = (parse(text), Filters())
        index.put(id_, NOW, *running[id_])
    its = naive(running)
    for words in (*texts, "softwareentwicklungteams", "engineeringteam", "berlinlead"):
        each = real(OPEN, words, "")
        assert found(index, each) == found(its, each)
    assert index._finder._crowded


def test_identical_searches_are_one_group_whatever_their_trackers():
    index = TrackerIndex()
    for id_ in range(5):
        index.put(id_, NOW - dt.timedelta(microseconds=id_), parse("senior engineer"), Filters(countries=("DE",)))
    [group] = index.fitting(real(replace(OPEN, facts=Facts(title="", places=(PLACES[0],))),
                                 "Senior Engineer", ""), NOW)  # fmt: skip
    assert sorted(index.followers(group)) == [(id_, NOW - dt.timedelta(microseconds=id_)) for id_ in range(5)]


def test_a_town_that_is_new_on_the_map_is_within_the_circle_that_holds_it():
    index = TrackerIndex()
    index.put(1, NOW, None, Filters(where=(Where(near=Near(lat=0.004, lon=-179.996, km=30)),)))
    spot = replace(PLACES[0], lat=-0.09, lon=179.9)
    each = replace(OPEN, facts=Facts(title="", places=(spot,)))
    assert found(index, real(each, "Diver", "")) == {1}


def test_it_is_made_anew_when_half_of_it_has_left(monkeypatch):
    monkeypatch.setattr(tracker_index, "_FEW", 50)
    index = TrackerIndex(SAMPLE)
    for round_ in range(40):
        for id_ in range(20):
            index.put(id_, NOW, Word((f"w_{'berlin' if round_ % 2 else 'team'}",)), Filters())
    assert len(index) == 20
    assert len(index._trackers) <= 80
    berlin = Listed(listing_id=1, document=_document(OPEN, "berlin", ""),
                    candidate=OPEN)  # fmt: skip
    assert found(index, berlin) == set(range(20))


def test_who_is_muted_is_not_found():
    index = TrackerIndex()
    mutes = (negated(Word(("fc_acme",))), negated(parse("intern")))
    index.put(1, NOW, all_of((any_of((parse("baker"), parse("cook"))), *mutes)), Filters())
    acme, otter = (replace(OPEN, company=company) for company in asked.COMPANIES[:2])
    assert [found(index, real(*each)) for each in ((acme, "Cook", ""), (otter, "Cook", ""), (otter, "Cook intern", ""))
            ] == [set(), {1}, set()]  # fmt: skip
