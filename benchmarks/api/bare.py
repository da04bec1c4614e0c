"""`python -m benchmarks.api.bare PORT FILE`: a Flask view with nothing around it, under the same gunicorn."""

from __future__ import annotations

import os
import pickle
import sys
import tempfile
from pathlib import Path

from flask import Flask, Response, jsonify

from api import serve
from jobtracker.config import settings
from jobtracker.db import Database


def make_app(file: Path) -> Flask:
    """Executes the statements of the file, fetches their rows, and answers with its body."""
    statements, body = pickle.loads(file.read_bytes())
    app = Flask(__name__)
    database = Database(settings().database_url)

    @app.get("/bare")
    def bare() -> Response:
        with database.engine.connect() as connection:
            for statement, parameters in statements:
                connection.exec_driver_sql(statement, parameters).fetchall()
        return jsonify(body)

    @app.get("/nothing")
    def nothing() -> Response:
        return Response(status=304)

    app.extensions["jobtracker"] = type("Ground", (), {"database": database})
    return app


if __name__ == "__main__":
    os.environ[serve.COUNTS] = tempfile.mkdtemp(prefix="jobtracker-bare-")
    port = int(sys.argv[1])
    serve.Server(make_app(Path(sys.argv[2])), serve.options("127.0.0.1", port, access_log=False)).run()
