import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobtracker.normalise.pay import read_pay


def from_text(text, country=None):
    return [(pay.min, pay.max, pay.currency, pay.period) for pay in read_pay([], "", text, country=country)]


def from_field(*entries, summary=""):
    return [(pay.min, pay.max, pay.currency, pay.period) for pay in read_pay(entries, summary, "", country=None)]


@pytest.mark.parametrize(
    ("entry", "pay"),
    [
        (
            {"min": 120_000, "max": 150_000, "currency": "USD", "period": "1 YEAR", "label": "Salary"},
            (120_000, 150_000, "USD", "year"),
        ),
        ({"min": "45", "max": "60.5", "currency": "usd", "period": "HOUR"}, (45, 60.5, "USD", "hour")),
        ({"min": 80_000, "max": None, "currency": "EUR", "period": "per-year-salary"}, (80_000, None, "EUR", "year")),
        ({"min": "120,000", "max": "150K", "currency": "$", "period": None}, (120_000, 150_000, "USD", "year")),
        ({"min": 0, "max": 123_000, "currency": "USD", "period": "yearly"}, (None, 123_000, "USD", "year")),
        ({"min": 90, "max": 70, "currency": "GBP", "period": "per_hour_wage"}, (70, 90, "GBP", "hour")),
    ],
)
def test_a_sites_own_figures_are_understood(entry, pay):
    assert from_field(entry) == [pay]


@pytest.mark.parametrize(
    "entry",
    [
        {"min": 1, "max": 2, "currency": "USD", "period": "1 YEAR", "label": "EquityPercentage"},
        {"min": 10_000, "max": 20_000, "currency": "USD", "period": "1 YEAR", "label": "Bonus"},
        {"min": 10_000, "max": 90_000, "currency": "USD", "period": "1 YEAR", "label": "Commission"},
        {"min": 24.04, "max": 24.04, "currency": "USD", "period": "1 YEAR"},
        {"min": 60, "max": 60, "currency": "USD", "period": "1 TIME"},
        {"min": 3_500, "max": 4_000, "currency": "EUR", "period": None},
        {"min": float("nan"), "max": {}, "currency": 5, "period": []},
        {"min": 50_000, "max": 60_000, "currency": "XYZ", "period": "year"},
        {},
    ],
)
def test_what_is_not_base_pay_or_not_sure_is_left_out(entry):
    assert from_field(entry) == []


def test_a_summary_line_stands_in_and_its_base_wins():
    assert from_field(summary="$120K - $150K • Offers Equity • £90K – £110K") == [
        (120_000, 150_000, "USD", "year"), (90_000, 110_000, "GBP", "year"),
    ]  # fmt: skip
    assert from_field(summary="€1.2K – €1.4K per month • €500 Bonus") == [(1_200, 1_400, "EUR", "month")]
    both = {"min": 500_000, "max": 900_000, "currency": "USD", "period": "1 YEAR", "label": "Salary"}
    assert from_field(both, summary="$500K – $900K • Offers Commission • $200K Base Salary") == [
        (200_000, 200_000, "USD", "year")
    ]


def salary(low, high, label):
    return {"min": low, "max": high, "currency": "USD", "period": "1 YEAR", "label": label}


def test_on_target_figures_are_left_out_and_nothing_stands_in_but_a_named_base():
    assert from_field(salary(250_000, 260_000, " | OTE $250K – $260K"), summary="$250K – $260K • Offers Equity") == []
    assert from_field(salary(415_000, 460_000, ""), summary="$415K – $460K • OTE") == []
    assert from_field(salary(120_000, 120_000, ""), summary="$120K • $180k OTE") == [(120_000, 120_000, "USD", "year")]
    assert from_field(
        salary(320_000, 360_000, "OTE"), summary="$320K – $360K • Base pay of $160k - $180k + double OTE"
    ) == [(160_000, 180_000, "USD", "year")]
    assert from_field(
        salary(100_000, 200_000, " | Pay includes $100,000 base and $100,000 commission for on target earnings $100K")
    ) == [(100_000, 100_000, "USD", "year")]


def test_a_labels_own_words_tell_period_and_what_is_left_out():
    assert from_field(salary(20, 25, "$20.00 – $25.00 per hour") | {"period": "1 HOUR"}) == [(20, 25, "USD", "hour")]
    assert from_field(salary(140_000, 190_000, "Total Compensation, Base + Equity $140K – $190K")) == []
    assert from_field(salary(230_000, 300_000, "230,000-300,000 PHP/month") | {"currency": "PHP"}) == [
        (230_000, 300_000, "PHP", "month")
    ]
    assert from_field(salary(90_000, 99_000, "Part-time (20 hours per week)")) == [(90_000, 99_000, "USD", "year")]
    tiers = [
        salary(90_000, 95_000, "Peru | Not inclusive of commission. $90K"),
        salary(80_000, 85_000, "Chile | Excluding bonus"),
    ]
    assert [pay.scope for pay in read_pay(tiers, "", "", country=None)] == ["Peru", "Chile"]


def test_variable_pay_in_the_summary_is_not_base():
    assert from_field(summary="$70K • Offers Equity • $40,000 Variable") == [(70_000, 70_000, "USD", "year")]


def test_what_the_line_above_says_counts_for_the_figures_below():
    text = "The range below represents on-target earnings, base and commission together.\n\nNY: $180,000 - $230,000"
    assert from_text(text) == []


def test_figures_that_the_text_calls_on_target_give_way_to_the_base():
    entry = {"min": 200_000, "max": 240_000, "currency": "USD", "period": "1 YEAR"}
    text = "The base salary is $100,000 - $120,000 and the OTE is $200,000 - $240,000."
    assert [(pay.min, pay.max, pay.source) for pay in read_pay([entry], "", text, country=None)] == [
        (100_000, 120_000, "text")
    ]


@pytest.mark.parametrize(
    ("text", "pay"),
    [
        ("On-target earnings: $130,000 - $140,000", []),
        ("Base pay: $60,000 a year. On-target earnings: $150,000", [(60_000, 60_000, "USD", "year")]),
        ("Salary range: 60K to 150K OTE", []),
        ("Base salary with commission; OTE $200,000", [(60_000, 150_000, "USD", "year")]),
    ],
)
def test_figures_that_reach_up_to_on_target_earnings_are_not_base(text, pay):
    given = read_pay([salary(60_000, 150_000, "")], "", text, country=None)
    assert [(one.min, one.max, one.currency, one.period) for one in given] == pay


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("The salary range for this role is $110,000 - $150,000.", False),
        ("The salary range for this role is $100,000 - $150,400.", True),
        ("The salary range for this role is $100,000 - $150,000. In Ohio the salary is $80,000 - $90,000.", True),
        ("The pay is $50 - $60 per hour.", True),
        ("We raised $10,000,000 - $20,000,000.", True),
    ],
)
def test_a_text_that_says_another_range_leaves_none_to_claim(text, claimed):
    assert bool(read_pay([salary(100_000, 150_000, "")], "", text, country=None)) is claimed


def test_one_amount_out_of_the_texts_range_is_no_contradiction():
    entry = {"min": 32, "max": 32, "currency": "USD", "period": "1 HOUR"}
    (pay,) = read_pay([entry], "", "We pay $30-$34/hr by year of study.", country=None)
    assert (pay.min, pay.max) == (32, 32)


@pytest.mark.parametrize(
    ("text", "country", "pay"),
    [
        (
            "The base salary range for this role is $150,000 - $180,000, plus equity.",
            None,
            (150_000, 180_000, "USD", "year"),
        ),
        ("Salary: USD 100,000 to 130,000 plus bonus", None, (100_000, 130_000, "USD", "year")),
        ("$160K – $250K + Equity", None, (160_000, 250_000, "USD", "year")),
        ("Pay Range\n\n$93,000—$125,000 USD", None, (93_000, 125_000, "USD", "year")),
        ("Gehalt: 90.500 EUR brutto im Jahr", "DE", (90_500, 90_500, "EUR", "year")),
        ("18€ / Stunde bei 15 Stunden pro Woche", "DE", (18, 18, "EUR", "hour")),
        ("Rémunération : 45 000 – 55 000 € selon expérience", "FR", (45_000, 55_000, "EUR", "year")),
        ("€3.500 - €4.500 bruto per maand", "NL", (3_500, 4_500, "EUR", "month")),
        ("Wynagrodzenie: 20 000 – 25 000 PLN miesięcznie", "PL", (20_000, 25_000, "PLN", "month")),
        ("Lön: 45 000 kr/månad", "SE", (45_000, 45_000, "SEK", "month")),
        ("Daily rate: £450 - £550 per day", "GB", (450, 550, "GBP", "day")),
        ("Pay: $22.00 - $24.00 per hour (negotiable).", None, (22, 24, "USD", "hour")),
        ("Pay: up to £60,000 per annum", "GB", (None, 60_000, "GBP", "year")),
        ("Salary starting from €50,000", "NL", (50_000, None, "EUR", "year")),
        ("The salary is $90,000 - $110,000.", "CA", (90_000, 110_000, "CAD", "year")),
        ("The salary is $90,000 - $110,000.", "DE", (90_000, 110_000, "USD", "year")),
        ("The salary is $90,000 - $110,000 (AUD).", "US", (90_000, 110_000, "AUD", "year")),
        ("Salary $5,000/month", "MX", (5_000, 5_000, "USD", "month")),
        ("Base salary $120k–$150k, OTE $240k–$300k", None, (120_000, 150_000, "USD", "year")),
        ("Compensation: $180k base, $360k OTE", None, (180_000, 180_000, "USD", "year")),
        (
            "Total compensation of $200,000 - $300,000 with a base salary of $150,000 - $180,000",
            None,
            (150_000, 180_000, "USD", "year"),
        ),
        (
            "Yearly compensation range: $150,000 - $180,000\nBase salary $140,000 - $160,000",
            None,
            (140_000, 160_000, "USD", "year"),
        ),
        ("We pay $20.00 an hour. We are at home in Canada.", None, (20, 20, "CAD", "hour")),
        ("We pay $20.00 an hour. We have offices in Canada and the US.", None, (20, 20, "USD", "hour")),
        ("Pay is $58.50 per hour ($121,680 annually)", None, (58.5, 58.5, "USD", "hour")),
        (
            "Salary: $80,000 - $90,000. Life insurance of 2 times your salary, up to $200k.",
            None,
            (80_000, 90_000, "USD", "year"),
        ),
    ],
)
def test_the_text_tells_the_base_pay(text, country, pay):
    assert from_text(text, country) == [pay]


@pytest.mark.parametrize(
    "text",
    [
        "We raised $50M - $60M in Series B funding and pay well.",
        "You will own a budget of $100,000 - $200,000.",
        "- Closing deals of $25k-$50k every month",
        "401k match up to $10,000 and a $2,000 referral bonus",
        "$1,500 monthly stipend for meals",
        "We cover the visa fee of $2,500.",
        "Our product saves customers $100,000 - $200,000 per year.",
        "OTE: $200,000 - $250,000",
        "The salary range is $120k-$140K OTE.",
        "Total cash compensation for this role is $180,000 - $215,000.",
        "Zielgehalt ca. 100.000 EUR",
        "The salary range is $140,000-1$70,000.",
        "Earn a €500 learning budget with your salary",
        "You have the potential to earn over $1m annually.",
        "Growth of $1M+ ARR annually",
        "- You have run paid campaigns at a scale of $300K+ per month.",
        "Paid media of $200,000 - $300,000 a year",
    ],
)
def test_other_money_is_no_pay(text):
    assert from_text(text) == []


def test_a_year_is_reckoned_and_the_words_kept():
    (pay,) = read_pay([], "", "About us.\n\nThe hourly rate is $20 - $25 per hour.", country=None)
    assert (pay.year_min, pay.year_max) == (41_600, 52_000)
    assert (pay.source, pay.evidence, pay.scope) == ("text", "The hourly rate is $20 - $25 per hour.", "")


VALUES = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.lists(st.integers(), max_size=2)
)


@given(
    st.lists(st.dictionaries(st.sampled_from(["min", "max", "currency", "period", "label"]), VALUES), max_size=3),
    st.text(max_size=60),
    st.text("0123456789.,k$€£ USDEURpayalryhou/r-–:\nOTE", max_size=120),
    st.sampled_from([None, "US", "CA", "MX", "SE", "xx"]),
)
def test_nothing_raises_and_ends_are_in_order(entries, summary, text, country):
    for pay in read_pay(entries, summary, text, country=country):
        assert pay.min or pay.max
        assert pay.min is None or pay.max is None or pay.min <= pay.max


def test_a_total_with_the_on_target_part_is_no_base_pay():
    entry = {"min": 120_000, "max": 170_000, "currency": "USD", "period": "1 YEAR", "label": "$120K - $170K"}
    total = "$120K - $170K • The total compensation is $120,000 to $170,000. It has a base and a bonus with OTE."
    assert read_pay([entry], total, "", country="US") == ()
