"""`up --demo` as a whole: everything serves, companies are read, and nothing is left of it when it ends."""

import os
import re
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest
import requests

from jobtracker.tasks.queue_names import QUEUES
from services import scrapydweb
from services.groups import running
from services.keeper import tell

NODES = ["logparser-1", "logparser-2", "scrapyd-1", "scrapyd-2", "scrapydweb"]
SERVICES = sorted(["adder", "cron", "gate", "mailer", "matcher", "sites", "valkey", "web", "worker", *NODES])
PROGRAM = """
from pathlib import Path
from services.running import alone
from services.up import run
with alone(Path({folder!r})):
    run(Path({folder!r}), demo=True, nodes=2, ports={{}})
"""


class Up:
    """A demo in a folder of its own."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM.format(folder=str(folder))],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            bufsize=1,
        )
        self.said = ""

    def until(self, pattern: str) -> re.Match:
        """Read on until a line matches."""
        for line in self.process.stdout:
            self.said += line
            if found := re.search(pattern, line):
                return found
        raise AssertionError(f"it ended without {pattern!r}:\n{self.said}")

    def groups(self) -> dict[int, str]:
        """The services' process groups, with their names."""
        return running(self.folder / "started.json")

    def group(self, name: str) -> int:
        """Of one of them; 0 while it does not run."""
        return next((group for group, its in self.groups().items() if its == name), 0)


@pytest.fixture
def started(tmp_path):
    if not scrapydweb.PYTHON.exists():
        pytest.skip("scrapydweb is not installed: `./jobtracker test` does it")
    up = Up(tmp_path)
    yield up
    with suppress(ProcessLookupError):
        up.process.send_signal(signal.SIGTERM)
    up.process.communicate(timeout=60)


def wait_for_none(groups):
    give_up = time.monotonic() + 30
    while any(tell(group, 0) for group in groups):
        assert time.monotonic() < give_up
        time.sleep(0.05)


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_it_serves_crawls_and_leaves_nothing(started):
    started.until("  gate +serves")
    assert re.findall(r"^  (\S+) +(?!serves)(\w+)", started.said, re.MULTILINE) == []
    address = started.until(r"http\S+/enter\?ticket=\S+")[0]
    with requests.Session() as browser:
        browser.trust_env = False
        origin, _, ticket = address.partition("/enter?ticket=")
        entered = browser.post(f"{origin}/enter", data={"ticket": ticket}, headers={"Origin": origin})
        assert entered.status_code == 200
        tasks = browser.get(f"{origin}/rq/0/data/queues.json", headers={"Referer": f"{origin}/"})
        assert {queue["name"] for queue in tasks.json()["queues"]} == set(QUEUES)
    page = re.search(r"^  web +serves +(\S+)", started.said, re.MULTILINE)[1]
    assert requests.get(f"{page}/readyz", timeout=10).json() == {
        "database": True,
        "redis": True,
        "mail": True,
        "matching": True,
    }
    assert int(started.until(r"([1-9]\d*) of \d+ companies read")[1]) > 0
    groups = started.groups()
    assert sorted(groups.values()) == SERVICES
    started.process.send_signal(signal.SIGTERM)
    started.until("^stopping")
    started.process.communicate(timeout=60)
    assert started.process.returncode == 0
    wait_for_none(groups)
    assert not (started.folder / "started.json").exists()


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_nothing_outlives_one_that_is_killed(started):
    started.until("  gate +serves")
    groups = started.groups()
    assert sorted(groups.values()) == SERVICES
    os.kill(started.process.pid, signal.SIGKILL)
    wait_for_none(groups)


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_matcher_that_is_killed_is_started_again_and_ended_with_the_rest(started):
    started.until("  gate +serves")
    killed = started.group("matcher")
    os.kill(killed, signal.SIGKILL)
    started.until(r"up +\| matcher ended with status -9; again in 0.5 s")
    give_up = time.monotonic() + 30
    while started.group("matcher") in (0, killed):
        assert time.monotonic() < give_up
        time.sleep(0.05)
    started.until(r"matcher +\| .* task match: \d+ runs? matched")
    groups = started.groups()
    assert sorted(groups.values()) == SERVICES
    started.process.send_signal(signal.SIGTERM)
    started.process.communicate(timeout=60)
    wait_for_none({*groups, killed})
