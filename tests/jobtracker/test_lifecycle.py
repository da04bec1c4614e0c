"""What a run may conclude."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobtracker import lifecycle
from jobtracker.lifecycle import Evidence, Known, Verdict, compare, judge

NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
COMPLETE = Verdict("complete")
ids = st.sets(st.integers(0, 60).map(str), max_size=40)


def board(open_ids, missing_since=None):
    return {id_: Known(open=True, missing_since=missing_since) for id_ in open_ids}


def settle(known, seen, now=NOW, breaker=False, new_keys=None):
    return compare(known, Evidence(seen=set(seen)), COMPLETE, now=now, new_keys=new_keys or {}, breaker=breaker)


@pytest.mark.parametrize(
    ("evidence", "outcome"),
    [
        (Evidence(seen={"1"}), "complete"),
        (Evidence(seen={"1"}, total=1), "complete"),
        (Evidence(seen={"1", "2"}, total=1), "complete"),
        (Evidence(seen={"1"}, total=2), "partial"),
        (Evidence(seen={"1"}, problems=["GET /: 500"]), "partial"),
        (Evidence(problems=["GET /: 500"]), "failed"),
        (Evidence(seen={"1"}, capped=True), "partial"),
        (Evidence(seen={"1"}, dropped=1), "partial"),
        (Evidence(seen={"1"}, min_listings=2), "partial"),
        (Evidence(seen={"1"}, repeated=1), "partial"),
        (Evidence(seen={"1", "2"}, repeated=1, total=2), "complete"),
        (Evidence(seen={str(n) for n in range(1000)}), "partial"),
        (Evidence(seen={str(n) for n in range(1001)}), "complete"),
        (Evidence(), "failed"),
        (Evidence(empty_is_answer=True), "complete"),
        (Evidence(empty_is_answer=True, total=3), "failed"),
        (Evidence(empty_is_answer=True, problems=["GET /: 500"]), "failed"),
        (Evidence(seen={"1"}, detail_failures=3), "complete"),
    ],
)
def test_a_run_is_complete_only_on_positive_proof(evidence, outcome):
    verdict = judge(evidence)
    assert verdict.outcome == outcome
    assert bool(verdict.reason) == (outcome != "complete")


@given(ids, ids, st.sampled_from(["partial", "failed"]))
def test_absence_from_a_run_that_is_not_complete_removes_nothing(known, seen, outcome):
    changes = compare(board(known), Evidence(seen=seen), Verdict(outcome, "x"), now=NOW, new_keys={})
    assert not changes.removed
    assert not changes.held
    assert changes.new == (seen - known if outcome == "partial" else set())


@given(ids, ids, st.booleans())
def test_every_listing_has_exactly_one_fate(known, seen, breaker):
    changes = settle(board(known), seen, breaker=breaker)
    assert changes.new == seen - known
    assert changes.removed.keys() | changes.held.keys() == known - seen
    assert not changes.removed.keys() & changes.held.keys()


@given(ids, ids)
def test_half_or_more_is_never_believed_at_once(known, seen):
    changes = settle(board(known), seen)
    assert 2 * len(changes.removed) < max(len(known), 1)


@given(ids.filter(bool), st.integers(0, 10))
def test_a_held_loss_is_settled_by_a_second_complete_run_six_hours_later_and_by_no_earlier_one(known, hours):
    changes = settle(board(known, NOW), set(), NOW + hours * HOUR)
    assert set(changes.removed if hours >= 6 else changes.held) == known


def test_a_held_listing_that_is_seen_again_never_left():
    changes = settle(board({"1", "2"}, NOW), {"1", "2"}, NOW + 9 * HOUR)
    assert changes.back == {"1", "2"}
    assert not changes.removed
    assert not changes.reopened


def test_a_hold_made_under_a_clock_that_ran_ahead_begins_anew_and_waits_no_longer_than_any_other():
    ahead = NOW + 1_000 * HOUR
    changes = settle(board({"1", "2"}, ahead), set())
    assert changes.held.keys() == changes.back == {"1", "2"}  # the store writes "back" first, then the new hold
    assert settle(board({"1", "2"}, NOW), set(), NOW + 6 * HOUR).removed.keys() == {"1", "2"}
    assert not settle(board({"1", "2"}, NOW), set(), NOW + HOUR).back


def test_a_small_loss_is_believed_at_once():
    assert settle(board("123"), "12").removed == {"3": "absent"}


def test_what_was_missing_counts_with_what_goes_missing_next():
    known = board("12345") | board("678", NOW)
    changes = settle(known, "1234", NOW + HOUR)
    assert set(changes.held) == set("5678")


def test_a_board_cut_to_a_round_number_waits_for_a_second_run():
    known = board({str(n) for n in range(60)})
    seen = {str(n) for n in range(50)}
    assert len(settle(known, seen).held) == 10
    assert len(settle(known, seen | {"x"}).removed) == 10
    assert len(settle(board({str(n) for n in range(49)} | {"x"}), seen).held) == 1


def test_the_breaker_stops_every_removal_even_a_confirmed_one():
    known = board("12345") | board("6", NOW)
    changes = settle(known, "1234", NOW + 24 * HOUR, breaker=True)
    assert changes.held == {"5": "breaker", "6": "breaker"}
    assert not changes.removed


def test_a_page_that_is_gone_is_asked_for_again_while_the_list_names_its_listing():
    evidence = Evidence(seen={"1", "2", "3"}, gone={"2"})
    first = compare(board("123"), evidence, COMPLETE, now=NOW, new_keys={})
    assert (first.held, first.removed) == ({"2": "page gone"}, {})
    missing = board("13") | {"2": Known(open=True, missing_since=NOW)}
    soon = compare(missing, evidence, COMPLETE, now=NOW + HOUR, new_keys={})
    assert (soon.held, soon.back) == ({"2": "page gone"}, set())
    later = compare(missing, evidence, COMPLETE, now=NOW + 6 * HOUR, new_keys={})
    assert (later.held, later.removed) == ({}, {"2": "gone"})
    there = compare(missing, Evidence(seen={"1", "2", "3"}, read={"2"}), COMPLETE, now=NOW + 6 * HOUR, new_keys={})
    assert (there.held, there.back) == ({}, {"2"})


def test_a_page_that_is_gone_removes_its_listing_in_any_run_if_the_list_does_not_name_it():
    evidence = Evidence(seen={"1"}, gone={"2"}, problems=["GET /: 500"])
    changes = compare(board("12345"), evidence, judge(evidence), now=NOW, new_keys={})
    assert changes.removed == {"2": "gone"}
    assert not changes.held


def test_pages_that_are_gone_in_great_number_are_the_sites_bad_day():
    evidence = Evidence(seen=set("12345"), gone=set("1234"))
    changes = compare(board("12345"), evidence, judge(evidence), now=NOW, new_keys={})
    assert not changes.removed
    assert not changes.new


def test_a_listing_that_comes_back_is_reopened():
    known = board("1") | {"2": Known(open=False)}
    assert settle(known, "12").reopened == {"2"}


def test_lost_and_new_ids_that_pair_on_title_and_place_are_a_migration():
    known = {str(n): Known(open=True, pair_key=f"title {n}") for n in range(10)}
    fresh = {f"n{n}": f"title {n}" for n in range(8)}
    changes = settle(known, fresh, new_keys=fresh)
    assert changes.migrated == {str(n): f"n{n}" for n in range(8)}
    assert set(changes.removed) == set(known)
    assert not changes.held


def test_a_migration_of_the_smaller_part_excuses_nothing():
    known = {str(n): Known(open=True, pair_key=f"title {n}") for n in range(10)}
    fresh = {f"n{n}": f"title {n}" for n in range(4)}
    changes = settle(known, fresh, new_keys=fresh)
    assert not changes.migrated
    assert set(changes.held) == set(known)


@given(st.dictionaries(st.integers().map(str), st.sampled_from(["", "a", "b"])))
def test_pairs_are_one_to_one(lost):
    new = {f"n{id_}": key for id_, key in list(lost.items())[::2]}
    pairs = lifecycle.pair_ids(lost, new)
    assert len(set(pairs.values())) == len(pairs)
    assert all(lost[old] == new[fresh] != "" for old, fresh in pairs.items())


@pytest.mark.parametrize(("held", "boards", "open_"), [(4, 5, False), (5, 25, True), (5, 26, False), (30, 100, True)])
def test_the_breaker_opens_at_five_boards_and_a_fifth_of_them(held, boards, open_):
    assert lifecycle.breaker_open(held, boards) is open_


@pytest.mark.parametrize(
    ("days", "version_changed", "migrated", "baseline"),
    [
        (None, False, False, True),
        (1, False, False, False),
        (8, False, False, True),
        (1, True, False, True),
        (1, False, True, True),
    ],
)
def test_a_beginning_is_a_baseline(days, version_changed, migrated, baseline):
    last = None if days is None else NOW - dt.timedelta(days=days)
    assert lifecycle.is_baseline(last, NOW, version_changed=version_changed, migrated=migrated) is baseline


def test_a_page_that_is_gone_removes_nothing_while_another_of_the_same_id_is_read():
    evidence = Evidence(seen=set("acde"), gone={"a", "b"}, read={"a"})
    changes = compare(board("abcde") | board("fgh"), evidence, Verdict("partial", "x"), now=NOW, new_keys={})
    assert changes.removed == {"b": "gone"}
    assert "n" in compare({}, Evidence(seen={"n"}, gone={"n"}, read={"n"}), COMPLETE, now=NOW, new_keys={}).new


def test_a_held_listing_that_the_list_names_is_back_though_too_many_pages_are_gone_to_be_believed():
    held = board("abc", missing_since=NOW - HOUR)
    changes = compare(held, Evidence(seen=set("abc"), gone=set("abc")), COMPLETE, now=NOW, new_keys={})
    assert changes.back == set("abc")
    assert not changes.removed


@pytest.mark.parametrize(("seen", "missing"), [("abcde", "abcdefghij"), ("", "fghij"), ("abfg", "fghij")])
def test_a_second_run_that_says_another_thing_confirms_no_loss(seen, missing):
    """A list cut in half after an empty one, an empty one after half, another half."""
    known = board("abcdefghij") | board(missing, missing_since=NOW - 7 * HOUR)
    changes = settle(known, seen)
    assert not changes.removed
    assert changes.held.keys() == set("abcdefghij") - set(seen)
    again = board(seen) | board(changes.held, missing_since=NOW)
    assert settle(again, seen, now=NOW + 7 * HOUR).removed == dict.fromkeys(changes.held, "confirmed")


@pytest.mark.parametrize(
    ("evidence", "cause"),
    [
        (Evidence(seen={"1"}), ""),
        (Evidence(empty_is_answer=True), ""),
        (Evidence(), "empty"),
        (Evidence(seen={"1"}, min_listings=5), "empty"),
        (Evidence(seen={"1"}, problems=["GET /: 403", "GET /: 500"], causes=["blocked", "time-out"]), "blocked"),
        (Evidence(seen={"1"}, problems=["a cause unknown"]), "ours"),
        (Evidence(seen={"1"}, total=2), "changed"),
        (Evidence(seen={"1"}, dropped=1), "changed"),
        (Evidence(seen={"1"}, capped=True), "changed"),
        (Evidence(seen=set(map(str, range(1000)))), "changed"),
        (Evidence(seen={"1"}, total=2, problems=["interrupted"], interrupted=True), ""),
    ],
)
def test_the_cause_is_that_of_the_first_doubt(evidence, cause):
    assert evidence.cause == cause
