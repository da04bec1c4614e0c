"""The settings: one frozen object, read from the environment and from .env beside pyproject.toml."""

from __future__ import annotations

import logging
import os
import re
from functools import cache
from pathlib import Path
from socket import gethostname
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, ValidationError
from pydantic_settings import BaseSettings, DotEnvSettingsSource, NoDecode, SettingsConfigDict

from jobtracker import __version__
from jobtracker.errors import JobTrackerError
from jobtracker.mail.message import ADDRESS

logger = logging.getLogger(__name__)
PREFIX = "JOBTRACKER_"


class SettingsError(JobTrackerError):
    """A setting has a value it cannot have."""


def project_root() -> Path:
    """The folder of pyproject.toml; the working folder where the project runs from a zip (a scrapyd egg)."""
    root = Path(__file__).resolve().parents[2]
    return root if (root / "pyproject.toml").is_file() else Path.cwd()


DOT_ENV = project_root() / ".env"
IN_DEMO = os.environ.get(f"{PREFIX}UP") == "demo"
LEFT_BY_UP = project_root() / "var" / ("demo" if IN_DEMO else "up") / "settings"
"""How to reach what `jobtracker up` runs, or with JOBTRACKER_UP=demo what `up --demo` does; there while it does. What
.env says comes before it. A demo does not read .env, which leads to a database and a mail server that are no demo."""
PLUGINS = project_root() / "plugins"
"""Where they are unless told otherwise. It may be missing: a wheel has none."""


def _from_root(path: Path) -> Path:
    return project_root() / path.expanduser()


def _anchor_sqlite(url: str) -> str:
    """A relative SQLite file means the same one from whichever folder a command is started."""
    relative = re.match(r"(sqlite(?:\+\w+)?:///)(?!/|:memory:|file:|\?|$)(.*)", url)
    return f"{relative[1]}{project_root() / relative[2]}" if relative else url


def _file_or_folder(path: Path) -> Path:
    if not (path.is_file() or path.is_dir()):  # a FIFO or a device would be read without end
        raise ValueError("no such file or folder")
    return path


def _folder(path: Path) -> Path:
    if not path.is_dir() and path != PLUGINS:
        raise ValueError("no such folder")
    return path


def _has_port(url: str) -> str:
    urlsplit(url).port  # noqa: B018  (raises ValueError if it is none)
    return url


def _split(value: Any) -> Any:
    """Of a comma-separated line, the parts."""
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value


def _ports(value: Any) -> Any:
    pairs = [part.partition("=") for part in value.split(",") if part.strip()] if isinstance(value, str) else None
    return value if pairs is None else {name.strip(): port for name, _, port in pairs}


DatabaseUrl = Annotated[
    str,
    StringConstraints(pattern=r"^(sqlite|postgresql|mysql|mariadb)(\+\w+)?://"),
    AfterValidator(_anchor_sqlite),
]
RedisUrl = Annotated[str, StringConstraints(pattern=r"^((redis|rediss|unix)://\S+)?$")]
NodeName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]{1,100}$")]
NodeUrl = Annotated[str, StringConstraints(pattern=r"^https?://[^\s/:@]+:[^\s/:@]+@[^\s/@]+(/\S*)?$")]
Port = Annotated[int, Field(ge=1, le=65535)]
HostPort = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9.\-]+(:\d+)?$", to_lower=True)]
WebUrl = Annotated[str, StringConstraints(pattern=r"^https?://[^\s/]+\S*$")]
SmtpUrl = Annotated[
    str,
    StringConstraints(pattern=r"^(smtps?://[^\s/?#]+/?(\?starttls)?)?$"),
    AfterValidator(_has_port),
]
MailAddress = Annotated[str, StringConstraints(pattern=f"^{ADDRESS.pattern}$")]
MailAddresses = Annotated[tuple[MailAddress, ...], NoDecode, BeforeValidator(_split)]
HeaderText = Annotated[str, StringConstraints(pattern=r"^[\x20-\x7e]*$")]
ProjectPath = Annotated[Path, AfterValidator(_from_root)]


class Settings(BaseSettings):
    """Every setting. The environment wins over .env; names are those of the fields, in capitals after JOBTRACKER_.

    Each field's description is what is expected of its value, as an error line says it.
    """

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=(LEFT_BY_UP,) if IN_DEMO else (LEFT_BY_UP, DOT_ENV),
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
    )

    database_url: DatabaseUrl = Field(
        default=f"sqlite:///{project_root() / 'var' / 'jobtracker.db'}",
        description="an SQLAlchemy URL of SQLite, PostgreSQL or MariaDB",
        repr=False,  # it may hold a password
    )
    base_url: WebUrl = Field(default="http://localhost:8000", description="an http(s) URL")
    allowed_hosts: Annotated[tuple[HostPort, ...], NoDecode, BeforeValidator(_split)] = Field(
        default=(), description="hosts like tracker.example or tracker.example:8443, with commas between them"
    )
    trusted_proxies: int = Field(default=0, ge=0, le=10, description="a whole number from 0 to 10")
    web_workers: int = Field(default=2, ge=1, le=64, description="a whole number from 1 to 64")
    rate_limits: float = Field(
        default=1, ge=0, le=1e6, description="a number: 1 as they are, 10 for ten times as many, 0 for none"
    )
    secret_key: str = Field(default="", description="at least 32 random characters", repr=False)
    signup: Literal["", "open", "invite", "closed"] = Field(
        default="", description="open, invite or closed; or nothing: open until there is an admin"
    )
    user_agent: HeaderText = Field(
        default_factory=lambda known: f"JobTracker/{__version__} (+{known.get('base_url', '')})",
        description="one line of printable ASCII",
    )
    plugins_dir: Annotated[ProjectPath, AfterValidator(_folder)] = Field(
        default=PLUGINS,
        description="a folder that exists",
    )
    registry: Literal["shipped", "none"] | Annotated[ProjectPath, AfterValidator(_file_or_folder)] = Field(
        default="shipped", description="shipped, none, or a CSV file or a folder of them that exists"
    )
    redis_url: RedisUrl = Field(
        default="", description="a redis:// URL, or nothing: then there is no fleet", repr=False
    )
    node: NodeName = Field(
        default_factory=lambda: re.sub(r"[^A-Za-z0-9._-]", "-", gethostname())[:100] or "node",
        description="a name of letters, digits, dots and hyphens",
    )
    smtp_url: SmtpUrl = Field(
        default="",
        description="smtp://user:password@host:port, smtp://...?starttls or smtps://...; or nothing",
        repr=False,
    )
    mail_dir: Literal[""] | ProjectPath = Field(default="", description="a folder, which is made; or nothing")
    mail_from: MailAddress = Field(default="jobtracker@localhost", description="a mail address")
    alert_to: MailAddresses = Field(default=(), description="mail addresses, comma between")
    alert_webhook: Literal[""] | WebUrl = Field(default="", description="an http(s) URL, or nothing", repr=False)
    scrapyd_nodes: Annotated[tuple[NodeUrl, ...], NoDecode, BeforeValidator(_split)] = Field(
        default=(), description="addresses like http://user:password@host:6800, with commas between them", repr=False
    )
    gate_url: WebUrl = Field(default="http://127.0.0.1:8787", description="an http(s) URL")
    up_ports: Annotated[dict[str, Port], NoDecode, BeforeValidator(_ports)] = Field(
        default_factory=dict, description="NAME=PORT of what `up` starts, with commas between them"
    )
    sample_sites: Literal[""] | WebUrl = Field(default="", description="an http(s) URL, or nothing")
    runs_kept_days: int = Field(default=30, ge=1, le=36500, description="a whole number of days, from 1 to 36500")
    concurrency: int = Field(default=16, ge=1, le=512, description="a whole number from 1 to 512")


@cache
def settings() -> Settings:
    """The settings of this process, read at the first call. Raises SettingsError, one line, on a wrong value."""
    if (which := os.environ.get(f"{PREFIX}UP", "")) not in {"", "demo"}:
        raise SettingsError(f"{PREFIX}UP={which}: expected demo, or nothing")
    if which and f"{PREFIX}DATABASE_URL" not in os.environ and not LEFT_BY_UP.exists():
        raise SettingsError(f"{PREFIX}UP=demo: no demo is running; `up --demo` starts one")
    for name in _unknown():
        logger.warning(".env: there is no setting %s: .env.example has them all", name)
    return _read()


def settings_of_up() -> Settings:
    """The settings without what another `up` has left there."""
    files = Settings.model_config["env_file"]
    return _read(_env_file=files and DOT_ENV)


def _read(**how: Any) -> Settings:
    try:
        return Settings(**how)
    except ValidationError as error:
        raise SettingsError(_explain(error.errors()[0])) from None


def _unknown() -> list[str]:
    """Names in .env that begin as ours do and are no setting's."""
    names = [name.upper() for name in DotEnvSettingsSource(Settings).env_vars]
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    return [name for name in names if name.startswith(PREFIX) and name not in known]


def _explain(error: Any) -> str:
    name = str(error["loc"][0])
    value = re.sub(r"(//[^:/@\s]*):[^@\s]*@", r"\1:***@", str(error["input"]))
    shown = value if value.isprintable() else ascii(value)
    return f"{PREFIX}{name.upper()}={shown}: expected {Settings.model_fields[name].description}"
