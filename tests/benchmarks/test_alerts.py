"""`bench alerts` on a board of a few days."""

import random

from benchmarks.alerts import Board, Figures

DAYS = [
    {"add": [["1", "R1", "Mason", "Berlin"], ["2", "R2", "Cook", "Paris"]]},
    {"add": [["3", "R1", "Mason", "Munich"], ["4", "R4", "Smith", "Munich"]], "gone": ["2"]},
    {"add": [["2", "R2", "Cook", "Paris"]]},
    {"changed": [["4", "Smith", "Paris"]]},
]


def test_each_vacancy_is_told_once_and_a_new_place_to_who_watches_it():
    observations = [{"at": f"2026-01-0{number}T00:00:00"} | day for number, day in enumerate(DAYS, 1)]
    figures = Figures()
    Board({"board": "acme", "observations": observations}, figures, random.Random(1), 9).play()
    assert dict(figures.naive) == {"all of a company": 3, "a place": 3, "a word of the title": 3}
    assert figures.alerts["all of a company"] == 1  # the smith; mason and cook are known
    assert figures.alerts["a place"] == 3  # mason and smith in Munich; the smith when he came to Paris
    assert (figures.gained, figures.unheard, figures.repeats.total()) == (1, 0, 0)
    assert figures.naive_repeats["all of a company"] == 2
