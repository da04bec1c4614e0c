"""RQ's cron, for our tasks. Two of them do no harm: a task's minute is offered once."""

from __future__ import annotations

import logging

from redis import Redis
from rq.cron import CronJob, CronScheduler
from rq.utils import now

from jobtracker.tasks.queue import offer
from jobtracker.tasks.run import run
from jobtracker.tasks.table import TASKS, Task


class Timer(CronJob):
    """When a task is due."""

    def __init__(self, name: str, task: Task) -> None:
        super().__init__(task.queue, func=run, args=(name,), cron=task.times, job_timeout=task.seconds, name=name)
        self.next_enqueue_time = now().replace(second=0, microsecond=0)  # once at the start, too


class Cron(CronScheduler):
    """Offers each task at its times, in JSON (RQ's own would pickle)."""

    def __init__(self, redis: Redis) -> None:
        logging.getLogger("rq.cron").setLevel(logging.WARNING)
        super().__init__(redis, logging_level=logging.WARNING)
        self._cron_jobs.extend(Timer(name, task) for name, task in TASKS.items())

    def enqueue_jobs(self) -> list[CronJob]:
        """Offer what is due. Returns its timers."""
        due = [timer for timer in self.get_jobs() if timer.should_run()]
        for timer in due:
            offer(self.connection, timer.name, timer.next_enqueue_time or now())
            timer.set_enqueue_time(now())
        return due


def keep_time(redis: Redis) -> bool:
    """Offer each task at its times until a signal asks to stop; then True."""
    Cron(redis).start()  # type: ignore[no-untyped-call]
    return True
