"""One is one, and several are several."""

import pytest

from jobtracker.counted import counted


@pytest.mark.parametrize(
    ("number", "words", "said"),
    [
        (1, ["tracker"], "1 tracker"),
        (0, ["mail"], "0 mails"),
        (2, ["company"], "2 companies"),
        (3, ["day"], "3 days"),
        (1, ["match", "matches"], "1 match"),
        (12_000, ["match", "matches"], "12,000 matches"),
    ],
)
def test_how_many_of_something(number, words, said):
    assert counted(number, *words) == said
