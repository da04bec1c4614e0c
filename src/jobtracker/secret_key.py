"""The key that signs cookies and cursors: from the settings; on a developer's machine one is made and kept."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path

from jobtracker.config import Settings, SettingsError, project_root

SHORTEST = 32
"""Characters."""
KEPT = Path("var") / "secret-key"
_OF_EXAMPLES = ("change", "default", "example", "secret", "password", "insecure")
_HOW = (
    "set it to at least 32 random characters, "
    "as `python3 -c 'import secrets; print(secrets.token_urlsafe(48))'` prints them"
)


def key_of(settings: Settings) -> str:
    """The key. Raises SettingsError if it is missing where it has to be set, or could be guessed."""
    if settings.secret_key:
        return _checked(settings.secret_key)
    if is_production(settings):
        raise SettingsError(f"JOBTRACKER_SECRET_KEY is missing: {_HOW}")
    return _kept(project_root() / KEPT)


def is_production(settings: Settings) -> bool:
    """True if others than whoever develops may rely on it: it is reached over https, or its database is a server's."""
    return settings.base_url.startswith("https:") or not settings.database_url.startswith("sqlite")


def _checked(key: str) -> str:
    if len(key) < SHORTEST or len(set(key)) < SHORTEST // 4 or any(word in key.lower() for word in _OF_EXAMPLES):
        raise SettingsError(f"JOBTRACKER_SECRET_KEY is short or could be guessed: {_HOW}")
    return key


def _kept(file: Path) -> str:
    """The key in this file. Of several processes that find none one makes it, whole or not at all."""
    file.parent.mkdir(parents=True, exist_ok=True)
    if not file.exists():
        own = file.with_name(f"{file.name}.{os.getpid()}")
        descriptor = os.open(own, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as handle:
            handle.write(secrets.token_urlsafe(48))
        with contextlib.suppress(FileExistsError):
            os.link(own, file)
        own.unlink()
    return _checked(file.read_text().strip())
