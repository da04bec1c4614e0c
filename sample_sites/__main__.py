"""`python -m sample_sites`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import click

from sample_sites import (
    FAULTS,
    OWN_HOSTS,
    SYSTEMS,
    Board,
    OpenBoard,
    Server,
    Sites,
    World,
    made_up_boards,
    recorded_boards,
    write_registry,
)


@click.command()
@click.option("--port", default=8700, show_default=True, help="0 takes any that is free.")
@click.option("--recorded", type=click.Path(path_type=Path, exists=True, file_okay=False), help="A set of cassettes.")
@click.option("--world", "companies", default=0, metavar="COMPANIES", help="A living world of so many companies.")
@click.option("--speed", default=1.0, show_default=True, help="Of its time: 600 is ten minutes a second.")
@click.option("--start", type=click.DateTime(["%Y-%m-%d"]), help="Its first day, UTC; today if it is not given.")
@click.option("--edits", type=click.Path(path_type=Path, dir_okay=False), help="Keeps what people change in it.")
@click.option(
    "--own-hosts", is_flag=True, help=f"Only ATS whose companies have hosts of their own: {', '.join(OWN_HOSTS)}."
)
@click.option("--boards", default=12, show_default=True, help="Made-up boards that stay as they are.")
@click.option("--listings", default=30, show_default=True, help="Listings of each.")
@click.option("--text", type=int, help="Characters of each one's text; 4096, in a world 600.")
@click.option("--ats", multiple=True, type=click.Choice(sorted(SYSTEMS)), help="Theirs, in turn; all if none.")
@click.option("--seed", default=0, show_default=True)
@click.option("--fault", "faults", multiple=True, metavar="WHOM=KIND[:SHARE]", help="WHOM is a company, host:HOST, "
              f"ats:ATS or *; KIND is one of {', '.join(FAULTS)}.")  # fmt: skip
@click.option("--registry", type=click.Path(path_type=Path, file_okay=False), help="Write the companies' CSVs there, "
              "and serve nothing.")  # fmt: skip
def main(
    *,
    port: int,
    recorded: Path | None,
    companies: int,
    speed: float,
    start: dt.datetime | None,
    edits: Path | None,
    own_hosts: bool,
    boards: int,
    listings: int,
    text: int | None,
    ats: tuple[str, ...],
    seed: int,
    faults: tuple[str, ...],
    registry: Path | None,
) -> None:
    """Serve career sites that misbehave on demand, on loopback, until interrupted."""
    systems = ats or (OWN_HOSTS if own_hosts else ())
    found: Sequence[Board]
    if recorded:
        found = list(recorded_boards(recorded))
    elif companies:
        first_day = start.replace(tzinfo=dt.UTC) if start else dt.datetime.now(dt.UTC)
        world = World(seed, companies, first_day, ats=systems, text=text or 600, edits=edits)
        world.hurry(speed)
        found = list(world.boards.values())
    else:
        found = made_up_boards(boards, listings, seed=seed, text=4096 if text is None else text, ats=systems)
    if registry:
        write_registry((board for board in found if isinstance(board, OpenBoard)), registry)
        return
    sites = Sites(found, seed=seed)
    for fault in faults:
        _set(sites, fault)
    server = Server(sites, port=port)
    click.echo(f"{server.url}/<host>/<path> serves {len(found)} boards; {server.url}/ shows them to people")
    with suppress(KeyboardInterrupt):
        server.serve_forever()


def _set(sites: Sites, fault: str) -> None:
    whom, _, kind = fault.partition("=")
    kind, _, share = kind.partition(":")
    try:
        sites.fault(whom, kind, share=float(share or 1))
    except (KeyError, ValueError) as error:
        raise click.BadParameter(f"{fault}: unknown {error}", param_hint="--fault") from None


if __name__ == "__main__":
    main()
