"""A query means the same to every database and to whoever compares tokens in memory."""

import random

from sqlalchemy import create_engine, insert, select, text

from jobtracker import dialects
from jobtracker.company import Company
from jobtracker.document import Document, document
from jobtracker.listing import Facts
from jobtracker.query import All, Node, Word, fits
from jobtracker.query_parser import parse

CHUNKS = (
    "Full-Stack", "fullstack", "full", "stack", "C++", "C/C#", ".NET", "R&D", "Größe,", "Groesse", "(m/w/d)",
    "O’Reilly", "東京支社", "東京", "エンジニア", "한국어", "भाषा", "разработчик", "разработчика", "İzmir", "über",
    "ﬁnance", "🚀", "5G", "a-b_c", "1/2/3", "and", "the", "or", "www", "com", "a", "I", "is", "to", "U.S.", "us",
    "Engineers", "engineer", "Ingenieure", "x" * 90,
)  # fmt: skip
PREFIXES = ("engin*", "fu*", "раз*", "über*", "12*", "東*", "xxx*")


def words_of(query: str) -> list[Word]:
    """The words of a query that is nothing but words; none of another one, or of one that cannot be read."""
    node: Node | None = parse(query)
    nodes = node.nodes if isinstance(node, All) else (node,)
    words = [each for each in nodes if isinstance(each, Word)]
    return words if len(words) == len(nodes) else []


def made(title: str, body: str, language: str) -> Document:
    return document(Facts(title=title, text=body, language=language), Company("acme", "Acme"))


def test_every_database_finds_what_the_tokens_say(database_url: str) -> None:
    chance = random.Random(1)
    listings = [
        made(" ".join(chance.choices(CHUNKS, k=4)), " ".join(chance.choices(CHUNKS, k=4)), language)
        for language in ("en", "de", "fr", "") * 25
    ]
    words = [chunk for chunk in (*CHUNKS, *PREFIXES) if chunk != "🚀"]
    queries = [words_of(" ".join(chance.choices(words, k=chance.randint(1, 3)))) for _ in range(400)]
    engine = create_engine(database_url)
    table = dialects.search_table(engine.dialect.name)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE listing (id bigint PRIMARY KEY)"))
        connection.execute(text("INSERT INTO listing VALUES (:id)"), [{"id": id_} for id_ in range(len(listings))])
        dialects.create_search(connection)
        connection.execute(
            insert(table), [{"listing_id": i, "tokens": found.tokens} for i, found in enumerate(listings)]
        )
    found_any = 0
    with engine.connect() as connection:
        for words in filter(None, queries):
            query = select(table.c.listing_id).where(dialects.matches(engine.dialect.name, words))
            expected = {id_ for id_, held in enumerate(listings) if all(fits(word, held) for word in words)}
            assert set(connection.scalars(query)) == expected, words
            found_any += bool(expected)
    engine.dispose()
    assert found_any > 75
