"""rq-dashboard behind the gate: it shows tasks, and never runs what somebody wrote into Redis."""

from __future__ import annotations

import os
import pickle
from pathlib import Path

import pytest
from rq import Queue
from rq.serializers import JSONSerializer

from tests.gate.test_gate import come_in


@pytest.fixture
def queue(gate):
    return Queue("default", connection=gate.redis, serializer=JSONSerializer)


def test_it_shows_queues_tasks_and_workers(browser, gate, queue):
    come_in(browser, gate)
    job = queue.enqueue("jobtracker.tasks.due.offer", "stripe")
    shown = browser.get("/rq/0/data/queues.json").json["queues"]
    assert [(row["name"], row["count"]) for row in shown] == [("default", 1)]
    tasks = browser.get("/rq/0/data/jobs/default/queued/8/asc/1.json").json["jobs"]
    assert [task["id"] for task in tasks] == [job.id]
    assert browser.get(f"/rq/0/data/job/{job.id}.json").json["description"] == "jobtracker.tasks.due.offer('stripe')"
    assert browser.get("/rq/0/view/workers").status_code == 200
    assert browser.get(f"/rq/0/view/job/{job.id}").status_code == 200


def test_a_failed_task_is_put_back_as_json(browser, gate, queue):
    come_in(browser, gate)
    job = queue.enqueue("jobtracker.tasks.due.offer", "stripe")
    queue.remove(job)
    queue.failed_job_registry.add(job)
    assert browser.post(f"/rq/job/{job.id}/requeue").json == {"status": "OK"}
    assert queue.fetch_job(job.id).args == ("stripe",) or queue.fetch_job(job.id).args == ["stripe"]


class Bomb:
    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self):
        return os.mkdir, (str(self.path),)


def test_what_is_pickled_in_redis_is_never_run(browser, gate, queue, tmp_path):
    come_in(browser, gate)
    browser.application.config["PROPAGATE_EXCEPTIONS"] = False
    job = queue.enqueue("jobtracker.tasks.due.offer", "stripe")
    bomb = pickle.dumps(Bomb(tmp_path / "exploded"))
    gate.redis.hset(job.key, mapping={"data": bomb, "meta": bomb})
    queue.failed_job_registry.add(job)
    for path in (
        f"/rq/0/view/job/{job.id}",
        f"/rq/0/data/job/{job.id}.json",
        "/rq/0/data/jobs/default/queued/8/asc/1.json",
    ):
        browser.get(path)
    for path in (f"/rq/job/{job.id}/requeue", "/rq/requeue/default", f"/rq/job/{job.id}/delete"):
        browser.post(path)
    assert not (tmp_path / "exploded").exists()
