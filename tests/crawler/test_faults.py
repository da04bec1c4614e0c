"""A bad day of every kind, on a board of every ATS."""

import shutil
from itertools import cycle

import pytest
from sqlalchemy import select

from jobtracker.db import open_database
from jobtracker.models import ListingRow
from sample_sites import KINDS, MadeUpBoard, Server, Sites, Trouble
from sample_sites.systems import SYSTEMS
from sample_sites.ways import detour_settings, shortcut_settings
from tests.crawler.web import HOUR, NOW, crawl, listed

LISTINGS = 13
LOSSES = ("half-left", "half-corrected", "capped", "empty", "not-a-list")
"""Faults that a board without a count of its own does not betray: it is well-formed, and shorter."""
UNCOUNTED = ("total-above", "total-below")
"""Faults of a count that most ATS do not have."""
HARMLESS = ("wrong-fields",)
"""Faults that leave every id and title."""
OF_DETAILS = tuple(kind for kind in KINDS if kind.startswith("detail-"))


OF_LISTS = (*LOSSES, *HARMLESS, *UNCOUNTED, "repeated", "untitled", "wrong-types")
"""Faults that each ATS shows in its own way, or betrays in its own way."""
WITH_DETAILS = ("jsonld", "smartrecruiters", "workday")
"""A page that says 404 is believed; of these only jsonld's known pages are read again, so it is left out there."""
OTHERS = tuple(ats for ats in SYSTEMS if ats != "jsonld")
"""A sitemap has no titles to be spoilt."""


def boards():
    """One for each fault and ATS; of faults that are the same for all, one with an ATS in turn."""
    pairs = {(ats, kind) for ats in SYSTEMS for kind in OF_LISTS}
    pairs |= {(ats, kind) for ats in WITH_DETAILS for kind in OF_DETAILS} - {("jsonld", "detail-404")}
    pairs |= set(zip(cycle(OTHERS), (kind for kind in KINDS if kind not in (*OF_LISTS, *OF_DETAILS))))
    return [MadeUpBoard(f"{ats}-{kind}", ats, LISTINGS, text=40) for ats, kind in sorted(pairs)]


def kind_of(board):
    return board.slug.partition("-")[2]


def change(web):
    """A day passes on every board."""
    for board in web:
        board.close("5")
        board.open(1)


@pytest.fixture(scope="module")
def first_day(tmp_path_factory):
    """A database that has read every board once."""
    path = tmp_path_factory.mktemp("faults") / "first.db"
    database = open_database(f"sqlite:///{path}")
    web = boards()
    reports = crawl(database, web, shortcut_settings(Sites(web)))
    database.close()
    assert {(r.outcome, r.seen, r.new) for r in reports.values()} == {("complete", LISTINGS, LISTINGS)}
    return path


@pytest.fixture
def database(first_day, tmp_path):
    database = open_database(f"sqlite:///{shutil.copy(first_day, tmp_path / 'faults.db')}")
    yield database
    database.close()


@pytest.fixture(scope="module")
def later():
    """The boards of the next day, and their sites, each with its fault."""
    web = boards()
    change(web)
    return web


def ill(web):
    sites = Sites(web)
    for board in web:
        sites.fault(board.slug, kind_of(board))
    return shortcut_settings(sites)


def wrongly_removed(database, web):
    removed = listed(database, "removed")
    return {board.slug: wrong for board in web if (wrong := removed[board.slug] & board.external_ids())}


def test_one_bad_day_removes_nothing_that_is_there_and_its_run_says_what_was_wrong(database, later):
    reports = crawl(database, later, ill(later), NOW + 24 * HOUR)
    assert wrongly_removed(database, later) == {}
    for board in later:
        report, kind = reports[board.slug], kind_of(board)
        assert "\n" not in report.error
        if kind in (*LOSSES, *HARMLESS, *UNCOUNTED, *OF_DETAILS) or board.ats == "jsonld":
            assert report.outcome == "complete" or report.error, board.slug
        else:
            assert report.outcome in ("failed", "partial"), board.slug
            assert report.error, board.slug
            assert (report.removed, report.held) == (0, 0), board.slug


def test_four_bad_runs_in_a_day_remove_nothing_and_two_good_ones_settle_everything(database, later):
    for hour in (24, 26, 28, 29):
        crawl(database, later, ill(later), NOW + hour * HOUR)
        assert wrongly_removed(database, later) == {}
    for hour in (32, 39):
        crawl(database, later, shortcut_settings(Sites(later)), NOW + hour * HOUR)
        assert wrongly_removed(database, later) == {}
    assert listed(database) == {board.slug: board.external_ids() for board in later}
    pending = select(ListingRow.url).where(ListingRow.detail_pending)
    assert database.read(lambda session: session.scalars(pending).all()) == []


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("timeout", "no answer in time"),
        ("cut", "the connection was cut before the end of the answer"),
        ("drip", "no answer in time"),
        ("huge", "the answer is larger than DOWNLOAD_MAXSIZE"),
        ("gzip-bomb", "the answer, unpacked, is larger than DOWNLOAD_MAXSIZE"),
        ("429", "429 Too Many Requests"),
        ("truncated", "not whole, valid JSON"),
        ("redirect-loop", "max redirections reached"),
    ],
)
def test_over_a_real_connection_a_fault_comes_to_the_same(sqlite_url, kind, words):
    board = MadeUpBoard("acme", "greenhouse", 3)
    quick = {"DOWNLOAD_TIMEOUT": 0.3, "RETRY_ENABLED": False}
    database = open_database(sqlite_url)
    with Server(Sites([board]), drip=0.05) as server:
        good = crawl(database, [board], detour_settings(server.url))
        server.sites.fault("acme", kind)
        bad = crawl(database, [board], detour_settings(server.url) | quick, NOW + HOUR)
    assert (good["acme"].outcome, good["acme"].seen) == ("complete", 3)
    assert (bad["acme"].outcome, bad["acme"].removed) == ("failed", 0)
    assert words in bad["acme"].error
    database.close()


def test_every_trouble_of_the_connection_is_a_fault():
    assert {trouble.value for trouble in Trouble} <= set(KINDS)
