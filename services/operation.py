"""An `up` that runs: signals, the table of what there is, the way in, and how far the crawls are."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import getpass
import signal
import sys
from pathlib import Path

from redis.exceptions import RedisError

from jobtracker import gate_tickets as tickets
from jobtracker.db import Database
from jobtracker.errors import JobTrackerError
from jobtracker.fleet.redis import connect
from services.groups import Groups
from services.log import Log
from services.plan import Plan
from services.progress import progress
from services.supervisor import Supervisor

EVERY = 10.0
"""Seconds between two lines of progress."""
SOON = 30.0
"""Seconds until the table is shown, even if something does not serve yet."""


class Operation:
    """The services of a plan, and a person at a terminal."""

    def __init__(self, plan: Plan, folder: Path) -> None:
        self._plan = plan
        self._log = Log(
            sys.stdout, folder / "up.log", ["up", *(service.name for service in plan.services)], plan.secrets
        )
        self._groups = Groups(folder / "started.json")
        self._asked_to_stop = -1.0
        self._supervisor = Supervisor(plan.services, self._groups, self._log)

    async def run(self) -> bool:
        """Until a signal asks to stop: True. False if nothing is left that could run."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, self._stop)
        if sys.stdin.isatty():
            loop.add_reader(sys.stdin, self._on_enter)
        beside = asyncio.create_task(self._report())
        try:
            return await self._supervisor.run()
        finally:
            beside.cancel()
            self._groups.close()
            self._log.close()

    def _stop(self) -> None:
        now = asyncio.get_running_loop().time()
        if now - self._asked_to_stop > 1:  # a shell may send what a person typed once twice
            self._log.say("stopping ... (once more: at once)")
            self._supervisor.stop()
        self._asked_to_stop = now

    async def _report(self) -> None:
        await self._settled()
        self._show_table()
        self._show_way_in()
        database, last = Database(self._plan.database_url), ""
        while True:
            line = await asyncio.to_thread(_progress, database)
            if line != last:
                self._log.line("up", line)
            last = line
            await asyncio.sleep(EVERY)

    async def _settled(self) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(SOON):
                while {"waits", "starts"} & set(self._supervisor.states().values()):  # noqa: ASYNC110 - of many things
                    await asyncio.sleep(0.2)

    def _show_table(self) -> None:
        states = self._supervisor.states()
        rows = [(service.name, states[service.name], service.url) for service in self._plan.services]
        width = max(len(name) for name, _, _ in rows)
        self._log.say("\n".join(["", *(f"  {name:<{width}}  {state:<8}  {url}".rstrip() for name, state, url in rows)]))

    def _show_way_in(self) -> None:
        """A link that opens the gate once. Only here, not in the file of the log."""
        try:
            with connect(self._plan.redis_url) as redis:
                ticket = tickets.issue(redis, getpass.getuser())
        except (RedisError, JobTrackerError) as error:
            self._log.line("up", f"no ticket for the gate: {error}")
            return
        self._log.say(f"\n  {tickets.address(self._plan.gate_url, ticket)}\n  opens the pages of the operator, once")
        self._log.say(f"{what_next(self._plan)}\n")

    def _on_enter(self) -> None:
        if sys.stdin.readline():
            self._show_way_in()
        else:
            asyncio.get_running_loop().remove_reader(sys.stdin)


def what_next(plan: Plan) -> str:
    """What a person who has just started it wants to know, below the link that opens the gate."""
    command = "JOBTRACKER_UP=demo ./jobtracker" if plan.demo else "./jobtracker"
    return "\n".join(
        (
            f"  within a minute; Enter, or `{command} ticket`, makes another.",
            f"  In another terminal: `{command} nodes list`, `runs`, `incidents`, `search`, `companies recrawl` ...",
            f"  `{command} users add EMAIL --admin` makes the first account of the page's operators.",
            *([f"  Mails are written into {plan.mails}"] if plan.mails else []),
            "  A node looks for what is due every five minutes, `nodes start` sends it at once. Ctrl-C stops all.",
        )
    )


def _progress(database: Database) -> str:
    try:
        return database.read(progress, now=dt.datetime.now(dt.UTC))
    except JobTrackerError as error:
        return str(error)
