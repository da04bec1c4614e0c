"""What came of it: what was lost, what arrived twice and why, what should not have been told."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence

import click

from benchmarks.telling.post import Arrived, Post
from benchmarks.telling.world import Found, World, found
from jobtracker.commands.table import print_table

AFTERWARDS = 3.0
"""Seconds after its mail was accepted in which a sender is killed that has not marked it."""
SHOWN = 20
Told = tuple[int, str, str]
"""A tracker, and of what: company, external id."""


def show(world: World, post: Post, killed: Mapping[str, int], killed_at: Sequence[float], seed: int) -> bool:
    """Print the figures. True if what must be 0 is."""
    its, expected = world.database.read(found), world.expected()
    mails = told_by(world, its, post.arrived)
    told = {each for _, all_ in mails for each in all_}
    matched = {(tracker, *its_name(its, vacancy)) for tracker, vacancy in its.matches}
    again, others = twice(mails, killed_at)
    wrong = {
        "matches lost": sorted(expected - told),
        "of these not even found": sorted(expected - matched),
        "told to whom they do not concern": sorted(told - expected),
        "delivered twice, for no such reason": others,
        "matches that are not told in SQL": [f"{k}: {v}" for k, v in its.matches.items() if v[0] != "told"],
        "told more often than matched, by the counter": _counters(its),
    }
    troubles = ", ".join(f"{number} {what}" for what, number in sorted(post.troubles.items()))
    rows: list[tuple[str, object]] = [
        ("seed; database", f"{seed}; {world.database.dialect}"),
        (
            "trackers; listings published",
            f"{len(world.watchers)}; {sum(len(each) - 1 for each in world.open.values())}",
        ),
        (
            "kill -9 of matchers (while matching), of senders",
            f"{killed['matcher']} ({killed.get('while matching', 0)}), {killed['sender']}",
        ),
        ("troubles of the mail server", troubles),
        ("mails accepted", len(post.arrived)),
        ("matches expected; told", f"{len(expected)}; {len(told & expected)}"),
        ("delivered twice in all, by the same mail", sum(again.values())),
        *((f"   of these {why}", number) for why, number in sorted(again.items())),
        *((figure, len(cases)) for figure, cases in wrong.items()),
    ]
    print_table(("what", "figure"), rows, empty="")
    for figure, cases in wrong.items():
        for case in cases[:SHOWN]:
            click.echo(f"{figure}: {case}")
    return not any(wrong.values())


def its_name(its: Found, vacancy: int) -> tuple[str, str]:
    """Company and external id of a vacancy, which has one listing here."""
    return next((slug, id_) for number, slug, id_ in its.listings.values() if number == vacancy)


def told_by(world: World, its: Found, arrived: Sequence[Arrived]) -> list[tuple[Arrived, set[Told]]]:
    """The mails, each with what it told: what its text shows, and of a long one what its link leads to."""
    trackers = {watcher.address: watcher.id for watcher in world.watchers}
    names = {vacancy: (slug, id_) for vacancy, slug, id_ in its.listings.values()}
    carried: defaultdict[int, set[int]] = defaultdict(set)
    for (_, vacancy), (_, delivery) in its.matches.items():
        carried[delivery or 0].add(vacancy)
    mails = []
    for mail in arrived:
        tracker = trackers[mail.to]
        shown = {(tracker, *its.listings[listing][1:]) for listing in mail.jobs}
        if int(mail.subject.split()[0]) > len(shown):
            shown |= {(tracker, *names[vacancy]) for vacancy in carried[int(mail.name.split(".")[1])]}
        mails.append((mail, shown))
    return mails


def twice(
    mails: Sequence[tuple[Arrived, Collection[Told]]], killed_at: Sequence[float]
) -> tuple[Counter[str], list[str]]:
    """Tellings that the same mail repeated, by why; and those by another one, or for no reason, a line each."""
    first: dict[Told, Arrived] = {}
    again: Counter[str] = Counter()
    others = []
    for mail, told in mails:
        for each in told:
            before = first.setdefault(each, mail)
            if before is mail:
                continue
            why = _why(before, killed_at)
            if before.name != mail.name or not why:
                others.append(f"{each}: {before.name} and {mail.name}")
            else:
                again[why] += 1
            first[each] = mail
    return again, others


def _why(before: Arrived, killed_at: Sequence[float]) -> str:
    if before.trouble:
        return f"the server had accepted it and said nothing ({before.trouble})"
    if any(0 <= at - before.at < AFTERWARDS for at in killed_at):
        return "its sender was killed before it could mark it"
    return ""


def _counters(its: Found) -> list[str]:
    matched = Counter(tracker for tracker, _ in its.matches)
    return [
        f"{tracker}: {told} of {matched[tracker]}" for tracker, told in its.told.items() if told != matched[tracker]
    ]
