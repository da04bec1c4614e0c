import re
import sqlite3
from collections.abc import Collection, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobtracker.tokens import MAX_TOKENS, Word, listing_tokens, query_tokens, tokens

TOKEN = re.compile(r"(?:w|s[a-z]{2})_[0-9a-z_]{1,72}")
CHUNKS = (
    "Full-Stack", "fullstack", "C++", "C/C#", ".NET", "R&D", "Größe,", "東京支社", "(m/w/d)", "O’Reilly", "5G",
    "ﬁnance", "भाषा", "x*", "a-b_c", "1/2/3/4/5", "and/or", "İzmir", "U.S.",
)  # fmt: skip
TEXTS = st.one_of(
    st.text(max_size=200),
    st.lists(st.sampled_from(CHUNKS)).map(" ".join),
)
LANGUAGE = st.sampled_from(["", "en", "de", "fr", "zz"])


def fits(words: Sequence[Word], held: Collection[str]) -> bool:
    return all(any(t.startswith(w.tokens) if w.prefix else t in w.tokens for t in held) for w in words)


def finds(query: str, title: str, *, text: str = "", language: str = "en") -> bool:
    return fits(query_tokens(query), listing_tokens(title, "", text, language).split())


@given(TEXTS, LANGUAGE)
def test_every_token_is_one_that_all_databases_keep(text: str, language: str) -> None:
    found = tokens(text, language)
    assert all(TOKEN.fullmatch(token) and 3 <= len(token) <= 84 for token in found)
    assert len(set(found)) == len(found)


@given(TEXTS, LANGUAGE)
def test_tokens_do_not_change_with_case_order_or_repetition(text: str, language: str) -> None:
    found = tokens(text, language)
    assert found == tokens(f"{text} {text}", language) == tokens(" ".join(found_in(text)), language)
    if text.isascii():
        assert found == tokens(text.upper(), language)


def found_in(text: str) -> list[str]:
    return list(dict.fromkeys(text.split()))


@given(TEXTS, TEXTS, TEXTS, LANGUAGE)
def test_a_listing_is_found_by_every_word_of_its_own(title: str, department: str, text: str, language: str) -> None:
    found = listing_tokens(title, department, text, language).split()
    for part in (title, department, text):
        assert fits(query_tokens(part.replace("*", " ")), found)


@given(TEXTS)
def test_sqlite_keeps_every_token_as_it_is(text: str) -> None:
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE s USING fts5(t, tokenize=\"unicode61 remove_diacritics 0 tokenchars '_'\")")
    database.execute("CREATE VIRTUAL TABLE v USING fts5vocab(s, 'row')")
    found = tokens(text, "de")
    database.execute("INSERT INTO s VALUES (?)", [" ".join(found)])
    assert {term for (term,) in database.execute("SELECT term FROM v")} == set(found)


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
        ("backend developers", "Back-End Developer"),
        ("oreilly", "O'Reilly Author"),
        ("o'reilly", "OReilly Author"),
        ("driver", "Driver’s Mate"),
        ("c++", "Developer C++17"),
        ("cpp", "Developer (C++)"),
        ("c#", "C#/.NET Developer"),
        (".net", "ASP.NET Developer"),
        ("dotnet", "C#/.NET Developer"),
        ("nodejs", "Node.js Developer"),
        ("node js", "NodeJS Developer"),
        ("r&d", "Head of R&D"),
        ("r & d", "Head of R&D"),
        ("s4hana", "S/4HANA Consultant"),
        ("kotlin", "Java/Kotlin/Scala"),
        ("cicd", "CI/CD Engineer"),
        ("us", "Sales, U.S."),
        ("5g", "5G Engineer"),
        ("munchen", "Referent (m/w/d) München"),
        ("muenchen", "Referent (m/w/d) München"),
        ("münchen", "Referent (m/w/d) Muenchen"),
        ("MÜNCHEN", "Referent Munchen"),
        ("strasse", "Straße"),
        ("malmo", "Säljare Malmö"),
        ("softwareentwick*", "Softwareentwicklerin"),
        ("Soft*", "software"),
        ("software entwickler", "Softwareentwickler"),
        ("東京", "営業（東京都）"),
        ("東京", "東京"),
        ("エンジニア", "シニアエンジニア募集"),
        ("разработчик", "Старший Разработчик"),
        ("développeur", "DEVELOPPEUR web"),
        ("équipe", "Chef d’équipe"),
        ("finance", "ﬁnance"),
        ("java", "Java™ Developer 🚀"),
        ("co\u00adoperate", "Cooperate"),
    ],
)
def test_a_query_finds(query: str, title: str) -> None:
    assert finds(query, title)


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("c", "C++ Developer"),
        ("java", "JavaScript Developer"),
        ("engineer*", "Engine Fitter"),
        ("京東", "東京"),
        ("react native", "React Developer"),
        ("full-stack", "Full Moon Developer"),
        ("designer", "Systemdesign"),
    ],
)
def test_a_query_does_not_find(query: str, title: str) -> None:
    assert not finds(query, title)


def test_stems_are_those_of_the_listings_language() -> None:
    assert finds("Ingenieur", "Ingenieure", language="de")
    assert not finds("rates", "Rat Catcher", language="en")  # its German stem is rat
    assert "sde_design" in tokens("Designer", "de")
    assert not any(token.startswith("s") for token in tokens("Designers", "fr"))
    assert "sfr_design" in tokens("designs", "fr", languages=("fr",))
    assert {"sen_ingenieur", "sde_ingenieur"} <= set(tokens("Ingenieure", ""))


def test_neighbours_are_joined_in_the_title_only() -> None:
    assert not finds("fullstack", "Developer", text="a full stack of plates")
    assert finds("full stack", "Developer", text="a full stack of plates")


@pytest.mark.parametrize("query", ["", "   ", "!?", "🚀", "*", "\x00", "\ud800"])
def test_a_query_without_words_is_empty(query: str) -> None:
    assert query_tokens(query) == []


def test_prefixes_need_two_characters_and_a_script_with_spaces() -> None:
    assert query_tokens("so*") == [Word(("w_so",), prefix=True)]
    assert not any(word.prefix for query in ("s*", "東京*", "so *", "*so") for word in query_tokens(query))


def test_sizes_are_bounded() -> None:
    flood = " ".join(f"word{n}" for n in range(3 * MAX_TOKENS))
    assert len(tokens(flood, "en")) == MAX_TOKENS
    assert len(listing_tokens(flood, flood, flood, "en").split()) == MAX_TOKENS
    assert len(query_tokens(flood)) <= 32
    assert all(len(token) <= 84 for token in tokens("я" * 500 + " " + "a" * 500, ""))
    assert finds("a" * 300, "a" * 300)
