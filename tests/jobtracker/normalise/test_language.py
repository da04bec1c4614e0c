import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobtracker.normalise.language import read_language

GERMAN = (
    "Wir suchen eine Kollegin oder einen Kollegen, die oder der unsere Anlagen plant, baut und betreibt. Du arbeitest "
    "mit einem kleinen Team zusammen, sprichst mit unseren Kunden und hast Freude an guter Technik. "
)
ENGLISH = (
    "We are a small company that builds machines for bakeries. Our people come from many places and like what they do. "
    "You will work with a friendly team and talk to the people who use what we make. "
)
FRENCH = (
    "Nous cherchons une personne qui aime les machines et le pain. Vous travaillerez avec une petite équipe à Lyon. "
)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (GERMAN * 4, "de"),
        (ENGLISH * 4, "en"),
        (FRENCH * 4, "fr"),
        (GERMAN * 20 + ENGLISH * 4, "de"),
        (ENGLISH * 4 + GERMAN * 20, "de"),
    ],
)
def test_the_bulk_of_the_body_decides(text, language):
    assert read_language("en", "Plant Engineer", text) == language


def test_a_body_given_in_two_languages_is_in_the_one_it_opens_with():
    assert read_language("", "", FRENCH * 16 + ENGLISH * 10) == "fr"


@pytest.mark.parametrize(
    ("claim", "language"),
    [("de-AT", "de"), ("EN_us", "en"), ("iw", "he"), ("", ""), ("German", ""), (None, ""), (5, "")],
)
def test_a_claim_stands_in_for_a_text_too_short(claim, language):
    assert read_language(claim, "", "") == language


def test_a_title_alone_has_no_language():
    assert read_language("", "Sr SWE - Front-End - Kokai UX", "") == ""


@given(st.text() | st.none(), st.text(), st.text(min_size=1, max_size=3).map(lambda words: words * 60))
def test_nothing_raises(claim, title, text):
    assert len(read_language(claim, title, text)) in (0, 2)
