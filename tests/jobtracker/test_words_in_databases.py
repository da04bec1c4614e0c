"""A query means the same to every database and to whoever compares tokens in memory."""

import random
from collections.abc import Collection, Sequence

from sqlalchemy import create_engine, insert, select, text

from jobtracker import dialects
from jobtracker.tokens import Word, listing_tokens, query_tokens

CHUNKS = (
    "Full-Stack", "fullstack", "full", "stack", "C++", "C/C#", ".NET", "R&D", "Größe,", "Groesse", "(m/w/d)",
    "O’Reilly", "東京支社", "東京", "エンジニア", "한국어", "भाषा", "разработчик", "разработчика", "İzmir", "über",
    "ﬁnance", "🚀", "5G", "a-b_c", "1/2/3", "and", "the", "or", "www", "com", "a", "I", "is", "to", "U.S.", "us",
    "Engineers", "engineer", "Ingenieure", "x" * 90,
)  # fmt: skip
PREFIXES = ("engin*", "fu*", "раз*", "über*", "12*", "東*", "xxx*")


def fits(words: Sequence[Word], held: Collection[str]) -> bool:
    return all(any(t.startswith(w.tokens) if w.prefix else t in w.tokens for t in held) for w in words)


def test_every_database_finds_what_the_tokens_say(database_url: str) -> None:
    chance = random.Random(1)
    listings = [
        listing_tokens(" ".join(chance.choices(CHUNKS, k=4)), "", " ".join(chance.choices(CHUNKS, k=4)), language)
        for language in ("en", "de", "fr", "") * 25
    ]
    queries = [query_tokens(" ".join(chance.choices(CHUNKS + PREFIXES, k=chance.randint(1, 3)))) for _ in range(150)]
    engine = create_engine(database_url)
    table = dialects.search_table(engine.dialect.name)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE listing (id bigint PRIMARY KEY)"))
        connection.execute(text("INSERT INTO listing VALUES (:id)"), [{"id": id_} for id_ in range(len(listings))])
        dialects.create_search(connection)
        connection.execute(insert(table), [{"listing_id": i, "tokens": found} for i, found in enumerate(listings)])
    found_any = 0
    with engine.connect() as connection:
        for words in filter(None, queries):
            query = select(table.c.listing_id).where(dialects.matches(engine.dialect.name, words))
            expected = {id_ for id_, held in enumerate(listings) if fits(words, held.split())}
            assert set(connection.scalars(query)) == expected, words
            found_any += bool(expected)
    engine.dispose()
    assert found_any > 75
