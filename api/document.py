"""The OpenAPI document, written to stdout: `npm run api` makes the web page's types from it."""

from __future__ import annotations

import hashlib
import secrets
import sys
import tempfile
from pathlib import Path

import orjson

from api import create_app
from jobtracker.config import Settings


def document() -> bytes:
    """The document, of an application that has no data."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'empty.db'}"
        app = create_app(Settings(database_url=url, secret_key=secrets.token_urlsafe(32)))
        return orjson.dumps(app.spec, option=orjson.OPT_INDENT_2)


def digest() -> str:
    """Of all that it says but the version: the types say which document they are of."""
    said = orjson.loads(document())
    del said["info"]
    return hashlib.blake2b(orjson.dumps(said), digest_size=8).hexdigest()


if __name__ == "__main__":
    sys.stdout.buffer.write(document())
