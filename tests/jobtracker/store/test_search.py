"""The index against a model in plain Python: on every database the same answers."""

from collections import defaultdict
from dataclasses import replace
from tempfile import TemporaryDirectory
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from jobtracker.db import Database, DatabaseFailed
from jobtracker.filters import Filters
from jobtracker.query import Word, in_title
from jobtracker.rates import pay_of
from jobtracker.search import Search
from jobtracker.store import hit_counts, hits, looking
from jobtracker.store import search as store
from jobtracker.store.asking import ask
from jobtracker.store.cursors import CursorError, decode, encode
from jobtracker.store.results import Wish
from jobtracker.store.results import results as all_of_it
from jobtracker.store.unseen import Unseen
from tests import servers
from tests.jobtracker.asked import NOW, filters
from tests.jobtracker.store.made_listings import COMPANIES, fill, fitting, make, nodes

MADE = make(150)
SEARCHES = st.builds(
    Search,
    query=st.none() | nodes,
    filters=st.just(Filters()) | st.just(Filters(state="all")) | filters,
    sort=st.sampled_from(["newest", "newest", "pay", "relevance"]),
    fold=st.booleans(),
)


@pytest.fixture(scope="module", params=["sqlite", "postgresql", "mariadb"])
def database(request):
    with TemporaryDirectory() as folder:
        if request.param == "sqlite":
            yield from _filled(f"sqlite:///{folder}/search.db")
            return
        try:
            servers.server_url(request.param)
        except servers.Absent as absent:
            pytest.skip(str(absent))
        with servers.fresh_database(request.param) as url:
            yield from _filled(url)


def _filled(url):
    database = Database(url)
    database.upgrade()
    fill(database, MADE)
    # so that it is not all of them in the first window, and the index is asked too
    with patch.multiple(hits, FIRST_WINDOW=8, WALK=24, _CHUNK=16), patch.object(looking, "FEW", 20):
        yield database
    database.close()


def walk(database, search, limit, after=None, **more):
    """All pages."""
    cards = []
    for _ in range(1_000):
        page = database.read(store.page, search, now=NOW, after=after, limit=limit, **more)
        assert len(page.cards) <= limit
        cards += page.cards
        if page.next is None:
            return cards
        after = decode(encode(page.next, search), search)
    raise AssertionError("no end")


def results(made, search):
    """What the pages should hold, in order: (vacancy, its listings)."""
    if not search.fold:
        groups = [(each.vacancy, [each.id]) for each in made]
    else:
        of = defaultdict(list)
        for each in made:
            of[each.vacancy].append(each.id)
        groups = list(of.items())
    by_id = {each.id: each for each in made}

    def rank(group):
        its = [by_id[id_] for id_ in group[1]]
        newest = max(each.position for each in its)
        if search.sort == "pay":
            return max((_pay(each), each.position) for each in its)
        return (newest,)

    return sorted(groups, key=rank, reverse=True)


def _pay(each):
    pay = pay_of(each.candidate.facts.pay)
    return pay.euro if pay else -1.0


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
@given(SEARCHES, st.integers(1, 40))
def test_pages_counts_and_facets_are_those_of_the_model(database, search, limit):
    made = fitting(MADE, search)
    expected = results(made, search)
    found = [(card.vacancy_id, [each.id for each in card.listings]) for card in walk(database, search, limit)]
    if search.sort == "relevance":
        assert sorted(found) == sorted(expected)
        _best_first(found, made, search)
    else:
        assert found == expected
    count = database.read(store.count, search, now=NOW)
    assert (count.vacancies, count.listings, count.exact) == (len({each.vacancy for each in made}), len(made), True)
    facets = database.read(store.facets, search, now=NOW)
    assert (facets.over, facets.exact) == (len(expected), True)
    for name in ("languages", "workplaces", "companies"):
        other = fitting(MADE, replace(search, filters=replace(search.filters, **{name: ()})))
        held = defaultdict(set)
        for each in other:
            held[_value(name, each)].add(each.vacancy if search.fold else each.id)
        assert {value: n for value, _, n in facets.values[name]} == {value: len(ids) for value, ids in held.items()}
    _all_in_one_answer(database, search, limit, found, count, facets)


def _all_in_one_answer(database, search, limit, found, count, facets):
    """Is what its parts are, and leads on as a page does."""
    whole = database.read(all_of_it, search, Wish(limit=limit, count=True, facets=True), now=NOW)
    assert (whole.count, whole.facets) == (count, facets)
    first = [(item.vacancy_id, [each.id for each in item.listings]) for item in whole.items]
    assert first == found[: len(first)]
    rest = walk(database, search, limit, after=whole.next) if whole.next else []
    assert len(first) + len(rest) == len(found)


def _value(name, each):
    facts = each.candidate.facts
    return {
        "languages": facts.language or "unknown",
        "workplaces": facts.workplace,
        "companies": each.candidate.company.slug,
    }[name]


def _best_first(found, made, search):
    """What has it all in its title comes first, newest first."""
    title = in_title(search.query) if search.query is not None else None
    if title is None:
        assert found == results(made, search)
        return
    best = fitting(made, replace(search, query=title))
    first = results(best, search)
    assert [vacancy for vacancy, _ in found[: len(first)]] == [vacancy for vacancy, _ in first]


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
@given(SEARCHES, st.frozensets(st.integers(1, 75), max_size=40), st.frozensets(st.integers(1, len(COMPANIES))))
def test_hidden_vacancies_and_muted_companies_are_left_out(database, search, hidden, muted):
    without, slugs = Unseen(hidden, muted), {COMPANIES[number - 1].slug for number in muted}
    found = {card.vacancy_id for card in walk(database, search, 20, without=without)}
    made = [
        each
        for each in fitting(MADE, search)
        if each.vacancy not in hidden and each.candidate.company.slug not in slugs
    ]
    assert found == {each.vacancy for each in made}
    assert database.read(store.count, search, now=NOW, without=without).listings == len(made)


def test_left_out_for_lack_of_pay(database):
    search = Search(filters=Filters(pay_min=60_000.0, state="all"))
    count = database.read(store.without_pay, search, now=NOW)
    assert count.listings == sum(_pay(each) < 0 for each in MADE)
    assert 0 < count.listings < len(MADE)


def test_a_cursor_is_for_its_own_search_alone(database):
    search = Search(filters=Filters(state="all"))
    page = database.read(store.page, search, now=NOW, limit=2)
    words = encode(page.next, search)
    assert decode(words, search) == page.next
    for other in (replace(search, sort="pay"), replace(search, fold=False), Search()):
        with pytest.raises(CursorError):
            decode(words, other)
    for wrong in ("", "x", "💥", words[:-3], "a" * 5_000, "bnVsbA", "W10"):
        with pytest.raises(CursorError):
            decode(wrong, search)


def test_a_search_by_the_index_that_takes_too_long_says_so(postgresql_url):
    database = Database(postgresql_url, patience=1)

    def slow(session):
        asked = ask(session, Search(query=Word(("w_rust",))), now=NOW)
        with patch.object(
            asked.session, "execute", lambda query: session.connection().execute(text("SELECT pg_sleep(9)"))
        ):
            hit_counts.count_hits(asked)

    with pytest.raises(DatabaseFailed, match="statement timeout"):
        database.read(slow)
    database.close()
