"""The query language: what is found, what is refused, and that a query has one form."""

import re
from pathlib import Path

import pytest

from jobtracker.company import Company
from jobtracker.document import document
from jobtracker.listing import Facts
from jobtracker.query import Node, Word, fits, in_title, positive_words
from jobtracker.query_parser import MAX_QUERY_DEPTH, MAX_QUERY_LENGTH, MAX_QUERY_WORDS, QueryError, parse

DOC = (Path(__file__).parents[2] / "docs" / "search.md").read_text(encoding="utf-8").partition("## What is refused")[0]


def read(query: str) -> Node:
    node = parse(query)
    assert node is not None
    return node


def finds(query: str, title: str, *, text: str = "", language: str = "en") -> bool:
    return fits(read(query), document(Facts(title=title, text=text, language=language), Company("acme", "Acme")))


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("engineers", "Engineer"),
        ("full-stack", "Full Stack Developer"),
        ("full-stack", "Fullstack Developer"),
        ("full stack", "Fullstack Developer"),
        ("fullstack", "Full Stack Developer"),
        ("fullstack", "Full-stack Developer"),
        ("full stack", "Full-stack Developer"),
        ("fullstack entwickler", "Full-Stack-Entwickler"),
        ("backend developers", "Back-End Developer"),
        ("oreilly", "O'Reilly Author"),
        ("o'reilly", "OReilly Author"),
        ("driver", "Driver’s Mate"),
        ("c++", "Developer C++17"),
        ("cpp", "Developer (C++)"),
        ("c#", "C#/.NET Developer"),
        ("title:C#", "C#/.NET Developer"),
        (".net", "ASP.NET Developer"),
        ("dotnet", "C#/.NET Developer"),
        ("nodejs", "Node.js Developer"),
        ("node.js", "NodeJS Developer"),
        ("node js", "NodeJS Developer"),
        ('"node.js developer"', "Node.js Developer"),
        ("r&d", "Head of R&D"),
        ("r & d", "Head of R&D"),
        ("s4hana", "S/4HANA Consultant"),
        ("kotlin", "Java/Kotlin/Scala"),
        ("cicd", "CI/CD Engineer"),
        ("AI/ML", "Engineer, ML and AI"),
        ("us", "Sales, U.S."),
        ("5g", "5G Engineer"),
        ("munchen", "Referent (m/w/d) München"),
        ("muenchen", "Referent (m/w/d) München"),
        ("münchen", "Referent (m/w/d) Muenchen"),
        ("MÜNCHEN", "Referent Munchen"),
        ('"münchen referent"', "Muenchen: Referent"),
        ("strasse", "Straße"),
        ("malmo", "Säljare Malmö"),
        ("softwareentwick*", "Softwareentwicklerin"),
        ("Soft*", "software"),
        ("full-sta*", "Full Stack Developer"),
        ("software entwickler", "Softwareentwickler"),
        ("Entwickler*in", "Entwickler (m/w/d)"),
        ("Entwickler(in)", "Entwickler*in"),
        ("Entwicklerin", "Entwickler:in"),
        ('"Entwickler*innen Backend"', "Entwickler/in Backend"),
        ("東京", "営業（東京都）"),
        ("東京", "東京"),
        ('"東京都"', "営業（東京都）"),
        ("エンジニア", "シニアエンジニア募集"),
        ("разработчик", "Старший Разработчик"),
        ("développeur", "DEVELOPPEUR web"),
        ("équipe", "Chef d’équipe"),
        ("finance", "ﬁnance"),
        ("java", "Java™ Developer 🚀"),
        ("co\u00adoperate", "Cooperate"),
        ("Engineer - Berlin", "Engineer in Berlin"),
        ("Engineer – Berlin", "Engineer in Berlin"),
        ("🚀 rust !?", "Rust Engineer"),
        ("https://acme.com/jobs", "See https://acme.com/jobs"),
        ("jobs@acme.com", "Write to jobs@acme.com"),
        ("foo:bar c:", "Bar of foo C"),
        ("a\tb\u3000c", "C B A"),
        ("or and not", "And, or, not"),
        ("-OR", "Cook"),
        ("location:OR OR cook", "Cook"),
        ("Portland OR", "Cook, Portland, OR"),
        ("Portland (OR) cook", "Cook, Portland, OR"),
        ("OR cook", "Cook, Portland, OR"),
        ("OR", "Cook, Portland, OR"),
        ("cook OR OR", "Painter, Portland, OR"),
    ],
)  # fmt: skip
def test_a_query_finds(query: str, title: str) -> None:
    assert finds(query, title)


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("c", "C++ Developer"),
        ("-C++", "C++ Developer"),
        ("java", "JavaScript Developer"),
        ("engineer*", "Engine Fitter"),
        ("京東", "東京"),
        ("react native", "React Developer"),
        ("full-stack", "Full Moon Developer"),
        ("full-stack", "Stack of full boxes"),
        ("r&d", "R Developer (m/w/d)"),
        ("designer", "Systemdesign"),
        ('"engineers"', "Engineer"),
        ('"software engineer"', "Engineer, Software"),
        ("-full-stack", "Full Stack Developer"),
        ("--senior", "Cook"),
        ("title:acme", "Cook"),
    ],
)
def test_a_query_does_not_find(query: str, title: str) -> None:
    assert not finds(query, title)


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("rust OR go berlin", ["Rust, Berlin", "Go, Berlin"]),
        ("berlin AND (rust OR go)", ["Rust, Berlin", "Go, Berlin"]),
        ("rust -berlin", ["Rust, Paris"]),
        ("rust NOT berlin", ["Rust, Paris"]),
        ("-rust -go", ["Cook, Paris"]),
        ("-(rust OR go)", ["Cook, Paris"]),
        ("-(rust berlin)", ["Rust, Paris", "Go, Berlin", "Cook, Paris"]),
        ('-"rust berlin" berlin', ["Go, Berlin"]),
        ("title:(rust OR cook) -title:berlin", ["Rust, Paris", "Cook, Paris"]),
        ("TITLE:ru*", ["Rust, Berlin", "Rust, Paris"]),
        ("title: -rust paris", ["Cook, Paris"]),
        ("„rust berlin“ OR «cook paris»", ["Rust, Berlin", "Cook, Paris"]),
        ('"rust be*"', ["Rust, Berlin"]),
        ("()rust()", ["Rust, Berlin", "Rust, Paris"]),
    ],
)
def test_operators(query: str, titles: list[str]) -> None:
    every = ["Rust, Berlin", "Rust, Paris", "Go, Berlin", "Cook, Paris"]
    assert [title for title in every if finds(query, title)] == titles


def test_what_is_exact_in_a_phrase_is_not_joined_or_stemmed() -> None:
    assert not finds('"full stack"', "Fullstack Developer")
    assert finds("full stack", "Developer", text="a full stack of plates")
    assert not finds("fullstack", "Developer", text="a full stack of plates")
    assert finds("full-stack", "Developer", text="a full stack of plates")


@pytest.mark.parametrize(
    ("query", "start", "end", "says"),
    [
        ('rust "team lead', 5, 6, "quote"),
        ("(rust OR go", 0, 1, "not closed"),
        ("rust)", 4, 5, "closes nothing"),
        ("Portland AND OR go", 9, 12, "after “AND”"),
        ("rust OR OR go", 5, 7, "after “OR”"),
        ("rust OR 🚀", 5, 7, "after “OR”"),
        ("🚀 OR rust", 2, 4, "before “OR”"),
        ("rust AND", 5, 8, "after “AND”"),
        ("AND rust", 0, 3, "before “AND”"),
        ("rust NOT", 5, 8, "after “NOT”"),
        ("rust -()", 5, 6, "after “-”"),
        ("-!?", 0, 1, "after “-”"),
        ("rust title:", 5, 11, "after “title:”"),
        ('title:""', 0, 6, "after “title:”"),
        ("(title:)", 1, 7, "after “title:”"),
        ("en*gine", 2, 3, "star"),
        ("*gine", 0, 1, "star"),
        ('"soft* engineer"', 5, 6, "star"),
        ("a e*", 2, 4, "two characters"),
        ("!?", 0, 2, "write a word"),
        ("🚀", 0, 1, "write a word"),
        (" - ", 0, 3, "write a word"),
        ('""', 0, 2, "write a word"),
        ("(())", 0, 4, "write a word"),
        ("\x00", 0, 1, "write a word"),
        ("\ud800", 0, 1, "write a word"),
        ("a " * (MAX_QUERY_WORDS + 1), 2 * MAX_QUERY_WORDS, 2 * MAX_QUERY_WORDS + 1, "Too many words"),
        ("東" * (4 * MAX_QUERY_WORDS + 1), 0, 4 * MAX_QUERY_WORDS + 1, "Too many words"),
        ("(" * 20 + "a" + ")" * 20, MAX_QUERY_DEPTH, MAX_QUERY_DEPTH + 1, "Too deep"),
        ("x" * (MAX_QUERY_LENGTH + 5), MAX_QUERY_LENGTH, MAX_QUERY_LENGTH + 5, "Too long"),
    ],
)
def test_a_query_that_cannot_be_read_says_where_and_what_to_do(query: str, start: int, end: int, says: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse(query)
    assert (caught.value.start, caught.value.end) == (start, end)
    assert says in caught.value.message


@pytest.mark.parametrize("query", ["", "  ", "\t\n"])
def test_an_empty_query_is_none(query: str) -> None:
    assert parse(query) is None


def test_a_star_needs_a_script_with_spaces() -> None:
    assert read("so*") == Word(("w_so",), prefix=True)
    for query in ("東京*", "so *"):
        assert not any(word.prefix for word in positive_words(read(query)))


def test_relevance_looks_for_the_same_in_the_title() -> None:
    node = in_title(read('rust "team lead" -intern company:acme title:dev full-stack'))
    assert node == read('title:(rust "team lead" dev full-stack)')
    assert in_title(read("-intern company:acme")) is None
    assert in_title(read("rust OR company:acme")) == read("title:rust")


def test_positive_words_are_those_asked_for() -> None:
    assert set(positive_words(read('rust "team lead" -intern'))) == {
        *positive_words(read("rust")), Word(("w_team",)), Word(("w_lead",)),
    }  # fmt: skip


@pytest.mark.parametrize("query", sorted(set(re.findall("`([^`]+)`", DOC)) - {"-", "/", "location:"}))
def test_every_query_in_the_documentation_can_be_read(query: str) -> None:
    assert parse(query) is not None


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("entwicklerin", "Entwickler"),
        ("ingenieur", "Ingenieurin"),
        ("kolleginnen", "Kollege"),
        ("berater", "Beraterin"),
    ],
)
def test_german_words_for_men_find_women_and_the_other_way_round(query: str, title: str) -> None:
    assert finds(query, title, language="de")
    assert not finds("Turin", "Tur", language="de")


def test_a_german_title_above_an_english_text_is_read_as_german() -> None:
    assert finds("ingenieur", "Ingenieurin", text="We build bridges.", language="en")
    assert not finds("brücke", "Ingenieurin", text="Wir bauen Brücken.", language="en")
