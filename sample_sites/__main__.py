"""`python -m sample_sites`."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import click

from sample_sites import KINDS, Server, Sites, made_up_boards, recorded_boards
from sample_sites.made_up import SYSTEMS


@click.command()
@click.option("--port", default=8700, show_default=True, help="0 takes any that is free.")
@click.option("--recorded", type=click.Path(path_type=Path, exists=True, file_okay=False), help="A set of cassettes.")
@click.option("--boards", default=12, show_default=True, help="Made-up boards.")
@click.option("--listings", default=30, show_default=True, help="Listings of each.")
@click.option("--text", default=4096, show_default=True, help="Characters of each one's text.")
@click.option("--ats", multiple=True, type=click.Choice(sorted(SYSTEMS)), help="Theirs, in turn; all if none.")
@click.option("--seed", default=0, show_default=True)
@click.option("--fault", "faults", multiple=True, metavar="COMPANY=KIND", help=f"KIND is one of {', '.join(KINDS)}.")
def main(
    *,
    port: int,
    recorded: Path | None,
    boards: int,
    listings: int,
    text: int,
    ats: tuple[str, ...],
    seed: int,
    faults: tuple[str, ...],
) -> None:
    """Serve career sites that misbehave on demand, on loopback, until interrupted."""
    made_up = [] if recorded else made_up_boards(boards, listings, seed=seed, text=text, ats=ats)
    sites = Sites(recorded_boards(recorded) if recorded else made_up)
    for fault in faults:
        slug, _, kind = fault.partition("=")
        try:
            sites.fault(slug, kind)
        except KeyError as error:
            raise click.BadParameter(f"{fault}: unknown {error}", param_hint="--fault") from None
    server = Server(sites, port=port)
    click.echo(f"{server.url}/<host>/<path> serves {len(sites.boards)} boards; {server.url}/-/ lists them")
    with suppress(KeyboardInterrupt):
        server.serve_forever()


if __name__ == "__main__":
    main()
