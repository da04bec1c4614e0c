"""Losses that are held, in an operator's hands."""

import datetime as dt

import pytest
from sqlalchemy import select

from jobtracker.models import CompanyRow, ListingEvent, ListingRow
from jobtracker.selection import Selection
from jobtracker.store import holding
from jobtracker.store.runs import Superseded
from jobtracker.store.selecting import find
from tests.jobtracker.store.boards import claim, close, crawl

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def board(acme, now):
    """A board of ten of which six are missing since an hour."""
    crawl(acme, "abcdefghij", now, digest="d")
    assert crawl(acme, "abcd", now + HOUR).held == 6
    return acme


def ids(database):
    return [c.id for c in database.read(find, Selection(held=True))]


def listings(database, status):
    query = select(ListingRow.external_id).where(ListingRow.status == status)
    return "".join(sorted(database.read(lambda s: s.scalars(query).all())))


def company(database):
    return database.read(lambda s: s.scalars(select(CompanyRow)).one())


def events(database, kind):
    query = select(ListingEvent.detail, ListingEvent.at).where(ListingEvent.kind == kind)
    return database.read(lambda s: [tuple(row) for row in s.execute(query)])


def test_what_waits_is_shown_with_what_speaks_for_it(board, now):
    [held] = board.read(holding.held, ids(board))
    assert (held.company, held.lost, held.open, held.since, held.why) == ("acme", 6, 10, now + HOUR, "big loss")
    assert held.titles == ["Title e", "Title f", "Title g", "Title h", "Title i"]


def test_approved_losses_are_removed(board, now):
    assert board.write(holding.approve, ids(board), now=now + 2 * HOUR) == {company(board).id: 6}
    assert (listings(board, "open"), listings(board, "removed")) == ("abcd", "efghij")
    assert events(board, "removed") == [({"reason": "approved"}, now + 2 * HOUR)] * 6
    assert (company(board).open_count, company(board).held_since, ids(board)) == (4, None, [])
    assert board.write(holding.approve, [company(board).id], now=now + 2 * HOUR) == {}
    report = crawl(board, "abcd", now + 3 * HOUR)
    assert (report.outcome, report.removed, report.held) == ("complete", 0, 0)


def test_a_run_under_way_is_superseded_by_an_approval(board, now):
    held = claim(board, now + HOUR)
    board.write(holding.approve, ids(board), now=now + 2 * HOUR)
    with pytest.raises(Superseded):
        close(board, held, "abcdefghij", now + 3 * HOUR)
    assert listings(board, "open") == "abcd"


def test_one_of_a_board_of_which_nothing_waits_is_not(board, now):
    board.write(holding.approve, ids(board), now=now + 2 * HOUR)
    held = claim(board, now + 3 * HOUR)
    assert board.write(holding.approve, [company(board).id], now=now + 3 * HOUR) == {}
    assert board.write(holding.reject, [company(board).id]) == {}
    assert close(board, held, "abcd", now + 4 * HOUR).outcome == "complete"


def test_a_board_that_is_byte_for_byte_the_same_is_read_again_after_it(board, now):
    board.write(holding.approve, ids(board), now=now + 2 * HOUR)
    assert company(board).board_digest == ""


def test_rejected_losses_are_shown_and_held_anew(board, now):
    assert board.write(holding.reject, ids(board)) == {company(board).id: 6}
    assert (listings(board, "open"), ids(board), company(board).held_since) == ("abcdefghij", [], None)
    assert company(board).open_count == 10
    report = crawl(board, "abcd", now + 9 * HOUR)  # else it would be the run that confirms
    assert (report.removed, report.held) == (0, 6)
    assert crawl(board, "abcd", now + 15 * HOUR).removed == 6


def test_an_approval_can_be_undone(board, now):
    board.write(holding.approve, ids(board), now=now + 2 * HOUR)
    assert crawl(board, "abcde", now + 3 * HOUR).reopened == 1  # seen since: not the approval's any more
    assert board.write(holding.undo, [company(board).id], now=now + 4 * HOUR) == {company(board).id: 5}
    assert (listings(board, "open"), listings(board, "removed")) == ("abcdefghij", "")
    assert len(events(board, "reopened")) == 6
    assert company(board).open_count == 10
    assert board.write(holding.undo, [company(board).id], now=now + 5 * HOUR) == {}
    report = crawl(board, "abcde", now + 6 * HOUR)
    assert (report.removed, report.held) == (0, 5)


def test_only_the_last_approval_is_undone(board, now):
    board.write(holding.approve, ids(board), now=now + 2 * HOUR)
    crawl(board, "a", now + 9 * HOUR)
    board.write(holding.approve, ids(board), now=now + 10 * HOUR)
    assert board.write(holding.undo, [company(board).id], now=now + 11 * HOUR) == {company(board).id: 3}
    assert listings(board, "open") == "abcd"
