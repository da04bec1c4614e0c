"""The OpenAPI document, written to stdout: `npm run api` makes the web page's types from it."""

from __future__ import annotations

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


if __name__ == "__main__":
    sys.stdout.buffer.write(document())
