"""What `up` is made of: ports, the lock, the plan, Valkey; and that it says no in one line."""

import os
import signal
import socket
import stat
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from urllib.parse import urlsplit

import pytest
from click.testing import CliRunner
from redis.exceptions import AuthenticationError

from jobtracker.config import Settings, project_root, settings, settings_of_up
from jobtracker.db import open_database
from jobtracker.errors import JobTrackerError
from jobtracker.fleet.redis import connect
from services import plan, running, up, valkey
from services.operation import what_next
from services.ports import PortTaken, choose
from services.progress import progress
from tests.jobtracker.tasks.test_tasks import NOON


@pytest.fixture
def claims():
    with ExitStack() as claims:
        yield claims


@contextmanager
def taken_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        yield taken.getsockname()[1]


def test_each_gets_a_port_of_its_own_and_who_asked_gets_that_one(claims):
    with taken_port() as free:
        pass
    port = choose(["scrapyd-1", "scrapyd-2", "gate"], {"scrapyd-2": free}, claims)
    assert port["scrapyd-2"] == free
    assert len(set(port.values())) == 3


def test_nodes_have_their_ports_in_their_order(claims):
    port = choose([f"scrapyd-{number}" for number in range(9)], {}, claims)
    assert list(port.values()) == sorted(port.values())


def test_a_port_that_was_asked_for_and_is_taken_names_who_cannot_start(claims):
    with taken_port() as port, pytest.raises(PortTaken, match=f"scrapyd-1 cannot start: its port {port} is taken"):
        choose(["scrapyd-1"], {"scrapyd-1": port}, claims)


def test_a_port_that_is_only_usual_gives_way(monkeypatch, claims):
    with taken_port() as port:
        monkeypatch.setattr("services.ports.EXPECTED", {"gate": port})
        assert choose(["gate"], {}, claims)["gate"] != port


def test_two_that_start_at_once_have_no_port_in_common(claims):
    names = ["valkey", "scrapyd-1", "gate", "sites", "web"]
    first, second = (choose(names, {}, claims) for _ in range(2))
    assert not set(first.values()) & set(second.values())
    with pytest.raises(PortTaken, match="web cannot start"):
        choose(["web"], {"web": first["gate"]}, claims)
    claims.close()
    assert choose(["web"], {"web": first["gate"]}, claims) == {"web": first["gate"]}


def test_a_port_for_nobody_is_refused(claims):
    with pytest.raises(JobTrackerError, match="a port was asked for 'gat'; there are gate"):
        choose(["gate"], {"gat": 1}, claims)


def test_a_second_one_says_that_one_runs(tmp_path):
    with running.alone(tmp_path):
        running.tell(tmp_path, "http://127.0.0.1:8787")
        who = rf"runs already: process {os.getpid()}, http://127.0.0.1:8787"
        with pytest.raises(running.RunsAlready, match=who), running.alone(tmp_path):
            pass
    with running.alone(tmp_path):
        pass


def test_other_commands_find_what_runs_and_up_itself_does_not(monkeypatch, tmp_path):
    left = tmp_path / "settings"
    running.leave_settings(left, {"JOBTRACKER_REDIS_URL": "redis://:a_b-c@127.0.0.1:1/0"})
    monkeypatch.setitem(Settings.model_config, "env_file", (left, tmp_path / ".env"))
    monkeypatch.setattr("jobtracker.config.DOT_ENV", tmp_path / ".env")
    assert settings().redis_url == "redis://:a_b-c@127.0.0.1:1/0"
    assert settings_of_up().redis_url == ""
    assert stat.S_IMODE(left.stat().st_mode) == 0o600


@pytest.fixture
def served(tmp_path, claims):
    """A Valkey as `up` starts it."""
    url = valkey.prepare(choose(["valkey"], {}, claims)["valkey"], tmp_path)
    service = valkey.service(url, tmp_path, {})
    process = subprocess.Popen(service.command, cwd=service.folder, env=service.env, stdout=subprocess.DEVNULL)
    give_up = time.monotonic() + 20
    while not service.is_healthy():
        assert process.poll() is None
        assert time.monotonic() < give_up
        time.sleep(0.02)
    yield url, process, service
    process.kill()
    process.wait()


def test_valkey_asks_for_its_password_and_keeps_it(served, tmp_path):
    url, process, service = served
    assert connect(url).set("jobtracker:word", "kept")
    with pytest.raises(AuthenticationError):
        connect(f"redis://127.0.0.1:{urlsplit(url).port}/0").ping()
    assert valkey.prepare(urlsplit(url).port, tmp_path) == url
    assert urlsplit(url).password not in " ".join(map(str, service.command))
    assert stat.S_IMODE((tmp_path / "valkey.conf").stat().st_mode) == 0o600
    process.send_signal(signal.SIGTERM)
    assert process.wait(20) == 0
    assert not service.is_healthy()


def test_a_redis_of_ones_own_is_used_and_no_valkey_started(tmp_path, monkeypatch, claims):
    monkeypatch.setenv("JOBTRACKER_REDIS_URL", "redis://elsewhere/3")
    monkeypatch.setenv("JOBTRACKER_GATE_URL", "https://admin.example")
    made = plan.make(tmp_path, settings(), claims, demo=False, nodes=3, ports={})
    names = [service.name for service in made.services]
    assert made.redis_url == "redis://elsewhere/3"
    assert made.gate_url == "https://admin.example"
    assert "valkey" not in names
    assert [name for name in names if name.startswith("scrapyd-")] == ["scrapyd-1", "scrapyd-2", "scrapyd-3"]
    assert len(made.env["JOBTRACKER_SCRAPYD_NODES"].split(",")) == 3


def test_links_lead_to_where_the_api_is_unless_another_address_is_set(tmp_path, monkeypatch, claims):
    monkeypatch.delenv("JOBTRACKER_BASE_URL", raising=False)
    with taken_port() as port:
        pass
    for demo in (False, True):
        with ExitStack() as its:
            made = plan.make(tmp_path / str(demo), Settings(), its, demo=demo, nodes=1, ports={"web": port})
        assert made.env["JOBTRACKER_BASE_URL"] == f"http://127.0.0.1:{port}"
    monkeypatch.setenv("JOBTRACKER_BASE_URL", "https://tracker.example")
    made = plan.make(tmp_path / "set", Settings(), claims, demo=False, nodes=1, ports={})
    assert made.env["JOBTRACKER_BASE_URL"] == "https://tracker.example"


def test_everybody_starts_after_somebody_who_is_there(tmp_path, claims):
    made = plan.make(tmp_path, settings(), claims, demo=False, nodes=2, ports={})
    seen = set()
    for service in made.services:
        assert set(service.after) <= seen
        seen.add(service.name)


def test_the_demo_has_a_database_and_companies_of_its_own(tmp_path, monkeypatch, claims):
    monkeypatch.setenv("JOBTRACKER_REDIS_URL", "redis://elsewhere/3")
    monkeypatch.setenv("JOBTRACKER_DATABASE_URL", "postgresql://elsewhere/real")
    monkeypatch.setattr("services.plan.DEMO_COMPANIES", 5)
    made = plan.make(tmp_path, settings(), claims, demo=True, nodes=1, ports={})
    assert made.database_url == f"sqlite:///{tmp_path}/jobtracker.db"
    assert "elsewhere" not in repr(dict(made.env))
    assert made.env["JOBTRACKER_REGISTRY"].startswith(str(tmp_path))
    assert "services.demo_settings" in (tmp_path / "scrapyd-1" / "scrapy.cfg").read_text()


def test_a_demo_says_where_its_mails_are_and_how_to_look_after_it(tmp_path, monkeypatch, claims):
    monkeypatch.setenv("JOBTRACKER_SMTP_URL", "smtp://mail.example:25")
    monkeypatch.setattr("services.plan.DEMO_COMPANIES", 5)
    said = what_next(plan.make(tmp_path, settings(), claims, demo=True, nodes=1, ports={}))
    assert f"Mails are written into {tmp_path}/mail" in said
    assert "JOBTRACKER_UP=demo ./jobtracker users add EMAIL --admin" in said


def test_a_demo_tells_nobody_outside_of_it(tmp_path, monkeypatch, claims):
    tellers = {
        "JOBTRACKER_SMTP_URL": "smtp://mail.example:25",
        "JOBTRACKER_ALERT_TO": "operator@example.com",
        "JOBTRACKER_ALERT_WEBHOOK": "https://alerts.example/hook",
    }
    for name, value in tellers.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("services.plan.DEMO_COMPANIES", 5)
    made = plan.make(tmp_path, settings(), claims, demo=True, nodes=1, ports={})
    assert not {*tellers} & {*made.env}
    assert made.env["JOBTRACKER_UP"] == "demo", "so that nothing of it reads .env"


def test_mails_that_a_server_takes_are_looked_for_in_no_folder(tmp_path, claims):
    with_server = Settings(smtp_url="smtp://mail.example:25")
    said = what_next(plan.make(tmp_path, with_server, claims, demo=False, nodes=1, ports={}))
    assert "Mails" not in said


def test_help_names_every_service_that_may_be_given_a_port(tmp_path, monkeypatch, claims):
    monkeypatch.setattr("services.plan.DEMO_COMPANIES", 5)
    said = CliRunner().invoke(up.up, ["--help"]).output
    with pytest.raises(JobTrackerError) as refused:
        plan.make(tmp_path, settings(), claims, demo=True, nodes=1, ports={"world": 8700})
    assert [name for name in str(refused.value).partition("there are ")[2].split(", ") if name not in said] == []


@pytest.mark.parametrize("given", ["gate", "gate=", "gate=0", "gate=65536", "gate=x"])
def test_a_port_that_is_none_is_wrong_use(given):
    result = CliRunner().invoke(up.up, ["--port", given])
    assert result.exit_code == 2
    assert f"'{given}' is not like gate=8787" in result.stderr


def test_ports_come_from_the_settings_too(monkeypatch):
    monkeypatch.setenv("JOBTRACKER_UP_PORTS", "gate=8080, scrapyd-1 = 6800,")
    assert settings().up_ports == {"gate": 8080, "scrapyd-1": 6800}


def test_progress_of_an_empty_database(sqlite_url):
    database = open_database(sqlite_url)
    assert database.read(progress, now=NOON) == "0 of 0 companies read, 0 due, 0 failing; 0 listings open"


def test_a_database_that_is_away_stops_up_before_anything_starts(tmp_path):
    env = {**os.environ, "JOBTRACKER_DATABASE_URL": "sqlite:////proc/no/such.db"}
    command = [sys.executable, "-m", "services.registry"]
    done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "JOBTRACKER_DATABASE_URL" in done.stderr


def test_the_registry_comes_into_sql(tmp_path, sqlite_url):
    env = {**os.environ, "JOBTRACKER_DATABASE_URL": sqlite_url}
    command = [sys.executable, "-m", "services.registry"]
    done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, check=True)
    line = open_database(sqlite_url).read(progress, now=NOON)
    assert int(done.stdout) > 100
    assert line.endswith("0 listings open")
    assert (project_root() / "crawler" / "companies").is_dir()
