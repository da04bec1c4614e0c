"""Whoever a group fits is found, and those that are sure need nothing else."""

from hypothesis import given, settings
from hypothesis import strategies as st

from jobtracker.group_finder import GroupFinder
from jobtracker.required_terms import STAR, Frequencies

WORDS = ("java", "developer", "developers", "softwareentwickler", "softwareentwicklung", "team", "fc_acme")
"""Two of them begin with the same twelve letters."""
tokens = st.sampled_from([f"w_{one}{other}" for one in WORDS for other in ("", "java")])
terms = st.frozensets(tokens, min_size=1, max_size=4) | st.frozensets(tokens, min_size=13)
beginnings = tokens.map(lambda token: frozenset({f"{token[:5]}{STAR}"}))
required = st.lists(terms | beginnings, max_size=6, unique=True)
listings = st.frozensets(tokens, max_size=8)


def holds(listing, terms):
    return any(
        any(token.startswith(term[:-1]) for token in listing) if term.endswith(STAR) else term in listing
        for term in terms
    )


@settings(max_examples=200, deadline=None)
@given(
    sample=st.lists(listings, max_size=2),
    steps=st.lists(st.tuples(st.lists(required, min_size=1, max_size=8), listings), min_size=1, max_size=4),
)
def test_it_finds_whom_comparing_with_each_finds_while_groups_come(sample, steps):
    finder, groups, all_seen = GroupFinder(Frequencies(map(" ".join, 2 * sample))), [], []
    for some, listing in steps:
        groups += some
        all_seen += map(finder.add, some)
        sure, others = finder.found(listing)
        fitting = {group for group, its in enumerate(groups) if all(holds(listing, each) for each in its)}
        assert len(sure) == len(set(sure))
        assert others.isdisjoint(sure)
        assert fitting <= {*sure, *others}
        assert {group for group in sure if all_seen[group]} <= fitting
