"""Which beginnings find an offer, and which offers are foremost."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from jobtracker.suggesting import DEPTHS, FOREMOST, LAST, Offer, Row, key_of, ranked

words = st.sampled_from(["sales", "salesforce", "senior", "software", "s", "Müller", "C++", "engineer", "engineering"])
names = st.lists(words, min_size=1, max_size=5).map(" ".join)


def asked(rows: list[Row], text: str) -> list[tuple[str, int]]:
    """What a database does."""
    key = key_of(text)
    return sorted(
        {(row.label, row.count) for row in rows if row.depth <= min(len(key), DEPTHS) and key <= row.key < key + LAST},
        key=lambda found: (-found[1], found[0]),
    )


def naive(offers: list[Offer], text: str) -> list[tuple[str, int]]:
    """Every offer, looked at one by one."""
    key = key_of(text)
    found = [
        (offer.label, offer.count)
        for offer in offers
        if any(
            " ".join(key_of(name).split()[start:]).startswith(key)
            for name in (offer.label, offer.label.replace("ü", "ue"))
            for start in range(8)
        )
    ]
    return sorted(found, key=lambda one: (-one[1], one[0]))[:FOREMOST]


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.builds(Offer, names, st.just(""), st.integers(1, 9)), max_size=60, unique_by=lambda one: one.label),
    st.lists(
        names.flatmap(lambda name: st.integers(1, min(len(name), DEPTHS)).map(lambda end: name[:end])), max_size=20
    ),
)
def test_the_rows_up_to_a_depth_are_the_foremost_offers(offers: list[Offer], typed: list[str]) -> None:
    rows = list(ranked("title", offers))
    for text in typed:
        if len(key_of(text)) <= DEPTHS and key_of(text):
            assert asked(rows, text) == naive(offers, text)


def found(offer: Offer, text: str) -> bool:
    return bool(asked(list(ranked("place", [offer])), text))


def test_any_word_any_name_no_accents() -> None:
    munich = Offer("Munich, Bavaria, Germany", "Munich, Bavaria, Germany", 3, ("Munich", "München"))
    assert all(found(munich, text) for text in ("m", "mun", "MÜN", "munch", "muench", "munich"))
    assert not any(found(munich, text) for text in ("unich", "germany", "munichs"))
    engineer = Offer("Senior Software-Engineer (m/w/d)", "x", 1)
    assert all(
        found(engineer, text) for text in ("soft", "software eng", "engineer", "Senior  Soft", "senior/software")
    )


def test_signs_that_make_a_word() -> None:
    assert found(Offer("C++ Developer", "x", 1), "c++")
    assert not found(Offer("C Developer", "x", 1), "c++")
    assert found(Offer("O'Reilly", "x", 1), "oreil")


def test_what_is_typed_beyond_the_depths_finds_what_was_foremost_before() -> None:
    assert found(
        Offer("Vice President of International Business Development", "x", 1), "vice president of international bus"
    )


def test_a_row_keeps_its_id_and_an_offer_may_be_named_twice() -> None:
    before, after = (list(ranked("title", [Offer("Baker", "Baker", count)])) for count in (1, 7))
    assert [row.id for row in before] == [row.id for row in after]
    rows = list(ranked("company", [Offer("Acme", "acme", 2), Offer("Acme", "acme-2", 1)]))
    assert {row.value for row in rows} == {"acme", "acme-2"}
    assert all(0 <= row.id < 2**63 for row in rows)


def test_names_without_a_letter_are_not_offered() -> None:
    assert list(ranked("title", [Offer("!?", "!?", 1), Offer("", "", 1), Offer("\ud800", "x", 1)])) is not None
    assert not found(Offer("🦦", "x", 1), "a")
