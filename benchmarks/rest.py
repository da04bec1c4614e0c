"""What an `up` that runs takes of the memory: each service with the processes it has started, and all together."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import click

from jobtracker.commands.table import print_table
from jobtracker.config import project_root
from jobtracker.errors import JobTrackerError
from services.groups import running

MB = 1024  # the kernel counts in kB


@click.command(short_help="Memory of an `up` that runs.")
@click.option("--demo", is_flag=True, help="Of the one that runs the demo.")
def main(*, demo: bool) -> None:
    """Measure an `up` that runs on this machine. Linux only.

    PSS shares what processes have in common (a library, a fork's memory) among them, so that a sum counts it once.
    """
    if not Path("/proc/self/smaps_rollup").exists():
        raise JobTrackerError("only Linux tells what a process takes of the memory")
    folder = project_root() / "var" / ("demo" if demo else "up")
    groups = running(folder / "started.json")
    if not groups:
        raise JobTrackerError(f"no `up` runs in {folder}")
    rows = [_measure(name, members) for name, members in _members(folder, groups).items()]
    processes, pss, rss = (sum(column) for column in zip(*(row[1:] for row in rows), strict=True))
    rows.append(("all", processes, pss, rss))
    print_table(("service", "processes", "PSS (MB)", "RSS (MB)"), rows, empty="")


def _members(folder: Path, groups: dict[int, str]) -> dict[str, list[int]]:
    """The processes of each service; those of `up` itself are it and its keeper."""
    up = int(re.findall(r"\d+", (folder / "lock").read_text())[0])
    members: defaultdict[str, list[int]] = defaultdict(list, {name: [] for name in ["up", *groups.values()]})
    for process in Path("/proc").glob("[0-9]*"):
        try:
            parent, group = map(int, (process / "stat").read_text().rpartition(")")[2].split()[1:3])
        except OSError:  # it has ended
            continue
        pid = int(process.name)
        if group in groups:
            members[groups[group]].append(pid)
        elif up in (pid, parent):
            members["up"].append(pid)
    return members


def _measure(name: str, pids: list[int]) -> tuple[str, int, int, int]:
    text = "".join(Path(f"/proc/{pid}/smaps_rollup").read_text() for pid in pids)
    pss, rss = (sum(map(int, re.findall(rf"^{word}:\s+(\d+)", text, re.MULTILINE))) for word in ("Pss", "Rss"))
    return name, len(pids), round(pss / MB), round(rss / MB)
