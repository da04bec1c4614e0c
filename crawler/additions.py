"""Look at the careers URLs that operators ask to add, and keep those that are new.

Each look has a process of its own, which may hang, leak or crash: it is ended after LOOK seconds, before what was taken
lapses. SQL carries the wishes and the answers, so that nothing else need be there, and any number may look at once.
"""

from __future__ import annotations

import datetime as dt
import logging
import threading
from collections.abc import Collection, Mapping
from dataclasses import replace
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import cast

from sqlalchemy.orm import Session

from crawler.adding import Verdict, examine, find_known, settle
from crawler.companies.registry import BadRow, to_company
from crawler.fetch import Fetcher
from crawler.loader import adapters
from crawler.recognise import recognise
from jobtracker.company import Company
from jobtracker.config import settings
from jobtracker.db import Database, DatabaseAway, DatabaseFailed
from jobtracker.normalise.characters import one_line
from jobtracker.store import additions as store
from jobtracker.store.additions import Finding, Taken, Wish
from jobtracker.store.audit import Actor, note
from jobtracker.store.company_views import company as view_of

logger = logging.getLogger(__name__)
AT_ONCE = 4
PAUSE = 1.0
"""Seconds until one looks again whether something waits."""
LOOK = 60.0
"""Seconds that a look may take."""


def serve(database: Database, stop: threading.Event, allowed: Collection[str] = ()) -> None:
    """Look at what is asked for until told to stop, AT_ONCE at a time. `allowed` names private hosts that may be."""
    threads = [threading.Thread(target=_serve, args=(database, stop, allowed)) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _serve(database: Database, stop: threading.Event, allowed: Collection[str]) -> None:
    while not stop.is_set():
        try:
            busy = step(database, stop, allowed)
        except (DatabaseAway, DatabaseFailed) as error:
            logger.warning("additions: %s", error)
            busy = False
        except Exception:  # one addition's fault: it lapses, and the thread is for all others
            logger.exception("an addition was left where it stood")
            busy = False
        if not busy:
            stop.wait(PAUSE)


def step(database: Database, stop: threading.Event, allowed: Collection[str] = ()) -> bool:
    """Look at one addition. False if none waits."""
    if not database.read(store.waits, _now()):
        return False
    taken = database.write(store.take, settings().node, now=_now())
    if taken is None:  # another was quicker
        return False
    verdict = look(taken.wish.url, database.read(_known, taken.wish.url), stop, allowed)
    if verdict is None:
        database.write(store.give_back, taken)
        return False
    finding = database.write(conclude, taken, verdict, now=_now())
    if finding:
        said = ": ".join(word for word in (finding.verdict, finding.company, finding.why) if word)
        logger.info("%s: %s", taken.wish.url, said)
    return True


def _known(session: Session, url: str) -> dict[str, Company]:
    """The companies that it may be, as far as its address says."""
    board = recognise(url, adapters())
    return {each.slug: each for each in store.alike(session, board.ats, "")} if board else {}


def look(
    url: str, known: Mapping[str, Company], stop: threading.Event, allowed: Collection[str] = ()
) -> Verdict | str | None:
    """What a careers URL is; why nobody can say it, if the look failed; None if it was told to stop before."""
    context = get_context("forkserver")
    context.set_forkserver_preload([__name__])
    receiver, sender = context.Pipe(duplex=False)
    about = (sender, url, known, tuple(allowed), settings().sample_sites)
    child = context.Process(target=_look, args=about, daemon=True)
    child.start()
    sender.close()
    try:
        return _answer(receiver, stop)
    finally:
        child.kill()
        child.join()


def _answer(receiver: Connection, stop: threading.Event) -> Verdict | str | None:
    for _ in range(int(LOOK / PAUSE)):
        if stop.is_set():
            return None
        if receiver.poll(PAUSE):
            try:
                return cast("Verdict | str", receiver.recv())
            except EOFError:
                return "whoever looked at it died of it"
    return f"it could not be read in {LOOK:g} s"


def _look(
    sender: Connection, url: str, known: Mapping[str, Company], allowed: Collection[str], sample_sites: str
) -> None:
    """In the child."""
    try:
        fetcher = Fetcher(settings().user_agent, allowed, sample_sites=sample_sites)
        verdict: Verdict | str = examine(url, adapters(), known, fetcher)
    except Exception as error:  # noqa: BLE001 - whatever an adapter makes of a stranger's page, somebody waits for a word
        verdict = f"{type(error).__name__}: {error}"
    sender.send(verdict)


def conclude(session: Session, taken: Taken, verdict: Verdict | str, *, now: dt.datetime) -> Finding | None:
    """Write down what a look came to, and the company if it is new. None if somebody else has done so meanwhile."""
    if not store.hold(session, taken):
        return None
    if isinstance(verdict, str):
        finding = Finding("failed", verdict)
    else:
        verdict = _settled(session, taken.wish, verdict)
        finding = _finding(session, verdict)
    store.finish(session, taken, finding, now=now)
    if finding.verdict == "new" and isinstance(verdict, Verdict) and verdict.company:
        store.add_company(session, _seated(verdict.company), now=now)
        note(session, Actor(settings().node, "command"), "company.add", finding.company, now=now, url=taken.wish.url)
    return finding


def _settled(session: Session, wish: Wish, verdict: Verdict) -> Verdict:
    """The verdict once more, now that all is known and nobody else adds: with what was wished for."""
    company = verdict.company
    if verdict.outcome != "new" or company is None:
        return verdict
    wanted = {name: value for name in ("slug", "name", "country", "homepage") if (value := getattr(wish, name))}
    company = replace(company, **wanted)
    known = {each.slug: each for each in store.alike(session, company.ats, company.slug)}
    if wish.slug in known and not find_known(company.ats, company.params, known, adapters()):
        return Verdict("refused", f"the slug {wish.slug} is another company's")
    settled = settle(replace(verdict, company=company), known, adapters())
    if settled.outcome == "new" and settled.company and (why := _unfit(settled.company)):
        return Verdict("refused", why)
    return settled


def _unfit(company: Company) -> str:
    """Why it could not be a row of the registry; "" if it could."""
    cells = {name: str(getattr(company, name)) for name in ("slug", "name", "country", "homepage")}
    try:
        to_company(cells | dict(company.params), adapters()[company.ats])
    except BadRow as error:
        return str(error)
    return ""


def _seated(company: Company) -> Company:
    kind = adapters()[company.ats]
    return replace(company, host=kind.host_of(company.params), switched_off=kind.switched_off)


def _finding(session: Session, verdict: Verdict) -> Finding:
    slug = verdict.company.slug if verdict.company else ""
    why = verdict.why
    if verdict.outcome == "known already" and (row := view_of(session, slug)) and row.retired_at:
        why = f"{why}, which is retired: bring it back"
    titles = [one_line(posting.title, 200) for posting in verdict.preview.postings]
    return Finding(verdict.outcome, why, slug, titles, verdict.preview.total)


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
