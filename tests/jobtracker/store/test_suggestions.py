"""What is offered while somebody types: read from the database, and rewritten where it has changed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from jobtracker.db import Database
from jobtracker.models import Suggestion
from jobtracker.store.suggestions import Suggested, replace, suggest
from jobtracker.suggesting import Offer, ranked

TITLES = [
    Offer("Software Engineer", "Software Engineer", 30),
    Offer("Senior Software Engineer", "Senior Software Engineer", 12),
    Offer("Bäcker", "Bäcker", 3),
    Offer("C++ Developer", "C++ Developer", 2),
    Offer("ソフトウェアエンジニア", "ソフトウェアエンジニア", 1),
]


def said(database: Database, text: str, limit: int = 10) -> list[str]:
    return [one.label for one in database.read(suggest, "title", text, limit)]


def test_the_beginning_of_any_word_most_vacancies_first(database: Database) -> None:
    replace(database, "title", TITLES)
    replace(database, "company", [Offer("Softworks", "softworks", 100)])
    assert database.read(suggest, "title", "soft") == [
        Suggested("Software Engineer", "Software Engineer", 30),
        Suggested("Senior Software Engineer", "Senior Software Engineer", 12),
    ]
    assert said(database, "senior soft") == ["Senior Software Engineer"]
    assert said(database, "bac") == said(database, "BÄC") == said(database, "baeck") == ["Bäcker"]
    assert said(database, "c++") == ["C++ Developer"]
    assert said(database, "ソフト") == ["ソフトウェアエンジニア"]
    assert said(database, "s", limit=1) == ["Software Engineer"]


@pytest.mark.parametrize(
    "text", ["", " ", "%", "_", "!?", "z%", "a\0z", "\ud800", "' OR 1=1 --", "x" * 10_000, "\U0010ffff", "🦦"]
)
def test_what_fits_nothing_finds_nothing(database: Database, text: str) -> None:
    replace(database, "title", TITLES)
    assert said(database, text) == []


def test_only_what_differs_is_written(database: Database) -> None:
    written: list[str] = []
    replace(database, "title", TITLES)
    event.listen(
        database.engine,
        "before_cursor_execute",
        lambda _c, _cursor, words, *_: written.append(words) if not words.startswith(("SELECT", "BEGIN")) else None,
    )
    assert replace(database, "title", TITLES) == 0
    assert not written
    fewer = [Offer("Software Engineer", "Software Engineer", 31), *TITLES[1:3]]
    assert replace(database, "title", fewer) > 0
    assert [one.count for one in database.read(suggest, "title", "software")] == [31, 12]
    assert said(database, "c++") == []
    assert replace(database, "title", []) > 0
    assert not said(database, "s")


def test_nobody_meanwhile_finds_nothing(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jobtracker.store.suggestions.BATCH", 2)
    replace(database, "title", TITLES)
    seen: list[list[str]] = []
    write: Callable[..., None] = database.write
    monkeypatch.setattr(database, "write", lambda *words: (write(*words), seen.append(said(database, "soft")))[0])
    replace(database, "title", [Offer(offer.label, offer.value, 100 - offer.count) for offer in TITLES])
    assert len(seen) > 3
    assert all(set(labels) == {"Software Engineer", "Senior Software Engineer"} for labels in seen)
    assert said(database, "soft") == ["Senior Software Engineer", "Software Engineer"]


def keys(session: Session) -> list[str]:
    return list(session.scalars(select(Suggestion.key)))


def test_an_attempt_that_was_cut_short_is_made_good(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jobtracker.store.suggestions.BATCH", 3)
    write: Callable[..., None] = database.write
    left = iter([True, False])

    def once(*words: object) -> None:
        if not next(left):
            raise KeyboardInterrupt
        write(*words)

    with monkeypatch.context() as patch:
        patch.setattr(database, "write", once)
        with pytest.raises(KeyboardInterrupt):
            replace(database, "title", TITLES)
    assert database.read(keys)
    replace(database, "title", TITLES)
    assert sorted(database.read(keys)) == sorted(row.key for row in ranked("title", TITLES))
    assert said(database, "senior") == ["Senior Software Engineer"]
