"""Which tasks there are, and when. A new one is a file of this package and a line here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from redis import Redis

from jobtracker.db import Database
from jobtracker.tasks.age import age
from jobtracker.tasks.count import count, first_count, recount
from jobtracker.tasks.due import due
from jobtracker.tasks.expire import expire
from jobtracker.tasks.forget import forget
from jobtracker.tasks.incidents import incidents
from jobtracker.tasks.index import index
from jobtracker.tasks.learn import learn
from jobtracker.tasks.mail import mail
from jobtracker.tasks.match import match
from jobtracker.tasks.notices import notices
from jobtracker.tasks.prune import prune
from jobtracker.tasks.queue_names import MAILS, MATCHING, NAME
from jobtracker.tasks.recrawls import recrawls
from jobtracker.tasks.reports import reports
from jobtracker.tasks.send import send
from jobtracker.tasks.suggest import first_suggest, suggest
from jobtracker.tasks.sweep import sweep
from jobtracker.tasks.unmatched import unmatched
from jobtracker.tasks.webhooks import webhooks

MINUTELY, TEN_MINUTELY, HOURLY, NIGHTLY = "* * * * *", "*/10 * * * *", "7 * * * *", "17 2 * * *"


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Work that recurs. It may be done twice or be cut short at any moment: the next time makes it good."""

    do: Callable[[Database, Redis, dt.datetime], str]
    """Returns one line about what it did; "" if nobody need know."""
    times: str
    """As in a crontab. Each task is offered when the cron starts, too."""
    seconds: int
    """After so long it is ended, and has failed."""
    queue: str = NAME


TASKS = {
    "due": Task(do=due, times=MINUTELY, seconds=300),
    "sweep": Task(do=sweep, times=MINUTELY, seconds=300),
    "incidents": Task(do=incidents, times=MINUTELY, seconds=300),
    "recrawls": Task(do=recrawls, times=MINUTELY, seconds=300),
    "reports": Task(do=reports, times=MINUTELY, seconds=300),
    "count": Task(do=count, times=TEN_MINUTELY, seconds=600),
    "recount": Task(do=recount, times=NIGHTLY, seconds=3600),
    "notices": Task(do=notices, times=MINUTELY, seconds=600),
    "expire": Task(do=expire, times=TEN_MINUTELY, seconds=600),
    "send": Task(do=send, times=MINUTELY, seconds=600, queue=MAILS),
    "mail": Task(do=mail, times=MINUTELY, seconds=600, queue=MAILS),
    "match": Task(do=match, times=MINUTELY, seconds=3600, queue=MATCHING),
    "unmatched": Task(do=unmatched, times=MINUTELY, seconds=300),
    "webhooks": Task(do=webhooks, times=MINUTELY, seconds=600),
    "index": Task(do=index, times=MINUTELY, seconds=3600),
    "learn": Task(do=learn, times=NIGHTLY, seconds=600),
    "first_suggest": Task(do=first_suggest, times=MINUTELY, seconds=600),
    "first_count": Task(do=first_count, times=MINUTELY, seconds=600),
    "suggest": Task(do=suggest, times=HOURLY, seconds=600),
    "age": Task(do=age, times=HOURLY, seconds=600),
    "forget": Task(do=forget, times=NIGHTLY, seconds=600),
    "prune": Task(do=prune, times=NIGHTLY, seconds=3600),
}
"""By name: letters, digits and underscores."""
