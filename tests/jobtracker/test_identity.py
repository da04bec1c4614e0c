import datetime as dt
import random
import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobtracker.identity import AT_ONCE, REPOST_WITHIN, Opening, Verdict, identify

NOW = dt.datetime(2026, 5, 1, tzinfo=dt.UTC)
R1 = "R-1"
BERLIN, PARIS, ROME = "berlin|berlin|de", "paris|ile de france|fr", "rome|lazio|it"


def opening(
    id_: str,
    title: str = "engineer",
    place: str = BERLIN,
    requisition: str = "",
    *,
    left: float | None = None,
    age: float = 0,
    text: str = "",
    vacancy: int | None = None,
) -> Opening:
    """One listing; `left` and `age` in days before NOW."""
    left_at = None if left is None else NOW - dt.timedelta(days=left)
    seen = NOW - dt.timedelta(days=age)
    return Opening(id_, vacancy, requisition, title, place, left is None, left_at, seen, text)


def verdict(new: Opening, *known: Opening) -> tuple[str | None, str]:
    found = identify([new], known, now=NOW)[new.external_id]
    assert found.reason
    return found.same_as, found.kind


def test_nothing_alike_is_fresh() -> None:
    assert verdict(opening("n")) == (None, "fresh")
    assert verdict(opening("n"), opening("k", place=PARIS), opening("l", "designer")) == (None, "fresh")


@pytest.mark.parametrize(
    ("new", "known", "kind"),
    [
        (opening("n"), opening("k"), "twin"),
        (opening("n", requisition="R-2"), opening("k", requisition=R1), "twin"),
        (opening("n", "engineer berlin"), opening("k"), "twin"),
        (opening("n"), opening("k", left=0), "repost"),
        (opening("n"), opening("k", left=90), "repost"),
        (opening("n", requisition=R1), opening("k", place=PARIS, requisition=R1), "place"),
        (opening("n", "engineer berlin", requisition="R1"), opening("k", "engineer paris", PARIS, "R1"), "place"),
        (opening("n", place="", requisition=R1), opening("k", place="", requisition=R1), "place"),
        (opening("n", requisition=R1), opening("k", place=PARIS, requisition=R1, left=9), "requisition"),
        (
            opening("n", "data engineer aws", requisition=R1),
            opening("k", "aws data engineer", PARIS, R1),
            "place",
        ),
        (
            opening("n", "field engineer audio", requisition=R1),
            opening("k", "field engineer", PARIS, R1),
            "place",
        ),
        (opening("n", "sofware engineer", requisition=R1), opening("k", "software engineer", PARIS, R1), "place"),
        (opening("n", text="t"), opening("k", place=PARIS, text="t", age=1), "text"),
    ],
)
def test_one_vacancy(new: Opening, known: Opening, kind: str) -> None:
    assert verdict(new, known) == ("k", kind)


@pytest.mark.parametrize(
    ("new", "known"),
    [
        (opening("n", "engineer ii"), opening("k", "engineer i")),
        (opening("n", "senior engineer", requisition=R1), opening("k", "engineer", requisition=R1)),
        (opening("n", "software engineer payments"), opening("k", "software engineer risk")),
        (
            opening("n", "software engineer payments", requisition=R1),
            opening("k", "software engineer risk", requisition=R1),
        ),
        (opening("n", "nurse night shift", requisition=R1), opening("k", "nurse day shift", requisition=R1)),
        (opening("n"), opening("k", left=90.5)),
        (opening("n", requisition=R1), opening("k", place=PARIS, requisition=R1, left=91)),
        (opening("n", requisition="TBD"), opening("k", place=PARIS, requisition="TBD")),
        (opening("n", requisition="000"), opening("k", place=PARIS, requisition="000")),
        (opening("n", place=""), opening("k", place="")),
        (opening("n", text="t"), opening("k", place=PARIS, text="u")),
        (opening("n", text="t"), opening("k", place=PARIS, text="t", age=10)),
        (opening("n", text="t"), opening("k", place=PARIS, text="t", left=1, age=2)),
        (opening("n", "designer", requisition=R1), opening("k", "accountant", requisition=R1)),
    ],
)
def test_two_vacancies(new: Opening, known: Opening) -> None:
    assert verdict(new, known) == (None, "fresh")


def test_limits_are_the_documented_ones() -> None:
    assert REPOST_WITHIN.days == 90
    edge = AT_ONCE / dt.timedelta(days=1)
    assert verdict(opening("n", text="t"), opening("k", place=PARIS, text="t", age=edge)) == ("k", "text")


def test_a_closed_listing_without_a_date_is_not_joined() -> None:
    assert verdict(opening("n"), replace(opening("k"), open=False)) == (None, "fresh")


def test_of_several_the_strongest_is_joined() -> None:
    twin, other = opening("twin", age=5), opening("other", place=PARIS, requisition=R1)
    assert verdict(opening("n", requisition=R1), other, twin) == ("twin", "twin")
    same = opening("same", requisition=R1, age=1)
    assert verdict(opening("n", requisition=R1), twin, same) == ("same", "twin")
    assert verdict(opening("n"), opening("old", age=9), opening("young", age=1)) == ("old", "twin")
    assert verdict(opening("n"), opening("old", left=30), opening("late", left=3)) == ("late", "repost")
    assert verdict(opening("n"), opening("gone", left=1), opening("open", age=50)) == ("open", "twin")


def test_a_requisition_of_many_titles_joins_equal_ones_only() -> None:
    known = [
        opening(f"k{n}", title, PARIS, R1) for n, title in enumerate(("cook", "nurse", "welder", "driver", "tax clerk"))
    ]
    assert verdict(opening("n", "tax clerk payroll", requisition=R1), *known) == (None, "fresh")
    assert verdict(opening("n", "tax clerk", requisition=R1), *known) == ("k4", "place")
    assert verdict(opening("n", "tax clerk payroll", requisition=R1), *known[2:]) == ("k4", "place")


def test_new_listings_are_compared_with_each_other() -> None:
    found = identify(
        [opening("c"), opening("a"), opening("b", place=PARIS, requisition=R1), opening("d", requisition=R1)],
        [],
        now=NOW,
    )
    assert found["a"] == Verdict(None, "fresh", "nothing like it")
    assert (found["c"].same_as, found["c"].kind) == ("a", "twin")
    assert (found["d"].same_as, found["d"].kind) == ("a", "twin")
    assert (found["b"].same_as, found["b"].kind) == ("a", "place")


def test_a_group_follows_the_one_that_a_known_listing_claims() -> None:
    known = opening("k", vacancy=7)
    new = [opening("a", place=PARIS, requisition=R1), opening("b", requisition=R1)]
    found = identify(new, [known], now=NOW)
    assert (found["b"].same_as, found["b"].kind) == ("k", "twin")
    assert (found["a"].same_as, found["a"].kind) == ("b", "place")


def test_claimed_listings_of_one_group_keep_their_own_vacancies() -> None:
    known = [opening("k", vacancy=1), opening("l", place=PARIS, vacancy=2)]
    new = [
        opening("a", requisition=R1),
        opening("b", place=PARIS, requisition=R1),
        opening("c", place=ROME, requisition=R1),
    ]
    found = identify(new, known, now=NOW)
    assert [found[i].same_as for i in "abc"] == ["k", "l", "a"]


def test_new_titles_that_say_more_join_the_one_of_their_requisition() -> None:
    found = identify(
        [opening("a", "tax clerk", requisition=R1), opening("b", "tax clerk payroll", requisition=R1)],
        [],
        now=NOW,
    )
    assert (found["b"].same_as, found["b"].kind) == ("a", "place")


OPENINGS = st.lists(
    st.builds(
        opening,
        st.integers(0, 30).map(str),
        st.sampled_from(["tax clerk", "tax clerk payroll", "senior tax clerk", "clerk tax berlin", "nurse", ""]),
        st.sampled_from([BERLIN, PARIS, ROME, ""]),
        st.sampled_from(["", "R-1", "R-2", "TBD"]),
        left=st.one_of(st.none(), st.floats(0, 120)),
        age=st.integers(0, 5),
        text=st.sampled_from(["", "t", "u"]),
    ),
    max_size=12,
    unique_by=lambda one: one.external_id,
)


@given(OPENINGS, OPENINGS, st.randoms())
def test_verdicts_do_not_depend_on_the_order(new: list[Opening], known: list[Opening], chance: random.Random) -> None:
    new = [replace(one, open=True, left_at=None) for one in new]
    known = [replace(one, external_id=f"k{one.external_id}") for one in known]
    found = identify(new, known, now=NOW)
    for rows in (new, known):
        chance.shuffle(rows)
    assert identify(new, known, now=NOW) == found


@given(OPENINGS, OPENINGS)
def test_every_new_listing_gets_one_vacancy(new: list[Opening], known: list[Opening]) -> None:
    new = [replace(one, open=True, left_at=None) for one in new]
    known = [replace(one, external_id=f"k{one.external_id}") for one in known]
    found = identify(new, known, now=NOW)
    assert found.keys() == {one.external_id for one in new}
    known_ids = {one.external_id for one in known}
    for id_ in found:
        steps, at = 0, id_
        while at in found and found[at].same_as is not None:
            at = found[at].same_as or at
            steps += 1
            assert steps <= len(new)
        assert at in known_ids or found[at].kind == "fresh"
    assert all((one.kind == "fresh") == (one.same_as is None) for one in found.values())


@given(OPENINGS)
def test_twice_the_same_board_is_all_twins(known: list[Opening]) -> None:
    known = [replace(one, open=True, left_at=None) for one in known if one.places_key]
    new = [replace(one, external_id=f"n{one.external_id}", first_seen=NOW) for one in known]
    assert all(one.kind == "twin" for one in identify(new, known, now=NOW).values())


@pytest.mark.parametrize("title", ["same", "t{}"])
def test_a_huge_board_takes_no_longer_for_its_size(title: str) -> None:
    new = [opening(str(n), title.format(n), BERLIN if n % 2 else PARIS, "R-1") for n in range(4_000)]
    known = [replace(one, external_id=f"k{one.external_id}") for one in new]
    begun = time.process_time()
    identify(new, known, now=NOW)
    assert time.process_time() - begun < 2


@given(st.lists(st.tuples(st.text(), st.text(), st.text()), max_size=4))
def test_any_words_are_borne(rows: list[tuple[str, str, str]]) -> None:
    new = [opening(str(n), *row) for n, row in enumerate(rows)]
    assert len(identify(new, new, now=NOW)) == len(rows)
