"""The queues of tasks. What comes out of it is one of our tasks or an error, whoever put it in."""

from __future__ import annotations

import datetime as dt
from typing import Any

from redis import Redis
from rq import Queue
from rq.exceptions import DeserializationError, DuplicateJobError
from rq.job import Job
from rq.serializers import JSONSerializer
from rq.utils import as_text

from jobtracker.tasks.queue_names import NAME
from jobtracker.tasks.run import run
from jobtracker.tasks.table import TASKS

_MINUTE, _MOMENT = "%Y%m%dT%H%MZ", "%Y%m%dT%H%M%S%fZ"
ENTRY = f"{run.__module__}.{run.__name__}"
KEPT_DONE = 600
"""Seconds that one sees of a task that it was done; its time is not offered twice while one does."""
KEPT_SOON = 60
"""The same of one that was offered at no time of its own: there may be many."""
KEPT_FAILED = 7 * 86400
"""Seconds that one sees of a task that it failed, and why."""
_FIELDS = {"data", "description", "origin", "status", "timeout", "result_ttl", "failure_ttl", "worker_name"} | {
    f"{when}_at" for when in ("created", "enqueued", "started", "ended")
}
"""Of a record in Redis. RQ knows more: callbacks by name, webhooks, dependencies. Nobody may order those."""


class QueuedTask(Job):
    """A record of the queue, read with suspicion."""

    def restore(self, raw_data: dict[bytes, bytes]) -> Any:
        """Take over what Redis holds, without what orders more than a task."""
        return super().restore({name: value for name, value in raw_data.items() if as_text(name) in _FIELDS})

    def _deserialize_data(self) -> None:
        """Raises DeserializationError unless the record asks for one of our tasks."""
        try:
            function, instance, args, kwargs = self.serializer.loads(self.data)
            (name,) = args
            good = (function, instance, kwargs) == (ENTRY, None, {}) and name in TASKS
        except Exception as error:
            raise DeserializationError(f"not a task: {self.data[:200]!r}") from error
        if not good:
            raise DeserializationError(f"not a task: {self.data[:200]!r}")
        self._func_name, self._instance, self._args, self._kwargs = function, instance, args, kwargs


def queue(redis: Redis, name: str = NAME) -> Queue:
    """A queue of tasks, which speaks JSON."""
    return Queue(name, connection=redis, job_class=QueuedTask, serializer=JSONSerializer)


def offer(redis: Redis, name: str, at: dt.datetime, *, soon: bool = False) -> bool:
    """Put a task on the queue, once for each minute, whoever does; not while it still waits or is being done.

    With `soon`, for what somebody waits for: whenever it does not wait already. One that is being done may have looked
    before there was what it is offered for. True if this put it there.
    """
    tasks = queue(redis, TASKS[name].queue)
    there = tasks.job_ids if soon else tasks.job_ids + tasks.started_job_registry.get_job_ids()
    if name in map(task_of, there):
        return False
    try:
        tasks.enqueue(
            run,
            args=(name,),
            job_id=f"{name}-{at.astimezone(dt.UTC).strftime(_MOMENT if soon else _MINUTE)}",
            unique=True,
            description=name,
            job_timeout=TASKS[name].seconds,
            result_ttl=KEPT_SOON if soon else KEPT_DONE,
            failure_ttl=KEPT_FAILED,
        )
    except DuplicateJobError:
        return False
    return True


def task_of(record_id: str) -> str:
    """The task's name, from the id of one of its records."""
    return record_id.rpartition("-")[0]
