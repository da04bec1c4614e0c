"""Queries for property tests: readable ones of every kind, made of what stands in given listings."""

from __future__ import annotations

import random
from collections.abc import Sequence

from hypothesis import strategies as st

from jobtracker.query_parser import QueryError, parse

NAMES = (
    "C++", "C#", ".NET", "Node.js", "R&D", "CI/CD", "full-stack", "Full Stack", "fullstack", "O'Reilly", "S/4HANA",
    "front-end", "e-mail", "5G", "U.S.", "Java/Kotlin", "m/w/d",
)  # fmt: skip
GERMAN = (
    "Entwickler", "Entwickler*in", "Softwareentwickler", "Werkstudent", "Teilzeit", "Vollzeit", "München", "Muenchen",
    "Größe", "Ingenieure", "Vertrieb", "für", "und", "Führungskraft", "Homeoffice", "vor Ort", "Deutschland",
)  # fmt: skip
OTHERS = ("東京", "エンジニア", "разработчик", "développeur", "東京支社", "한국어")
COMMON = (
    "engineer", "manager", "senior", "remote", "sales", "the", "and", "software", "berlin", "intern", "a", "I", "to",
    "data", "team lead", "us", "london", "usa", "full-time",
)  # fmt: skip
FIELDS = ("title:", "company:", "location:")


class Queries:
    """Makes one query after another; the same ones for the same seed and listings."""

    def __init__(self, listings: Sequence[tuple[str, str]], seed: int) -> None:
        self.chance = random.Random(seed)
        self.titles = [words for title, _ in listings if (words := title.split())]
        self.texts = [words for _, text in listings if (words := text[:4_000].split())]

    def query(self) -> str:
        """Of one to four parts; one in twelve excludes only."""
        if self.chance.random() < 1 / 12:
            return " ".join(self.excluded() for _ in range(self.chance.randint(1, 2)))
        return " ".join(self.part(2) for _ in range(self.chance.choice((1, 1, 2, 2, 3, 4))))

    def part(self, depth: int) -> str:
        kinds = [self.word, self.word, self.word, self.phrase, self.phrase, self.prefix, self.excluded, self.fielded]
        if depth:
            kinds += [lambda: self.either(depth - 1), lambda: self.group(depth - 1)]
        return self.chance.choice(kinds)()

    def word(self) -> str:
        kind = self.chance.random()
        if kind < 0.3:
            return self.chance.choice(self.chance.choice((NAMES, GERMAN, OTHERS, COMMON)))
        return self.chance.choice(self.words(self.titles if kind < 0.6 else self.texts))

    def words(self, source: Sequence[Sequence[str]]) -> Sequence[str]:
        return self.chance.choice(source) if source else COMMON

    def run(self) -> list[str]:
        """Words that stand side by side in a listing."""
        words = self.words(self.chance.choice((self.titles, self.texts)))
        begin = self.chance.randrange(len(words))
        return list(words[begin : begin + self.chance.randint(1, 4)])

    def phrase(self) -> str:
        words = self.run()
        if self.chance.random() < 0.3:
            words[-1] = f"{self.beginning(words[-1])}*"
        elif self.chance.random() < 0.2:
            words.reverse()
        return f'"{" ".join(words)}"'

    def prefix(self) -> str:
        return f"{self.beginning(self.word())}*"

    def beginning(self, word: str) -> str:
        return word[: self.chance.randint(2, 7)]

    def excluded(self) -> str:
        sign = self.chance.choice(("-", "-", "NOT "))
        return sign + self.chance.choice((self.word, self.phrase, self.prefix, self.fielded, lambda: self.group(0)))()

    def fielded(self) -> str:
        return (
            self.chance.choice(FIELDS)
            + self.chance.choice((self.word, self.phrase, self.prefix, lambda: self.group(0)))()
        )

    def either(self, depth: int) -> str:
        return " OR ".join(self.part(depth) for _ in range(self.chance.randint(2, 3)))

    def group(self, depth: int) -> str:
        inner = self.either(depth) if self.chance.random() < 0.5 else " ".join((self.part(depth), self.part(depth)))
        return f"({inner})"


def some_queries(listings: Sequence[tuple[str, str]], count: int, *, seed: int = 1) -> list[str]:
    """So many different queries that can be read, made of the titles and texts given and of words of every kind."""
    queries = Queries(listings, seed)
    found: dict[str, None] = {}
    while len(found) < count:
        query = queries.query()
        if query not in found and _can_be_read(query):
            found[query] = None
    return list(found)


def _can_be_read(query: str) -> bool:
    try:
        return parse(query) is not None
    except QueryError:
        return False


def of_listings(listings: Sequence[tuple[str, str]]) -> st.SearchStrategy[str]:
    """Queries that can be read."""
    return st.integers(0, 2**32).map(lambda seed: some_queries(listings, 1, seed=seed)[0])


def typed() -> st.SearchStrategy[str]:
    """What a person might type, whether it can be read or not."""
    signs = st.sampled_from(
        [
            "(",
            ")",
            '"',
            "-",
            "*",
            "OR",
            "AND",
            "NOT",
            "title:",
            "company:",
            "location:",
            "„",
            "“",
            "–",
            "🚀",
            "!?",
            ":",
            "",
        ]
    )
    words = st.sampled_from([*NAMES, *GERMAN, *OTHERS, *COMMON])
    glue = st.sampled_from(["", " ", " ", " ", "\t", "\u3000"])
    return st.lists(st.tuples(st.one_of(signs, words, st.text(max_size=6)), glue), max_size=14).map(
        lambda parts: "".join(part + space for part, space in parts)
    )
