"""The supervisor, with real small processes."""

import asyncio
import io
import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

from services.groups import Groups, born, end_leftovers
from services.keeper import tell
from services.log import Log
from services.service import Service
from services.supervisor import Patience, Supervisor

QUICK = Patience(to_serve=5.0, to_end=5.0, first_pause=0.01, longest_pause=0.05)
LIVES = "import signal; print('here', flush=True); signal.pause()"
PROGRAM_THAT_SUPERVISES = """
    import asyncio, io, sys
    from pathlib import Path
    from services.groups import Groups
    from services.log import Log
    from services.service import Service
    from services.supervisor import Supervisor

    async def main(folder):
        code = "import os, signal; os.fork(); print('here', os.getpid(), flush=True); signal.pause()"
        service = Service(name="one", command=[sys.executable, "-c", code], folder=folder, env={}, is_healthy=bool)
        log = Log(sys.stdout, folder / "log", ["one"])
        await Supervisor([service], Groups(folder / "started.json"), log).run()

    asyncio.run(main(Path(sys.argv[1])))
"""


class Stage:
    """Services of a test, and what was said."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.said = io.StringIO()
        self.services = []

    def add(self, name: str, code: str = LIVES, **about) -> None:
        """A service that is healthy once its file is there, which it writes unless the test says otherwise."""
        mark = self.folder / name
        code = f"{code}" if about.pop("silent", False) else f"open({str(mark)!r}, 'a').write('up ')\n{code}"
        about = {"is_healthy": mark.exists, "env": {}} | about
        command = about.pop("command", [sys.executable, "-c", code])
        self.services.append(Service(name=name, command=command, folder=self.folder, **about))

    def play(self, act, patience: Patience = QUICK) -> str:
        """Run all, and `act` beside; then stop. Returns what was said."""

        async def main():
            groups = Groups(self.folder / "started.json")
            log = Log(self.said, self.folder / "up.log", [service.name for service in self.services])
            self.supervisor = Supervisor(self.services, groups, log, patience)
            run = asyncio.create_task(self.supervisor.run())
            try:
                await asyncio.wait_for(act(self), 20)
            finally:
                self.supervisor.stop()
                await asyncio.wait_for(run, 20)
                groups.close()
                log.close()

        asyncio.run(main())
        return self.said.getvalue()

    async def until(self, condition) -> None:
        while not condition():  # noqa: ASYNC110 - files and processes tell of no event
            await asyncio.sleep(0.01)

    def state(self, name: str) -> str:
        return self.supervisor.states()[name]

    def lives(self, name: str) -> int:
        """How often it was started."""
        return (self.folder / name).read_text().count("up") if (self.folder / name).exists() else 0

    def pids(self) -> list[int]:
        return [int(pid) for pid in json.loads((self.folder / "started.json").read_text())]


@pytest.fixture
def stage(tmp_path):
    return Stage(tmp_path)


def alive(pid: int) -> bool:
    """Not dead, nor a zombie that nobody has asked after."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return Path("/proc/self/stat").exists() is False and tell(pid, 0)


async def all_serve(stage) -> None:
    await stage.until(lambda: set(stage.supervisor.states().values()) == {"serves"})


def test_services_start_in_their_order_and_end_in_the_reverse(stage):
    order = []
    for name, after in (("c", ["b"]), ("a", []), ("b", ["a"])):
        bye = f"import signal, sys; signal.signal(signal.SIGTERM, lambda *_: (print('bye'), sys.exit())); {LIVES}"
        stage.add(name, bye, after=after, when_healthy=lambda name=name: order.append(name))

    async def act(stage):
        await all_serve(stage)
        await stage.until(lambda: stage.said.getvalue().count("here") == 3)  # now they hear a signal

    said = stage.play(act)
    assert order == ["a", "b", "c"]
    assert [line[0] for line in said.splitlines() if line.endswith("bye")] == ["c", "b", "a"]
    assert not (stage.folder / "started.json").exists()


def test_what_dies_is_started_again_and_the_others_stay(stage):
    stage.add("dies")
    stage.add("stays")

    async def act(stage):
        await all_serve(stage)
        pid, _ = stage.pids()
        os.kill(pid, signal.SIGKILL)
        await stage.until(lambda: stage.lives("dies") == 2)
        await all_serve(stage)
        assert stage.lives("stays") == 1

    said = stage.play(act)
    assert "up    | dies ended with status -9; again in 0.01 s" in said
    assert said.count("again in") == 1


def test_what_dies_five_times_in_a_minute_is_given_up_and_the_others_go_on(stage):
    stage.add("dies", "raise SystemExit(3)")
    stage.add("stays")

    async def act(stage):
        await stage.until(lambda: stage.state("dies") == "given up")
        assert stage.lives("dies") == 5
        await stage.until(lambda: stage.state("stays") == "serves")

    assert "dies ended with status 3; given up: 5 times in a minute" in stage.play(act)


def test_when_all_are_given_up_it_ends(stage):
    stage.add("gone", command=["/does/not/exist"])

    async def act(stage):
        await stage.until(lambda: stage.state("gone") == "given up")

    assert "gone ended with status 127; given up" in stage.play(act)


def test_a_folder_that_is_not_there_is_one_line(stage):
    stage.add("lost")
    stage.services[0] = Service(name="lost", command=["x"], folder=stage.folder / "no", env={}, is_healthy=bool)

    async def act(stage):
        await stage.until(lambda: stage.state("lost") == "given up")

    assert "lost cannot start: " in stage.play(act)


def test_what_hangs_at_its_start_is_ended_and_tried_again(stage):
    stage.add("hangs", silent=True)
    stage.add("waits", after=["hangs"])

    async def act(stage):
        await stage.until(lambda: "again in" in stage.said.getvalue())
        assert stage.lives("waits") == 0

    said = stage.play(act, Patience(to_serve=0.5, to_end=5.0, first_pause=0.01))
    assert "hangs did not serve within 0.5 s; again in 0.01 s" in said


def test_who_ignores_sigterm_is_killed(stage):
    stage.add(
        "deaf", f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {LIVES}", is_healthy=lambda: False
    )
    stage.add("child", f"import os, signal; signal.signal(15, signal.SIG_IGN) if os.fork() == 0 else 0; {LIVES}")
    pids = []

    async def act(stage):
        await stage.until(lambda: stage.said.getvalue().count("here") == 3)
        pids.extend(stage.pids())

    stage.play(act, Patience(to_serve=60.0, to_end=0.3))
    assert len(pids) == 2
    assert not any(tell(pid, 0) and alive(pid) for pid in pids)


def test_a_second_request_to_stop_does_not_wait(stage):
    stage.add("deaf", f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {LIVES}")

    async def act(stage):
        await stage.until(lambda: "here" in stage.said.getvalue())
        stage.supervisor.stop()  # the stage itself asks the second time

    stage.play(act, Patience(to_end=3600.0))


def test_a_greeting_that_fails_is_told_and_the_service_serves(stage):
    stage.add("one", when_healthy=lambda: {}["timer"])
    stage.add("two", after=["one"])
    assert "one KeyError: 'timer'" in stage.play(all_serve)


def test_the_log_has_names_and_no_control_characters(stage):
    stage.add("one", r"print('\x1b[31mred\x1b[0m\x07 \x9b bell\r'); print('x' * 99999);" + LIVES)
    stage.add("a-longer-name")
    said = stage.play(all_serve)
    assert "one           | red  bell\n" in said
    assert max(len(line) for line in said.splitlines()) < 4100
    assert "one           | red  bell" in (stage.folder / "up.log").read_text()


@pytest.fixture
def supervising(tmp_path):
    """A program with a service of two processes; both are there."""
    code = textwrap.dedent(PROGRAM_THAT_SUPERVISES)
    program = subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    pids = [int(program.stdout.readline().split()[-1]) for _ in range(2)]
    yield program, pids, tmp_path / "started.json"
    program.kill()
    program.wait()
    program.stdout.close()
    end_leftovers(tmp_path / "started.json")


def wait_for_the_end(pids):
    give_up = time.monotonic() + 20
    while any(alive(pid) for pid in pids):
        assert time.monotonic() < give_up
        time.sleep(0.02)


def test_nothing_outlives_a_supervisor_that_is_killed(supervising):
    program, pids, _ = supervising
    assert all(alive(pid) for pid in pids)
    program.kill()
    wait_for_the_end(pids)


def test_what_outlived_its_keeper_too_is_ended_by_the_next_start(supervising):
    program, pids, noted = supervising
    children = Path(f"/proc/{program.pid}/task/{program.pid}/children")
    if not children.exists():
        pytest.skip("needs Linux to find the keeper")
    keeper = set(map(int, children.read_text().split())) - {int(pid) for pid in json.loads(noted.read_text())}
    for pid in [*keeper, program.pid]:
        os.kill(pid, signal.SIGKILL)
    program.wait()
    assert all(alive(pid) for pid in pids)
    assert end_leftovers(noted) == 1
    wait_for_the_end(pids)


def test_a_process_that_took_over_an_id_is_left_alone(tmp_path):
    stranger = subprocess.Popen([sys.executable, "-c", LIVES], start_new_session=True)
    noted = tmp_path / "started.json"
    noted.write_text(json.dumps({stranger.pid: ("one", "long ago")}))
    assert end_leftovers(noted) == 0
    assert stranger.poll() is None
    noted.write_text(json.dumps({stranger.pid: ("one", born(stranger.pid))}))
    with ThreadPoolExecutor() as beside:
        ended = beside.submit(stranger.wait, 10)
        assert end_leftovers(noted) == 1
        assert ended.result() == -signal.SIGTERM


def test_a_service_does_not_begin_before_it_is_noted_down(tmp_path):
    """`up` killed between the two leaves a shell that waits for a word, and ends without it."""
    dies = "Groups._note = lambda self, line: (print(line, flush=True), os.kill(os.getpid(), 9))"
    code = textwrap.dedent(PROGRAM_THAT_SUPERVISES).replace("asyncio.run(", f"import os\n{dies}\nasyncio.run(")
    ran = subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=False, stdout=subprocess.PIPE, text=True)
    assert ran.returncode == -signal.SIGKILL
    wait_for_the_end([int(ran.stdout)])  # its output has ended, with the shell: nothing else was ever said
