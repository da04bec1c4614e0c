import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobtracker.listing import Place, WorkFrom
from jobtracker.normalise.work_from import read_work_from

OSLO = Place(name="Oslo, Norway", city="Oslo", country="NO")


def read(text="", *, field=(), areas=(), places=(), workplace="remote", title=""):
    return read_work_from(field=field, place_areas=areas, places=places, workplace=workplace, text=text, title=title)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("This role is remote within Canada.", ("CA",)),
        ("Remote (US or Canada)", ("US", "CA")),
        ("You must be based in Germany, Austria or Switzerland.", ("DE", "AT", "CH")),
        ("Applicants must reside in Poland.", ("PL",)),
        ("You can work from anywhere in Europe.", ("EUROPE",)),
        ("We can only hire in Ontario and Alberta.", ("CA-ON", "CA-AB")),
        ("Location: Remote - EMEA", ("EMEA",)),
        ("We cannot consider candidates outside of Spain.", ("ES",)),
        ("This role can be done from anywhere in the world.", ("WORLDWIDE",)),
        ("Candidates located in CA, NY, or TX will be considered.", ("US-CA", "US-NY", "US-TX")),
        ("Standort: Remote in Deutschland", ("DE",)),
        ("You must be authorized to work in the United States.", ("US",)),
        ("Europe-based candidates only", ("EUROPE",)),
        ("Location: Americas (North and South), EMEA", ("AMERICAS", "EMEA")),
        ("We can hire from any geographical location.", ("WORLDWIDE",)),
        ("You must be based out of one of these: GA, MO, OH or Washington, D.C.", ("US-GA", "US-MO", "US-OH", "US-DC")),
        ("This position is remote in New York.", ("US-NY",)),
    ],
)
def test_what_the_text_says(text, expected):
    assert read(text) == WorkFrom(expected, "text", text)


@pytest.mark.parametrize(
    "text",
    [
        "Our customers are based in the United States.",
        "Our team members are located in Brazil and Kenya.",
        "We do not hire in Colorado.",
        "Unfortunately we cannot hire candidates in France.",
        "You are comfortable working remotely in US time zones.",
        "Ideally you are based in Germany.",
        "If you are based in California, read our privacy notice.",
        "For US-based roles the salary range is $100,000 to $120,000.",
        "Collaborate with our India-based engineers.",
        "Available to US-based full-time employees.",
        "Offices in Spain and Italy.",
        "Sponsorship is only available to candidates located in Canada.",
    ],
)
def test_areas_of_someone_else(text):
    assert read(text) == WorkFrom()


def test_only_remote_work_is_done_from_elsewhere():
    text = "You must reside in Poland."
    for workplace in ("on-site", "hybrid"):
        assert read(text, workplace=workplace, areas=("PL",), places=(OSLO,), field=("PL",)) == WorkFrom()
    assert read(text, workplace="unknown", places=(OSLO,)) == WorkFrom()
    assert read(text, workplace="unknown", field=["Poland"]) == WorkFrom(("PL",), "field")


def test_the_field_comes_first():
    assert read("Remote within Canada.", field=["USA", "Deutschland"]) == WorkFrom(("US", "DE"), "field")
    assert read(field="Canada") == WorkFrom(("CA",), "field")


def test_a_narrower_text_refines_the_place_string():
    assert read("You must reside in California.", areas=("US",)).areas == ("US-CA",)
    assert read("You must reside in Canada.", areas=("US",)) == WorkFrom(("US",), "field")
    assert read("Work from anywhere in the world.", areas=("US",)) == WorkFrom(("US",), "field")


def test_some_towns_of_a_country_are_not_the_country():
    for text in ("You must live in one of our eight hub cities.", "Remote work from the following states is possible."):
        assert read(text, areas=("US",)) == WorkFrom()
    mild = "You need not live in one of our eight hub cities."
    assert read(mild, areas=("US",)) == WorkFrom(("US",), "field")


def test_a_larger_area_holds_its_countries():
    text = "You can work from anywhere in Europe or South Africa."
    assert read(text, areas=("EMEA",)) == WorkFrom(("EUROPE", "ZA"), "text", text)


def test_a_title_for_one_area_doubts_the_whole_world():
    text = "This role can be done from anywhere in the world."
    assert read(text, title="Recruiter (EMEA)") == WorkFrom()
    assert read(text, title="Recruiter").areas == ("WORLDWIDE",)


def test_places_beside_the_remote_ones():
    assert read(areas=("US",), places=(OSLO,)).areas == ("US", "NO")
    austin = Place(name="Austin", city="Austin", country="US")
    assert read(areas=("US-CO",), places=(austin,)).areas == ("US-CO",)


def test_the_listings_own_places():
    assert read(places=(OSLO,)) == WorkFrom(("NO",), "field")
    assert read(places=(Place(name="Colorado", region="Colorado", country="US"),)).areas == ("US-CO",)
    assert read(places=(Place(name="EMEA"),)).areas == ("EMEA",)
    assert read("You may live anywhere in Europe.", places=(OSLO,)).areas == ("EUROPE",)


def test_a_work_permit_is_the_last_resort():
    text = "You must be authorized to work in the United States."
    assert read(text, places=(OSLO,)) == WorkFrom(("NO",), "field")


def test_of_two_statements_the_narrower():
    assert read("We hire globally, anywhere in the world.\nYou must be based in Kenya.").areas == ("KE",)


@given(
    field=st.lists(st.text(max_size=10), max_size=3),
    text=st.lists(
        st.sampled_from(["remote in ", "US", "Europe ", "based in ", "İ", "\x00", "\ud800", "not ", ", ", ". ", "\n"])
    ).map("".join),
)
def test_any_input_gets_an_answer(field, text):
    found = read(text, field=field)
    assert (found.source is None) == (not found.areas)
    assert found.evidence in text
