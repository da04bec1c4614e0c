"""`jobtracker serve`."""

from __future__ import annotations

import click


@click.command(short_help="Serve the API.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--access-log", is_flag=True, help="One line for each request, on stdout.")
def serve(*, host: str, port: int, access_log: bool) -> None:
    """Serve the API with JOBTRACKER_WEB_WORKERS processes until SIGTERM or Ctrl-C.

    A request that is being answered then is answered. JOBTRACKER_BASE_URL is where browsers find it.
    """
    from api.serve import serve_at

    serve_at(host, port, access_log=access_log)
