"""A gate in this process, with a real Valkey, and a tool behind it that says what it was asked."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from flask.testing import FlaskClient

from gate.app import create_app
from gate.place import Gate
from gate.proxy import Upstream
from jobtracker.fleet.redis import connect

PORT = 8787
HERE = f"http://127.0.0.1:{PORT}"


class Tool(BaseHTTPRequestHandler):
    """Behind the gate."""

    def do_GET(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        asked = {
            "path": self.path,
            "method": self.command,
            "headers": {name.lower(): value for name, value in self.headers.items()},
            "body": self.rfile.read(length).decode(),
        }
        body = json.dumps(asked).encode()
        if "/to/" in self.path:
            self.send_response(302)
            self.send_header("Location", self.path.partition("/to/")[2])
        else:
            self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Connection", "close, X-Hop")
        self.send_header("X-Hop", "one")
        self.send_header("Set-Cookie", "session=its-own; Path=/")
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET  # noqa: N815

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def tool() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Tool)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def gate(redis_url: str, tool: str) -> Gate:
    upstream = Upstream(tool, "tool", "its password")
    return Gate(url=HERE, port=PORT, redis=connect(redis_url), redis_url=redis_url, scrapydweb=upstream)


@pytest.fixture
def browser(gate: Gate) -> FlaskClient:
    """Of somebody who types addresses: no page leads to what is asked."""
    client = create_app(gate).test_client()
    client.application.config["SERVER_NAME"] = f"127.0.0.1:{PORT}"  # the Host that it sends
    client.environ_base["HTTP_SEC_FETCH_SITE"] = "none"
    return client
