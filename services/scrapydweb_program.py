"""Starts scrapydweb below the path that the gate gives it. Run by the Python of scrapydweb's own environment.

scrapydweb knows nothing of paths: its addresses are right if WSGI's SCRIPT_NAME says where it is. Its own timer calls
it without the path.
"""

import logging
import runpy
import sys
from collections.abc import Callable, Iterable
from typing import Any

import flask
from werkzeug.serving import WSGIRequestHandler, run_simple

PATH = "/scrapydweb"
"""Its pages are below this path: the one that the gate gives it."""


def below_path(app: Callable[..., Iterable[bytes]]) -> Callable[..., Iterable[bytes]]:
    """WSGI: what begins with the path is answered as if it did not, with links that do."""

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        path: str = environ["PATH_INFO"]
        if path.startswith(PATH + "/"):
            environ["SCRIPT_NAME"] = PATH
            environ["PATH_INFO"] = path[len(PATH) :]
        return app(environ, start_response)

    return answer


class Quiet(WSGIRequestHandler):
    """Says nothing of requests that went well: its own pages ask every ten seconds."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """A line for what failed."""
        if str(code)[:1] == "5":
            super().log_request(code, size)


def run(app: flask.Flask, host: str, port: int | str, **_: Any) -> None:
    """In place of Flask.run, which scrapydweb calls when it is ready."""
    run_simple(host, int(port), below_path(app), threaded=True, request_handler=Quiet)


logging.disable(logging.INFO)  # at which it tells its password, and every statement to its database
flask.Flask.run = run  # type: ignore[method-assign, assignment]
sys.argv = ["scrapydweb"]
runpy.run_module("scrapydweb.run", run_name="__main__", alter_sys=True)
