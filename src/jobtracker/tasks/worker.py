"""RQ's workers, for our tasks: each in a fork of its own, so that one that leaks or crashes takes nobody with it.

Matching alone is done in the worker's own process, where the index of trackers is kept from one time to the next.
"""

from __future__ import annotations

import logging
import os
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

from redis import Redis
from redis.exceptions import RedisError
from rq import Queue, SimpleWorker, Worker
from rq.executions import Execution
from rq.job import Job
from rq.serializers import JSONSerializer
from rq.worker import BaseWorker

from jobtracker.tasks.queue import QueuedTask
from jobtracker.tasks.queue_names import MAILS, MATCHING, NAME

logger = logging.getLogger(__name__)
SILENT = 75
"""Seconds after which a worker says that it is there though nothing is to be done; a minute later it counts as gone."""
BEAT, ALIVE = 30.0, 90
"""Seconds between two times that a matcher says it is at work, and after how many its task may be offered anew."""


class _Ours(BaseWorker):
    job_class = QueuedTask

    @property
    def was_asked_to_stop(self) -> bool:
        """A signal came."""
        return self._shutdown_requested_date is not None

    def subscribe(self) -> None:
        """RQ would take commands over Redis; nobody gives any."""

    def handle_exception(self, job: Job, *exc_info: Any) -> None:
        """One line; the traceback is kept with the record, and rq-dashboard shows it."""
        kind, error, _ = exc_info
        logger.error("task %s failed: %s: %s", job.id, kind.__name__, error)


class TaskWorker(_Ours, Worker):
    """Does what the queue of tasks holds, one after the other."""

    def fork_work_horse(self, job: Job, queue: Queue) -> None:
        """Fork for one task. RQ gives the child a process group of its own, which would outlive a killed worker's."""
        pid = os.fork()
        if pid == 0:
            self.main_work_horse(job, queue)  # never returns
        self._horse_pid = pid

    def kill_horse(self, sig: signal.Signals = signal.SIGKILL) -> None:
        """End the task that is being done."""
        os.kill(self.horse_pid, sig)

    def handle_work_horse_killed(self, job: Job, retpid: Any, ret_val: Any, rusage: Any) -> None:
        """A task that was killed (memory?) or crashed."""
        logger.error("task %s failed: its process ended with status %s", job.id, os.waitstatus_to_exitcode(ret_val))


class MatchWorker(_Ours, SimpleWorker):
    """Does what the queue of matching holds, in this process.

    RQ would take its task for being done until it would have run out of time: an hour, if the process is killed.
    """

    def get_heartbeat_ttl(self, job: Job, working_time: float = 0.0) -> int:
        """For so many seconds a word of it counts."""
        return ALIVE

    def perform_job(self, job: Job, queue: Queue, execution: Execution) -> bool:
        """Do the task, and say so again and again."""
        with self._heard(job, execution):
            return super().perform_job(job, queue, execution)

    @contextmanager
    def _heard(self, job: Job, execution: Execution) -> Iterator[None]:
        over = threading.Event()

        def beat() -> None:
            while not over.wait(BEAT):
                try:
                    self.maintain_heartbeats(job, execution)
                except RedisError as error:
                    logger.warning("Redis is away: %s", error)

        thread = threading.Thread(target=beat, daemon=True)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()


def work(redis: Redis, *, burst: bool = False, queue: str = "") -> bool:
    """Do tasks of a queue, or of all but matching, until a signal asks to stop, or with `burst` until none waits.

    False if it ended for another reason.
    """
    logging.getLogger("rq.worker").setLevel(logging.ERROR)
    worker = (MatchWorker if queue == MATCHING else TaskWorker)(
        [queue] if queue else [MAILS, NAME],
        name=f"{socket.gethostname()}-{os.getpid()}-{uuid4().hex[:6]}",
        connection=redis,
        serializer=JSONSerializer,
        worker_ttl=SILENT,
        log_job_description=False,
    )
    worker.work(burst=burst, logging_level="ERROR")
    return burst or worker.was_asked_to_stop
