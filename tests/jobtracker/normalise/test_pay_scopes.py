"""Several ranges of one posting, and whom each is for."""

import pytest

from jobtracker.normalise.pay import read_pay
from jobtracker.normalise.pay_ranges import OVERALL


def salary(low, high, label):
    return {"min": low, "max": high, "currency": "USD", "period": "1 YEAR", "label": label}


def test_labels_of_tiers_become_scopes():
    tiers = [
        salary(120_000, 150_000, "Zone 1 | Estimated Base Salary $120K – $150K"),
        salary(100_000, 130_000, "Zone 2"),
    ]
    assert [(pay.min, pay.scope) for pay in read_pay(tiers, "", "", country=None)] == [
        (120_000, "Zone 1"),
        (100_000, "Zone 2"),
    ]
    (pay,) = read_pay(tiers[:1], "$120K – $150K", "", country=None)
    assert pay.scope == ""
    (pay,) = read_pay([salary(90_000, 95_000, "Norway | $90K – $95K")], "", "", country=None)
    assert pay.scope == "Norway"


def test_scopes_tell_all_they_can():
    levels = [salary(90_000, 95_000, "Peru | Level 1 $90K"), salary(100_000, 105_000, "Peru | Level 2 $100K")]
    assert [pay.scope for pay in read_pay(levels, "", "", country=None)] == ["Peru | Level 1", "Peru | Level 2"]
    tiers = [salary(90_000, 95_000, "Peru"), salary(90_000, 95_000, "Chile"), salary(80_000, 85_000, "Cuba")]
    assert [pay.scope for pay in read_pay(tiers, "", "", country=None)] == ["Peru, Chile", "Cuba"]


def test_one_range_for_two_places_names_neither():
    tiers = [salary(90_000, 95_000, "Norway | $90K – $95K"), salary(90_000, 95_000, "Elsewhere | $90K – $95K")]
    (pay,) = read_pay(tiers, "", "", country=None)
    assert pay.scope == ""


def test_a_lone_range_for_a_place_says_so():
    (pay,) = read_pay([], "", "Lisbon salary: €50,000 - €60,000", country=None)
    assert (pay.min, pay.max, pay.scope) == (50_000, 60_000, "Lisbon")


def test_a_lone_range_of_the_site_names_its_country_where_there_are_several():
    entry = {"min": 100_000, "max": 120_000, "currency": "USD", "period": "1 YEAR", "label": "Peru $100K - $120K"}
    assert read_pay([entry], "", "", country=None)[0].scope == "Peru"
    assert read_pay([entry], "", "", country="PE")[0].scope == ""


def test_a_text_that_says_the_range_in_two_currencies_says_more():
    entry = {"min": 110_000, "max": 150_000, "currency": "USD", "period": "1 YEAR", "label": "$110K - $150K"}
    text = "Base pay range: $110,000 - $150,000 USD / 140,000 - 185,000 CAD plus buns"
    assert [pay.currency for pay in read_pay([entry], "", text, country=None)] == ["USD", "CAD"]
    assert [pay.currency for pay in read_pay([entry], "", text, country="US")] == ["USD"]


def test_a_range_over_several_tiers_says_so():
    entry = {"min": 100_000, "max": 200_000, "currency": "USD", "period": "1 YEAR"}
    assert read_pay([entry], "$100K – $200K • Multiple Ranges", "", country=None)[0].scope == OVERALL


@pytest.mark.parametrize(
    ("text", "scopes"),
    [
        ("Compensation\n\n- Rome: €60K - €70K\n- Milan: €65K - €75K", ["Rome", "Milan"]),
        (
            "CA, NY states: $171,500 - $250,000\nAll other states: $146,000 - $215,000",
            ["CA, NY states", "All other states"],
        ),
        ("The range is $100,000–$120,000 for L4 and $130,000–$160,000 for L5.", ["L4", "L5"]),
        (
            "For Colorado, the salary range is $90,000 - $95,000. In Ohio the salary is $80,000 - $85,000.",
            ["Colorado", ""],
        ),
        ("For roles in Ohio, the rate is $57/hr for Juniors and $61/hr for Seniors.", ["Juniors", "Seniors"]),
        (
            "The pay range for this role in the U.S. is: $60,000 - $80,000. For Ohio, the pay is $50,000 - $70,000.",
            ["the U.S.", "Ohio"],
        ),
    ],
)
def test_several_ranges_say_whom_they_are_for(text, scopes):
    assert [pay.scope for pay in read_pay([], "", text, country=None)] == scopes


def test_ranges_that_cannot_be_told_apart_become_one():
    pay = read_pay([], "", "Salary: $100k - $120k or $130k - $150k. Pay: $140k - $160k.", country=None)
    assert [(one.min, one.max, one.scope) for one in pay] == [(100_000, 160_000, OVERALL)]
