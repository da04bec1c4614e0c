import re
import sqlite3

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobtracker.tokens import LANGUAGES, MAX_TOKENS, neighbours, phrase_line, pieces, token_line

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


def tokens(text: str, language: str, *, languages: tuple[str, ...] = LANGUAGES) -> list[str]:
    return list(dict.fromkeys(token_line(pieces(text.split(), language, languages=languages)).split()))


def words(text: str) -> str:
    return phrase_line(pieces(text.split(), "en"))


@settings(deadline=None)
@given(TEXTS, LANGUAGE)
def test_every_token_is_one_that_all_databases_keep(text: str, language: str) -> None:
    found = tokens(text, language)
    assert all(TOKEN.fullmatch(token) and 3 <= len(token) <= 84 for token in found)


@settings(deadline=None)
@given(TEXTS, LANGUAGE)
def test_tokens_do_not_change_with_case_order_or_repetition(text: str, language: str) -> None:
    found = tokens(text, language)
    assert found == tokens(f"{text} {text}", language) == tokens(" ".join(found_in(text)), language)
    if text.isascii():
        assert found == tokens(text.upper(), language)


def found_in(text: str) -> list[str]:
    return list(dict.fromkeys(text.split()))


@settings(deadline=None)
@given(TEXTS)
def test_sqlite_keeps_every_token_as_it_is(text: str) -> None:
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE s USING fts5(t, tokenize=\"unicode61 remove_diacritics 0 tokenchars '_'\")")
    database.execute("CREATE VIRTUAL TABLE v USING fts5vocab(s, 'row')")
    found = tokens(text, "de")
    database.execute("INSERT INTO s VALUES (?)", [" ".join(found)])
    assert {term for (term,) in database.execute("SELECT term FROM v")} == set(found)


def test_stems_are_those_of_the_listings_language() -> None:
    assert "sen_rate" in tokens("rates", "en")
    assert "sde_design" in tokens("Designer", "de")
    assert not any(token.startswith("s") for token in tokens("Designers", "fr"))
    assert "sfr_design" in tokens("designs", "fr", languages=("fr",))
    assert {"sen_ingenieur", "sde_ingenieur"} <= set(tokens("Ingenieure", ""))


def test_words_with_signs_between_them_are_in_one_word_too() -> None:
    assert {"w_full", "w_stack", "w_entwickler", "w_fullstack", "w_fullstackentwickler"} <= set(
        tokens("Full-Stack-Entwickler", "")
    )
    assert "w_javakotlin" not in tokens("Java/Kotlin", "")
    assert neighbours(["Senior", "Full", "Stack"]) == ["seniorfull", "fullstack"]


@pytest.mark.parametrize("sign", ["Entwickler*in", "Entwickler:in", "Entwickler_in", "Entwickler/in", "Entwickler(in)"])
def test_a_gendered_word_is_both_of_its_forms(sign: str) -> None:
    found = tokens(f"({sign}, m/w/d)", "de")
    assert {"w_entwickler", "w_entwicklerin"} <= set(found)
    assert "w_in" not in found
    assert words(f"{sign} Backend") == "entwickler backend"


@pytest.mark.parametrize("word", ["built-in", "log:into", "on/in", "up*in"])
def test_other_words_with_in_are_not_gendered(word: str) -> None:
    assert {"w_in", "w_into"} & set(tokens(word, "en"))


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Senior Engineer, Berlin!", "senior engineer berlin"),
        ("C++/C# & .NET", "cpp csharp dotnet"),
        ("Full-Stack Node.js R&D O’Reilly", "full stack node js r d o reilly"),
        ("München MUENCHEN Munchen", "munchen munchen munchen"),
        ("Malmö Aarhus Århus", "malmo arhus arhus"),
        ("🚀 – | !", ""),
        ("5G (m/w/d)", "5g m w d"),
    ],
)
def test_words_of_phrases_have_one_spelling(text: str, line: str) -> None:
    assert words(text) == line


def test_characters_of_scripts_without_spaces_are_words_of_phrases() -> None:
    assert words("東京支社").startswith(words("東京") + " ")


@settings(deadline=None)
@given(TEXTS)
def test_words_of_phrases_are_of_letters_and_digits_and_single_spaces(text: str) -> None:
    assert re.fullmatch("(?:[0-9a-z_]+(?: [0-9a-z_]+)*)?", words(text))


@settings(deadline=None)
@given(st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=20), st.integers(1, 20))
def test_a_beginning_of_a_word_stays_one_in_phrases(word: str, length: int) -> None:
    first = words(word).split()
    if len(first) == 1 and len(words(word[:length]).split()) == 1 and word.isascii():
        assert words(word).startswith(words(word[:length]))


def test_sizes_are_bounded() -> None:
    assert all(len(token) <= 84 for token in tokens("я" * 500 + " " + "a" * 500, ""))
    assert MAX_TOKENS * 84 < 1_048_575  # what PostgreSQL takes
