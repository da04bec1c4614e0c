import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobtracker.normalise.money import find_money, number_value


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("$120K - $150K • £90K – £110K", [(120_000, 150_000, "$"), (90_000, 110_000, "GBP")]),
        ("90.500 EUR", [(90_500, None, "EUR")]),
        ("90 000 €", [(90_000, None, "EUR")]),
        ("45.000,00 €", [(45_000, None, "EUR")]),
        ("USD 100,000 to 130,000", [(100_000, 130_000, "USD")]),
        ("$107,000 USD and 145,000 USD", [(107_000, 145_000, "USD")]),
        ("€65-80k", [(65_000, 80_000, "EUR")]),
        ("$150k-180", [(150_000, 180_000, "$")]),
        ("$22/hr-$25/hr", [(22, 25, "$")]),
        ("CHF 100'000 – 120'000", [(100_000, 120_000, "CHF")]),
        ("12-15 LPA", [(1_200_000, 1_500_000, "INR")]),
        ("600万円〜900万円", [(6_000_000, 9_000_000, "JPY")]),
        ("20 000 – 25 000 zł", [(20_000, 25_000, "PLN")]),
        ("45 000 kr", [(45_000, None, "kr")]),
        ("CA$110K", [(110_000, None, "CAD")]),
        ("Zone 1 $120K – $150K", [(120_000, 150_000, "$")]),
        ("$250+ million", [(250_000_000, None, "$")]),
        ("401k", []),
        ("100k £/€", []),
        ("€ / £ 90k - 100k + equity", []),
        ("90k USD/EUR", []),
        ("$90,000 / €80,000", [(90_000, None, "$"), (80_000, None, "EUR")]),
        ("80k€/£90k", [(80_000, None, "EUR"), (90_000, None, "GBP")]),
        ("120k-150k", []),
    ],
)
def test_amounts_are_found_however_written(text, found):
    assert [(money.low, money.high, money.currency) for money in find_money(text)] == found


@pytest.mark.parametrize(
    ("number", "value"), [("1,234.56", 1234.56), ("1.234,56", 1234.56), ("1,5", 1.5), ("12.500", 12_500), ("7", 7)]
)
def test_three_digits_group_and_two_are_cents(number, value):
    assert number_value(number) == value


@given(st.text("0123456789.,'k$€-– USDtoLPA+/hr", max_size=60) | st.text())
def test_nothing_raises(text):
    assert all(money.high is None or money.low <= money.high for money in find_money(text))
