"""A database that was lived in for two months: boards that grew and shrank, listings that changed, came again, went."""

from __future__ import annotations

import datetime as dt

from jobtracker.company import Company
from jobtracker.db import Database
from jobtracker.listing import Posting
from jobtracker.store import companies
from jobtracker.tasks.count import count, recount
from jobtracker.tasks.suggest import suggest
from tests.api.crawled import ACME, EUROS, posting, read_board
from tests.jobtracker.store import failing

DAY = dt.timedelta(days=1)
GLOBEX = Company("globex", "Globex Corporation", "lever", {}, "US", "https://globex.example")
INITECH = Company("initech", "Initech", "ashby", {}, "GB")
PLACES = ("Berlin, Germany", "Munich, Germany", "Paris, France", "London, UK", "Vienna, Austria")
KINDS = ("Engineer", "Designer", "Analyst", "Nurse", "Manager", "Developer")
DEPARTMENTS = ("Engineering", "Design", "Data", "Care", "Operations", "Engineering")
TEXT = (
    "<h2>What you do</h2><p>You build things that last, with people who like to explain. The work is calm, and it is"
    " read by others before it is kept.</p><ul><li>Write programs and prose</li><li>Ask until it is clear</li></ul>"
    "<h2>What you bring</h2><p>Five years of practice, and patience.</p>"
)
FROM_HOME = TEXT + "<p>You may work from anywhere in the EU.</p>"
SPECIAL = (
    posting("remote", "Staff Engineer", workplace="Remote", work_from=["Germany"], pay=[EUROS], html=FROM_HOME,
            department="Engineering", employment_type="Full-time", requisition_id="R-77"),
    posting("paid", "Data Engineer", html=TEXT + "<p>We pay €25 to €30 per hour. Hybrid: two days in the office.</p>"),
    posting("berlin", "Account Executive", requisition_id="R-4", department="Sales"),
    posting("paris", "Account Executive", places=["Paris, France"], requisition_id="R-4", department="Sales"),
    posting("leaving", "Night Watch", html="<p>You watch.</p><script>window.hacked = true</script>"),
    posting("changing", "Gardener", html="<p>You tend the garden.</p>"),
)  # fmt: skip


def live(database: Database, now: dt.datetime) -> None:
    """Sixty days of three companies, up to now."""
    database.write(companies.sync, [ACME, GLOBEX, INITECH], origin="given", now=now - 61 * DAY)
    read_board(database, [_made(n) for n in range(20)], now - 60 * DAY)
    read_board(database, [_made(n) for n in range(100, 112)], now - 60 * DAY, company=GLOBEX)
    for age in range(57, 2, -3):
        first = (60 - age) // 3  # each visit finds two more, and misses the oldest
        fresh = [_made(20 + 2 * first), _made(21 + 2 * first)]
        read_board(database, fresh, now - age * DAY, seen=_ids(first, 20 + 2 * first))
    there = _ids(20, 60)
    read_board(database, SPECIAL, now - 2 * DAY, seen=there)
    changed = posting("changing", "Head Gardener", html="<p>You tend the garden.</p>", pay=[EUROS])
    kept = {each.id for each in SPECIAL} - {"leaving", "changing"}
    read_board(database, [changed], now - dt.timedelta(hours=5), seen=there | kept)
    failing.fail(database, ["globex"], "time-out", now - DAY, failures=4, since=now - 3 * DAY)
    suggest(database, None, now)  # type: ignore[arg-type]
    recount(database, None, now)  # type: ignore[arg-type]
    count(database, None, now)  # type: ignore[arg-type]


def _ids(begin: int, end: int) -> set[str]:
    return {str(number) for number in range(begin, end)}


def _made(number: int) -> Posting:
    level = ("Junior", "Senior", "Lead", "Principal")[number // 6 % 4]
    return posting(
        str(number),
        f"{level} {KINDS[number % 6]} {number}",
        places=[PLACES[number % 5]],
        department=DEPARTMENTS[number % 6],
        workplace=("remote", "hybrid", "on_site", "")[number % 4],
        html=TEXT,
    )
