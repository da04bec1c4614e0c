"""The query language: rules that hold whatever is typed, and that a query has one form."""

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from jobtracker.company import Company
from jobtracker.document import Document, document
from jobtracker.listing import Facts
from jobtracker.query import All, Any, Node, Not, Phrase, Word, all_of, any_of, fits, negated, positive_words
from jobtracker.query_parser import QueryError, parse
from tests.jobtracker.query_strategies import of_listings, some_queries, typed

LISTINGS = (
    ("Senior Software Engineer (m/w/d)", "We write C++ and .NET. You know Node.js, CI/CD and a full stack of things."),
    ("Full Stack Developer", "Python or Java at our office in Berlin, R&D included."),
    ("Werkstudent Softwareentwicklung", "Die Größe des Teams ist klein. Du bist Entwickler*in in München."),
    ("営業 エンジニア", "東京支社で働く разработчик"),
    ("Team Lead, Intern Program", "O’Reilly books; e-mail us at jobs@acme.com or https://acme.com/jobs"),
)
DOCUMENTS = [
    document(Facts(title=title, text=text, language=language), Company("acme", "Acme"))
    for (title, text), language in zip(LISTINGS, ("en", "en", "de", "ja", "en"), strict=True)
]
QUERIES = of_listings(LISTINGS)
SHORT = QUERIES.filter(lambda query: len(query) < 60)


def read(query: str) -> Node:
    node = parse(query)
    assert node is not None
    return node


@settings(deadline=None)
@given(st.text(max_size=200) | typed())
def test_whatever_is_typed_is_read_or_refused_with_its_place(text: str) -> None:
    found = read_or_refused(text)
    if isinstance(found, QueryError):
        assert found.message
        assert 0 <= found.start < found.end <= len(text)
    else:
        assert (found is None) == (not text.strip())
        assert found is None or fits(found, Document()) in {True, False}


def read_or_refused(text: str) -> Node | QueryError | None:
    try:
        return parse(text)
    except QueryError as error:
        return error


@settings(deadline=None)
@given(QUERIES)
def test_not_is_the_opposite(query: str) -> None:
    node = read(query)
    for held in DOCUMENTS:
        assert fits(negated(node), held) != fits(node, held)
    assert negated(negated(node)) == node or isinstance(node, Any)


@settings(deadline=None)
@given(SHORT, SHORT)
def test_and_or_mean_what_they_say(one: str, other: str) -> None:
    assume(not isinstance(read_or_refused(f"({one}) ({other})"), QueryError))
    for held in DOCUMENTS:
        both, either = fits(read(one), held), fits(read(other), held)
        assert fits(read(f"({one}) AND ({other})"), held) == (both and either)
        assert fits(read(f"({one}) OR ({other})"), held) == (both or either)
        assert fits(read(f"({one}) -({other})"), held) == (both and not either)


@settings(deadline=None)
@given(SHORT, SHORT)
def test_equal_queries_are_equal(one: str, other: str) -> None:
    assume(not isinstance(read_or_refused(f"({one}) ({other}) ({one} {other})"), QueryError))
    assert read(f"({one}) ({other})") == read(f"({other}) AND (({one}))") == read(f"({one}) ({other}) ({one})")
    assert read(f"({one}) OR ({other})") == read(f"(({other}) OR ({one})) OR ({other})")
    assert read(f"NOT ({one})") == read(f"-({one})")
    assert hash(read(one)) == hash(read(one.replace("NOT ", "-")))


@settings(deadline=None)
@given(QUERIES)
def test_a_node_is_made_of_itself_again(query: str) -> None:
    def again(node: Node) -> Node:
        if isinstance(node, Word | Phrase):
            return node
        if isinstance(node, Not):
            return negated(again(node.node))
        parts = map(again, reversed(node.nodes))
        return all_of(parts) if isinstance(node, All) else any_of(parts)

    node = read(query)
    assert again(node) == node
    assert _is_canonical(node)


def _is_canonical(node: Node) -> bool:
    if isinstance(node, Not):
        return isinstance(node.node, Word | Phrase | All) and _is_canonical(node.node)
    if isinstance(node, Word | Phrase):
        return True
    return (
        len(node.nodes) > 1
        and not any(type(each) is type(node) for each in node.nodes)
        and (isinstance(node, All) or sum(isinstance(each, Not) for each in node.nodes) < 2)
        and all(map(_is_canonical, node.nodes))
    )


@settings(deadline=None)
@given(st.sampled_from(LISTINGS), st.data())
def test_a_phrase_of_a_listing_finds_it_and_implies_its_words(listing: tuple[str, str], data: st.DataObject) -> None:
    words = data.draw(st.sampled_from(listing)).replace("*in", "").split()
    begin = data.draw(st.integers(0, len(words) - 1))
    some = words[begin : begin + 4]
    plain = " ".join(some).replace("(", "").replace(")", "").replace(":", " ")
    held = DOCUMENTS[LISTINGS.index(listing)]
    assert fits(read(f'"{plain}"'), held)
    assert fits(read(plain), held)
    for document_ in DOCUMENTS:
        if fits(read(f'"{plain}"'), document_):
            assert all(fits(word, document_) for word in positive_words(read(f'"{plain}"')))


@settings(deadline=None)
@given(SHORT, st.sampled_from([word for title, text in LISTINGS for word in f"{title} {text}".split()]))
def test_a_word_more_never_widens(query: str, word: str) -> None:
    word = word.strip("()*:").replace("*", "")
    for held in DOCUMENTS:
        if fits(read(f"({query}) {word}"), held):
            assert fits(read(query), held)


def test_queries_are_made_quickly_and_of_every_kind() -> None:
    queries = some_queries(LISTINGS, 2_000)
    assert len(set(queries)) == 2_000
    assert queries[:50] == some_queries(LISTINGS, 50)
    kinds = {
        "negative": [query for query in queries if isinstance(read(query), Not)],
        "phrase": [query for query in queries if '"' in query],
        "prefix in a phrase": [query for query in queries if '*"' in query],
        "field": [query for query in queries if "title:" in query],
        "or": [query for query in queries if " OR " in query],
        "group": [query for query in queries if "(" in query],
    }
    assert all(len(some) >= 40 for some in kinds.values()), {kind: len(some) for kind, some in kinds.items()}
    assert sum(any(fits(read(query), held) for held in DOCUMENTS) for query in queries) > 800
