"""`python -m gate`: serve it. Passwords come in files, not in words that every user of the machine can read."""

from __future__ import annotations

import logging
from pathlib import Path

import click
from waitress import serve

from gate.app import create_app
from gate.place import Gate
from gate.proxy import Upstream
from jobtracker.config import settings
from jobtracker.fleet.redis import connect


@click.command()
@click.option("--port", type=int, required=True)
@click.option("--scrapydweb", required=True, help="Where scrapydweb answers.")
@click.option("--user", required=True, help="Its user.")
@click.option("--password-file", type=click.Path(path_type=Path, exists=True), required=True)
def main(port: int, scrapydweb: str, user: str, password_file: Path) -> None:
    """Serve the gate on this machine; JOBTRACKER_GATE_URL is where browsers find it."""
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    gate = Gate(
        url=settings().gate_url,
        port=port,
        redis=connect(settings().redis_url),
        redis_url=settings().redis_url,
        scrapydweb=Upstream(scrapydweb, user, password_file.read_text().strip()),
    )
    serve(create_app(gate), host="127.0.0.1", port=port, threads=8, ident="", clear_untrusted_proxy_headers=True)


if __name__ == "__main__":
    main()
