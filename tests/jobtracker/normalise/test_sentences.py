from hypothesis import given
from hypothesis import strategies as st

from jobtracker.normalise.sentences import lowered, plain, sentences_with


def found(text, *words):
    return list(sentences_with(text, words))


def test_only_sentences_that_hold_a_word():
    text = "We make maps. The role is Remote. Apply!\nRemote teams, too."
    assert found(text, "remote") == [
        ("", "The role is Remote."),
        ("We make maps. The role is Remote. Apply!", "Remote teams, too."),
    ]


def test_abbreviations_do_not_end_a_sentence():
    assert found("Live in the U.S. or Canada, e.g. in Quebec. Thanks.", "canada") == [
        ("", "Live in the U.S. or Canada, e.g. in Quebec.")
    ]


def test_the_heading_above():
    assert found("Location\n\nRemote", "remote") == [("Location", "Remote")]


def test_a_paragraph_without_full_stops_is_left_alone():
    assert found("remote " * 200, "remote") == []


def test_no_text_keeps_a_crawl_busy():
    assert len(found("remote\n" * 5000, "remote")) == 300


def test_plain():
    assert plain("  It’s “Hybrid” –\tnow ") == 'it\'s "hybrid" - now'


@given(st.text())
def test_lowered_keeps_positions(text):
    assert len(lowered(text)) == len(text)


@given(st.text(alphabet="aB. \nİ!é", max_size=80))
def test_every_sentence_is_a_piece_of_the_text(text):
    for heading, sentence in sentences_with(text, ["b"]):
        assert sentence in text
        assert heading in text
        assert "b" in sentence.lower()
