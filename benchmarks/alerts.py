"""Ten months of real boards, told to trackers: how often somebody hears of a vacancy twice, and of which never.

Each board has a tracker on all of it, some on a place (the towns that its later postings name most) and some on a word
of titles, all from the board's first observation on. An alert repeats a vacancy if the naive rules of `bench history`
put its posting beside an earlier one (same id back, twin, re-post, other place, requisition again) that this tracker's
search fits, too: who watches a place is to hear of an old requisition that comes there. The naive tracker tells of
every id that appears and fits.
"""

from __future__ import annotations

import datetime as dt
import itertools
import json
import lzma
import random
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import click

from benchmarks.board_trackers import KINDS, Trackers, listed, trackers_of
from benchmarks.history import HISTORY, WITHIN, Post, _naive_class, _naive_index, keys, opening
from jobtracker.commands.table import print_table
from jobtracker.identity import identify, is_another
from jobtracker.matching import Earlier, Story, news


@dataclass(slots=True)
class Figures:
    """What came of it; alerts and repeats by kind of tracker, of us and of the naive tracker."""

    alerts: Counter[str] = field(default_factory=Counter)
    repeats: Counter[str] = field(default_factory=Counter)
    naive: Counter[str] = field(default_factory=Counter)
    naive_repeats: Counter[str] = field(default_factory=Counter)
    classes: Counter[str] = field(default_factory=Counter)
    """Of our repeats to trackers of all: the naive class."""
    gained: int = 0
    """Postings of a known requisition, in a place where a tracker watches and it never was before."""
    known: int = 0
    """Of those: under another requisition (a twin, a re-post) the vacancy was there already."""
    unheard: int = 0
    """Of the others: not told to that tracker."""
    suppressed: int = 0
    sample: list[str] = field(default_factory=list)


class Board:
    """One board, played from its first observation to its last."""

    def __init__(self, board: Mapping[str, Any], figures: Figures, chance: random.Random, size: int) -> None:
        self._board, self._figures, self._chance, self._size = board, figures, chance, size
        self._posts: dict[str, Post] = {}
        self._vacancy: dict[str, int] = {}
        self._of_vacancy: defaultdict[int, list[str]] = defaultdict(list)
        self._of_requisition: defaultdict[str, list[Post]] = defaultdict(list)
        self._told: set[tuple[int, int]] = set()
        self._aside = itertools.count(1)

    def play(self) -> None:
        """Observation by observation."""
        asked = trackers_of(self._board)
        trackers: Trackers | None = None
        for seen in self._board["observations"]:
            at = dt.datetime.fromisoformat(seen["at"]).replace(tzinfo=dt.UTC)
            added = [
                Post(str(id_), str(requisition or ""), title or "", place or "", at)
                for id_, requisition, title, place, *_ in seen.get("add", ())
            ]
            back = {post.id: self._posts[post.id] for post in added if post.id in self._posts}
            self._set_aside(added, at)
            before = dict(self._posts)
            verdicts = self._identify(added, at)
            for id_ in seen.get("gone", ()):
                self._posts[str(id_)] = replace(self._posts[str(id_)], left=at)
            changed = [str(id_) for id_, *_ in seen.get("changed", ())]
            for id_, title, place in seen.get("changed", ()):
                self._posts[str(id_)] = replace(self._posts[str(id_)], title=title or "", place=place or "")
            self._posts |= {post.id: post for post in added}
            if trackers:
                told = self._tell(trackers, before, {*changed, *(post.id for post in added)}, at)
                self._judge(trackers, before, back, added, told, verdicts, at)
            else:
                trackers = Trackers(asked, at)
            for post in added:
                self._of_requisition[post.requisition].append(post)

    def _set_aside(self, added: Sequence[Post], at: dt.datetime) -> None:
        """Those that left, whose id is another job's now, go on under an id of nobody."""
        for post in added:
            then = self._posts.get(post.id)
            if then and is_another(*(keys(one.title, one.place) for one in (post, then)), at - (then.left or at)):
                aside = f"-{next(self._aside)}"
                self._posts[aside] = replace(self._posts.pop(post.id), id=aside)
                self._vacancy[aside] = vacancy = self._vacancy.pop(post.id)
                self._of_vacancy[vacancy] = [aside if id_ == post.id else id_ for id_ in self._of_vacancy[vacancy]]

    def _identify(self, added: Sequence[Post], at: dt.datetime) -> dict[str, str]:
        """Give each new id a vacancy; why it has that of another one, in words."""
        recent = [post for post in self._posts.values() if post.left is None or at - post.left <= WITHIN]
        new = [opening(post) for post in added if post.id not in self._posts]
        verdicts = identify(new, [opening(post) for post in recent], now=at) if new else {}
        why = {}
        for id_ in verdicts:
            root, seen = id_, {id_}
            while root in verdicts and (other := verdicts[root].same_as) and other not in seen:
                root = other
                seen.add(other)
            if root not in self._vacancy:
                self._vacancy[root] = len(self._of_vacancy) + 1
                self._of_vacancy[self._vacancy[root]].append(root)
            if id_ != root:
                self._vacancy[id_] = self._vacancy[root]
                self._of_vacancy[self._vacancy[root]].append(id_)
                why[id_] = f"{verdicts[id_].kind}: {root}"
        return why

    def _tell(
        self, trackers: Trackers, before: Mapping[str, Post], happened: Iterable[str], at: dt.datetime
    ) -> set[tuple[int, str]]:
        stories: defaultdict[int, list[str]] = defaultdict(list)
        for id_ in happened:
            stories[self._vacancy[id_]].append(id_)
        told = set()
        for vacancy, ids in stories.items():
            earlier = [before[id_] for id_ in self._of_vacancy[vacancy] if id_ in before]
            story = Story(
                vacancy_id=vacancy,
                now=[listed(self._posts[id_]) for id_ in ids if self._posts[id_].left is None],
                before=[Earlier(listed(post), post.left) for post in earlier],
            )
            for each in news([story], trackers, now=at, ended=at):
                if (each.tracker_id, vacancy) not in self._told:
                    self._told.add((each.tracker_id, vacancy))
                    told.add((each.tracker_id, str(each.listing_id)))
        return told

    def _judge(
        self,
        trackers: Trackers,
        before: Mapping[str, Post],
        back: Mapping[str, Post],
        added: Sequence[Post],
        told: set[tuple[int, str]],
        verdicts: Mapping[str, str],
        at: dt.datetime,
    ) -> None:
        figures = self._figures
        recent = [post for post in before.values() if post.left is None or at - post.left <= WITHIN]
        index = _naive_index(recent)
        ids = {post.id for post in added}
        for group, id_ in told:  # a change that made it fit
            if id_ not in ids:
                figures.alerts[trackers.asked[group].kind] += 1
        told_vacancies = {(group, self._vacancy[id_]) for group, id_ in told}
        for post in added:
            name, other = ("same id back", back[post.id]) if post.id in back else _naive_class(post, index)
            for group in trackers.fitting(listed(post), at):
                kind = trackers.asked[group].kind
                repeats = other is not None and trackers.fits(group, listed(other), at)
                figures.naive[kind] += 1
                figures.naive_repeats[kind] += repeats
                if (group, post.id) in told:
                    figures.alerts[kind] += 1
                    figures.repeats[kind] += repeats
                    if repeats and kind == KINDS[0]:
                        figures.classes[name] += 1
                elif kind == KINDS[0] and (group, self._vacancy[post.id]) not in told_vacancies:
                    self._keep(f"[{verdicts.get(post.id, 'back')}] naive: {name}", post, other)
                if kind == KINDS[1] and name == "other place":
                    self._gained(trackers, group, post, told_vacancies, at)

    def _gained(self, trackers: Trackers, group: int, post: Post, told: set[tuple[int, int]], at: dt.datetime) -> None:
        """A requisition that comes to a place where it never was reaches who watches that place."""
        earlier = self._of_requisition[post.requisition]
        if any(trackers.fits(group, listed(one), at) for one in earlier):
            return
        vacancy = self._vacancy[post.id]
        its = [self._posts[id_] for id_ in self._of_vacancy[vacancy] if id_ != post.id]
        known = (group, vacancy) in self._told - told or any(trackers.fits(group, listed(one), at) for one in its)
        self._figures.gained += 1
        self._figures.known += known
        self._figures.unheard += not known and (group, vacancy) not in told

    def _keep(self, why: str, post: Post, other: Post | None) -> None:
        figures = self._figures
        figures.suppressed += 1
        vacancy = [self._posts[id_] for id_ in self._of_vacancy[self._vacancy[post.id]] if id_ != post.id]
        lines = [f"{self._board['board']}: {post}  {why}", f"        naive: {other or 'nothing'}"]
        lines += [f"        known: {each}" for each in vacancy[:3]]
        at = len(figures.sample) if len(figures.sample) < self._size else self._chance.randrange(figures.suppressed)
        if at < self._size:
            figures.sample[at : at + 1] = ["\n".join(lines)]


@click.command(short_help="Ten months of real boards, told to trackers.")
@click.argument("history", type=click.Path(path_type=Path, exists=True), default=HISTORY)
@click.option("--seed", default=1, help="Of the sample.")
@click.option("--size", default=0, help="Suppressed events to print, to be judged by hand.")
def main(history: Path, seed: int, size: int) -> None:
    """Tell HISTORY (greenhouse-presence.jsonl.xz) to trackers: alerts, repeats among them, and who was not told."""
    begun = time.process_time()
    figures, chance, boards = Figures(), random.Random(seed), 0
    with lzma.open(history) as lines:
        for line in lines:
            Board(json.loads(line), figures, chance, size).play()
            boards += 1
    rows = []
    for kind in KINDS:
        ours, naive = figures.alerts[kind], figures.naive[kind]
        shares = [figures.repeats[kind] / max(ours, 1), figures.naive_repeats[kind] / max(naive, 1)]
        rows.append((kind, naive, f"{shares[1]:.2%}", ours, figures.repeats[kind], f"{shares[0]:.2%}"))
    print_table(("tracker on", "naive alerts", "repeats", "alerts", "repeats", "share"), rows, empty="")
    print(f"{boards} boards, {time.process_time() - begun:.0f} s of CPU")
    print("repeats to trackers of all, by naive class:", dict(figures.classes.most_common()))
    print(
        f"a known requisition came to a watched place: {figures.gained}, of a vacancy that was there already: ", end=""
    )
    print(f"{figures.known}; of the others not told: {figures.unheard}")
    print(f"suppressed for trackers of all: {figures.suppressed}")
    for number, each in enumerate(figures.sample, 1):
        print(f"{number:3} {each}")


if __name__ == "__main__":
    main()
