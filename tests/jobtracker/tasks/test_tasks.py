"""The queue of tasks, its worker and its cron, on a real Valkey."""

import datetime as dt
import json
import os
import pickle
import signal
import zlib

import pytest
from rq.registry import FailedJobRegistry

from jobtracker.db import open_database
from jobtracker.fleet.redis import connect
from jobtracker.tasks import run as run_module
from jobtracker.tasks.age import age
from jobtracker.tasks.cron import Cron
from jobtracker.tasks.queue import ENTRY, QueuedTask, offer, queue
from jobtracker.tasks.queue_names import QUEUES
from jobtracker.tasks.table import TASKS, Task
from jobtracker.tasks.worker import work

NOON = dt.datetime(2026, 4, 1, 12, tzinfo=dt.UTC)


@pytest.fixture
def redis(redis_url, sqlite_url, monkeypatch):
    monkeypatch.setenv("JOBTRACKER_REDIS_URL", redis_url)
    monkeypatch.setenv("JOBTRACKER_DATABASE_URL", sqlite_url)
    with connect(redis_url) as client:
        yield client


@pytest.fixture(autouse=True)
def _signal_handlers():
    """The worker takes those of its process."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.fixture
def add(monkeypatch):
    """Adds a task to the table."""

    def add(name, do, **about):
        monkeypatch.setitem(TASKS, name, Task(do=do, **{"times": "* * * * *", "seconds": 30} | about))

    return add


def everything(redis) -> bytes:
    """All that Redis holds, raw."""
    dumped = b""
    for key in redis.scan_iter():
        kind = redis.type(key)
        if kind == b"hash":
            dumped += b" ".join(part for item in redis.hgetall(key).items() for part in item)
        elif kind == b"string":
            dumped += redis.get(key)
        elif kind == b"list":
            dumped += b" ".join(redis.lrange(key, 0, -1))
        elif kind == b"stream":
            dumped += repr(redis.xrange(key)).encode()
    return dumped


def record(redis, data: bytes, **more) -> str:
    """Put something into the queue behind our back."""
    fields = {"data": data, "status": "queued", "origin": "tasks", "created_at": "2026-04-01T12:00:00.000000Z"}
    redis.hset(QueuedTask.key_for("age-crafted"), mapping=fields | more)
    redis.rpush(queue(redis).key, "age-crafted")
    return "age-crafted"


def failed(redis) -> list[str]:
    return FailedJobRegistry(queue=queue(redis)).get_job_ids()


def test_a_task_is_done_with_a_database_and_a_redis_of_its_own(redis, add, caplog):
    def count(database, redis, now):
        redis.set("jobtracker:done", database.dialect)
        return "counted 3"

    add("count", count)
    assert offer(redis, "count", NOON)
    work(redis, burst=True)
    assert redis.get("jobtracker:done") == b"sqlite"
    done = QueuedTask.fetch("count-20260401T1200Z", connection=redis, serializer=queue(redis).serializer)
    assert (done.get_status(), done.return_value()) == ("finished", "counted 3")


def test_everything_in_redis_is_ours_and_json(redis, add):
    add("fails", lambda database, redis, now: 1 / 0)
    Cron(redis).register_birth()
    offer(redis, "age", NOON)
    offer(redis, "fails", NOON)
    data = zlib.decompress(redis.hget(QueuedTask.key_for("age-20260401T1200Z"), "data"))
    assert json.loads(data) == [ENTRY, None, ["age"], {}]
    work(redis, burst=True)
    assert [key for key in redis.scan_iter() if not key.startswith(b"jobtracker:")] == []
    raw = everything(redis)
    assert [start for start in (b"\x80\x03", b"\x80\x04", b"\x80\x05") if start in raw] == []  # pickle's


class Attack:
    def __init__(self, path):
        self.path = str(path)

    def __reduce__(self):
        return os.mkdir, (self.path,)


@pytest.mark.parametrize("pack", [bytes, zlib.compress])
def test_a_crafted_pickle_is_not_run(redis, tmp_path, caplog, pack):
    mark = tmp_path / "owned"
    for data in (pickle.dumps(Attack(mark)), pickle.dumps((ENTRY, Attack(mark), ["age"], {}))):
        record(redis, pack(data), meta=pickle.dumps(Attack(mark)), result=pickle.dumps(Attack(mark)))
        work(redis, burst=True)
    assert not mark.exists()
    assert failed(redis) == ["age-crafted"]


@pytest.mark.parametrize(
    "call",
    [
        ["os.mkdir", None, ["MARK"], {}],
        [ENTRY, None, ["os.mkdir"], {}],
        [ENTRY, None, [["age"]], {}],
        [ENTRY, "MARK", ["age"], {}],
        [ENTRY, None, ["age", "MARK"], {}],
        [ENTRY, None, ["age"], {"name": "MARK"}],
        {"age": 1},
        7,
        [[]],
    ],
)
def test_no_other_function_is_called_and_no_other_word_taken(redis, tmp_path, call):
    mark = tmp_path / "owned"
    record(redis, json.dumps(call).replace("MARK", str(mark)).encode())
    work(redis, burst=True)
    assert not mark.exists()
    assert failed(redis) == ["age-crafted"]


def test_a_record_orders_no_callback_no_webhook_and_no_dependency(redis):
    orders = {f"{kind}_callback_name": "os.abort" for kind in ("success", "failure", "stopped")}
    orders |= {"webhooks": '[{"url": "http://192.0.2.1/"}]', "dependency_ids": '["x"]', "retries_left": "5"}
    name = record(redis, json.dumps([ENTRY, None, ["age"], {}]).encode(), **orders)
    seen = QueuedTask.fetch(name, connection=redis, serializer=queue(redis).serializer)
    assert (seen.success_callback, seen.failure_callback, seen.stopped_callback) == (None, None, None)
    assert (seen.webhooks, seen.dependency_ids, seen.retries_left) == ([], [], None)
    work(redis, burst=True)
    assert failed(redis) == []


def test_a_task_that_fails_is_one_error_line_and_stays_visible(redis, add, capfd):
    add("fails", lambda database, redis, now: 1 / 0)
    offer(redis, "fails", NOON)
    work(redis, burst=True)
    assert failed(redis) == ["fails-20260401T1200Z"]
    told = QueuedTask.fetch(failed(redis)[0], connection=redis, serializer=queue(redis).serializer)
    assert "ZeroDivisionError" in told.latest_result().exc_string


@pytest.mark.parametrize("end", [lambda: os._exit(3), lambda: os.kill(os.getpid(), signal.SIGKILL)])
def test_a_task_that_crashes_takes_nobody_with_it(redis, add, caplog, end):
    add("crashes", lambda database, redis, now: end())
    offer(redis, "crashes", NOON)
    offer(redis, "age", NOON)
    work(redis, burst=True)
    assert failed(redis) == ["crashes-20260401T1200Z"]
    assert [line for line in caplog.messages if line.startswith("task crashes-20260401T1200Z failed: ")]


def test_a_minute_is_offered_once_and_no_task_twice_at_a_time(redis):
    assert offer(redis, "age", NOON)
    assert not offer(redis, "age", NOON)
    assert not offer(redis, "age", NOON + dt.timedelta(hours=1))  # it still waits
    work(redis, burst=True)
    assert not offer(redis, "age", NOON)  # done already
    assert offer(redis, "age", NOON + dt.timedelta(hours=1))


def test_a_task_that_is_being_done_is_not_offered_again(redis, add):
    def looks(database, redis, now):
        return str(offer(redis, "looks", now + dt.timedelta(minutes=1)))

    add("looks", looks)
    offer(redis, "looks", NOON)
    work(redis, burst=True)
    done = QueuedTask.fetch("looks-20260401T1200Z", connection=redis, serializer=queue(redis).serializer)
    assert done.return_value() == "False"


def test_what_somebody_waits_for_is_offered_again_while_it_is_being_done_but_waits_once(redis, add):
    def looks(database, redis, now):
        again = redis.incr("jobtracker:times") > 1
        return "" if again else str([offer(redis, "looks", now, soon=True) for _ in range(2)])

    add("looks", looks)
    assert [offer(redis, "looks", NOON, soon=True) for _ in range(2)] == [True, False]
    [first] = queue(redis).job_ids
    work(redis, burst=True)
    done = QueuedTask.fetch(first, connection=redis, serializer=queue(redis).serializer)
    assert (done.return_value(), redis.get("jobtracker:times")) == ("[True, False]", b"2")


def test_a_task_that_failed_is_offered_at_its_next_time(redis, add):
    add("fails", lambda database, redis, now: 1 / 0)
    offer(redis, "fails", NOON)
    work(redis, burst=True)
    assert offer(redis, "fails", NOON + dt.timedelta(minutes=1))


def test_two_crons_offer_each_task_once_at_their_start_and_then_at_its_times(redis, monkeypatch):
    clock = [NOON + dt.timedelta(seconds=20)]
    for name in ("jobtracker.tasks.cron.now", "rq.cron.now"):
        monkeypatch.setattr(name, lambda: clock[0])
    crons = [Cron(redis), Cron(redis)]
    for cron in crons:
        cron.enqueue_jobs()
    waiting = [name for each in QUEUES for name in queue(redis, each).job_ids]
    assert sorted(waiting) == sorted(f"{name}-20260401T1200Z" for name in TASKS)
    work(redis, burst=True)
    clock[0] += dt.timedelta(hours=1)
    for cron in crons:
        cron.enqueue_jobs()
    assert [name for name in queue(redis).job_ids if name.startswith("age-")] == ["age-20260401T1207Z"]


def test_redis_away_for_a_moment_is_tried_again(redis, add, monkeypatch):
    from redis.exceptions import ConnectionError as Away

    tries = []

    def flaky(database, redis, now):
        tries.append(now)
        if len(tries) < 3:
            raise Away("gone")
        return ""

    monkeypatch.setattr(run_module, "PAUSES", (0.0, 0.0))
    add("flaky", flaky)
    assert run_module.run("flaky") == ""
    assert len(tries) == 3


def test_every_task_of_the_table_runs_on_an_empty_database(redis):
    for name in TASKS:
        run_module.run(name)


def test_ageing_says_what_it_closed(redis, sqlite_url):
    assert age(open_database(sqlite_url), redis, NOON) == ""


def test_names_fit_into_the_ids_of_records():
    assert all(name.isidentifier() for name in TASKS)
