import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobtracker.listing import Place, WorkFrom
from jobtracker.normalise.work_from import read_work_from

OSLO_LAND = Place(name="Norway", country="NO")
OSLO = Place(name="Oslo, Norway", city="Oslo", country="NO")


def read(text="", *, areas=(), workplace="remote", **others):
    return read_work_from(**{"field": (), "places": (), **others}, place_areas=areas, workplace=workplace, text=text)


def town(city, country, region=None):
    return Place(name=city, city=city, country=country, region=region)


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
        ("This remote role can be executed in Portugal or Spain.", ("PT", "ES")),
        ("The work can be performed globally, with a preference for Spain.", ("WORLDWIDE",)),
        ("Oslo preferred but open to candidates located in EMEA.", ("EMEA",)),
        ("We seek someone located in Washington State, Oregon or Idaho.", ("US-WA", "US-OR", "US-ID")),
        ("- Based in Kenya with a good line", ("KE",)),
        ("You need to be based in Ghana and work in the US time zone.", ("GH",)),
        ("You must be based in Hong Kong.", ("HK",)),
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
        "Based in Norway, we build boats.",
        "Based in Norway, Acme has grown fast.",
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
    assert read("Work from anywhere in the world.", areas=("US",)) == WorkFrom(("US",), "field")
    for firm in ("We hire in Canada.", "Fully remote company: we work from anywhere in the Americas"):
        assert read(firm, areas=("US",)) == WorkFrom(("US",), "field")


@pytest.mark.parametrize(
    ("text", "areas"),
    [
        ("You must reside in Canada.", ("CA",)),
        ("This role is remote within the US or Canada.", ("US", "CA")),
        ("📍 Remote in DACH", ("DE", "AT", "CH")),
        ("You can work from Mexico.", ("MX",)),
        ("- Fully remote: you can work from anywhere in the Americas", ("AMERICAS",)),
    ],
)
def test_what_is_said_of_this_role_beats_the_place_string(text, areas):
    assert read(text, areas=("US",)) == WorkFrom(areas, "text", text)


def test_some_towns_of_a_country_are_not_the_country():
    for text in ("You must live in one of our eight hub cities.", "Remote work from the following states is possible."):
        assert read(text, areas=("US",)) == WorkFrom()
    mild = "You need not live in one of our eight hub cities."
    assert read(mild, areas=("US",)) == WorkFrom(("US",), "field")


@pytest.mark.parametrize(
    "text",
    [
        "You must be located in the MST or PST time zone.",
        "Location: Remote (must be in PDT or MDT)",
        "You will be based within the Eastern Time Zone.",
        "A role for folks based on the West Coast.",
        "Remotely from the northeastern US",
        "Candidates located east of Ohio are considered.",
        "You should be based in the Bay Area.",
        "We are only considering bakers located within the Greater Fort Worth and St. Ives area.",
        "Located in one of the following areas:",
        "Lives in the Central/South US",
        "You can work from (almost) anywhere in Northern or Western Europe.",
        "Remote, anywhere in the country with the exception of Quebec.",
        "This role can be done remotely from multiple countries.",
        "This role is based in Oslo.",
        "You have to be based in Oslo or Bergen.",
        "- Based in Oslo with a deep understanding of boats",
        "While we are a remote company, this role is based in Oslo.",
        "We are looking for people based on the West Coast or in the middle of the US.",
        "Location: Remote (commutable distance to Oslo)",
        "Must be within a 45-minute drive of the airport.",
        "You must live within 50 miles of Oslo.",
    ],
)
def test_a_part_of_the_country_is_not_the_country(text):
    assert read(text, areas=("US",)) == WorkFrom()


@pytest.mark.parametrize(
    "text",
    [
        "Ideally you are located in the PST time zone.",
        "We are based on the West Coast.",
        "A rent subsidy for all who live within two miles of the office or within 2 miles of the lab.",
        "Remote within 2 hours of Norwegian time",
        "If you reside in the Mountain Time Zone (MT), you work until eight.",
        "You work with customers located on the West Coast.",
        "We are based in the Bay Area.",
        "Candidates based in Oslo are preferred, and candidates must be based in Oslo ideally.",
        "This role can be remote, or can be based in Oslo.",
        "Based in Oslo, we build boats.",
    ],
)
def test_neither_wishes_nor_others_narrow_it(text):
    assert read(text, areas=("US",)) == WorkFrom(("US",), "field")


def test_a_part_of_a_country_does_not_matter_beside_states():
    assert read("You must be located in the PST time zone.", areas=("US-CA",)) == WorkFrom(("US-CA",), "field")


@pytest.mark.parametrize("title", ["Baker - New York City", "Baker (Contract, Boston)", "Baker, Bay Area"])
def test_a_town_in_the_title_is_not_the_country(title):
    assert read(areas=("US",), title=title) == WorkFrom()
    assert read(areas=("DE",), title=title) == WorkFrom(("DE",), "field")
    for other in ("Baker, Enterprise", "Boston Dynamics Baker", "Baker - United States"):
        assert read(areas=("US",), title=other) == WorkFrom(("US",), "field")


def test_a_title_narrows_or_tells():
    europe = (Place(name="France", country="FR"), Place(name="Kenya", country="KE"))
    assert read(places=europe, title="Recruiter - Remote Europe").areas == ("FR",)
    assert read(areas=("EUROPE",), title="Recruiter (Remote, Germany)").areas == ("DE",)
    assert read(areas=("US",), title="Recruiter (Remote, Germany)") == WorkFrom()
    assert read(title="Recruiter (Remote, Germany)") == WorkFrom(("DE",), "field")
    assert read(areas=("US",), title="Recruiter, West Coast") == WorkFrom()
    for title in ("Recruiter (SoCal)", "Recruiter - Mid-Atlantic", "Recruiter, Southeast", "Recruiter - Canada"):
        assert read(areas=("US",), title=title) == WorkFrom()
    assert read(areas=("AMERICAS",), title="Recruiter - Canada").areas == ("AMERICAS",)
    assert read(areas=("US",), title="Southeast Arrow Recruiter").areas == ("US",)
    assert read(areas=("EUROPE",), title="Recruiter (Remote - Worldwide)") == WorkFrom()
    assert read(areas=("EUROPE",), title="Recruiter (Remote - Europe)").areas == ("EUROPE",)


@pytest.mark.parametrize("words", ["Remote - US: Select locations", "East Coast, US", "US | & 13 other countries"])
def test_place_strings_that_take_a_part(words):
    assert read(areas=("US",), place_text=words) == WorkFrom()
    assert read(areas=("US-WA",), place_text="Washington / PNW") == WorkFrom()


def test_what_the_company_says_of_the_world():
    text = "We hire globally."
    assert read(text).areas == ("WORLDWIDE",)
    assert read(text, places=(Place(name="Europe"),)) == WorkFrom(("EUROPE",), "field")
    assert read(text, title="Account Executive, EMEA") == WorkFrom()
    assert read(f"{text} You are based in the US or an equivalent time zone.") == WorkFrom()


def test_the_line_below_a_heading_speaks_of_this_role():
    text = "Location:\n\n- Norway / Ghana\n\nWe bake."
    assert read(text, areas=("EMEA",)) == WorkFrom(("NO", "GH"), "text", "Norway / Ghana")
    assert read("Location:\nOur bakery in Norway", areas=("EMEA",)).areas == ("EMEA",)


@pytest.mark.parametrize(
    "text", ["You must live in one of the countries listed here.", "See which countries we can employ in."]
)
def test_countries_listed_elsewhere_are_not_the_world(text):
    assert read(text, areas=("WORLDWIDE",)) == WorkFrom()
    assert read(text, areas=("EMEA",)).areas == ("EMEA",)


def test_the_state_of_an_office_is_not_where_people_live():
    assert read(areas=("US-UT",), place_text="Utah Office (or remote)") == WorkFrom()
    assert read(areas=("US",), place_text="Remote, US | Utah Office").areas == ("US",)


def test_places_that_leave_a_town_out_are_not_all_of_it():
    assert read(places=(OSLO_LAND,), towns=(town("Dublin", "IE"),)) == WorkFrom()
    assert read(places=(OSLO_LAND,), towns=(town("Bergen", "NO"),)).areas == ("NO",)
    assert read(areas=("NO",), towns=(town("Dublin", "IE"),)).areas == ("NO",)
    assert read(areas=("US-NY",), towns=(town("Fresno", "US", "California"),)) == WorkFrom()
    assert read(areas=("LATAM",), towns=(town("Lima", "PE", "Lima"),)).areas == ("LATAM",)


def test_cities_that_are_countries_or_states():
    singapore = town("Singapore", "SG")
    assert read(places=(OSLO_LAND,), towns=(singapore,)).areas == ("NO", "SG")
    assert read(towns=(singapore,)) == WorkFrom()
    capital = town("Washington", "US", "District of Columbia")
    georgia = Place(name="Georgia")
    assert read(areas=("US-TX",), places=(georgia,)).areas == ("US-TX",)
    texas = Place(name="Texas", region="Texas", country="US")
    assert read(areas=("US-TX",), places=(texas, georgia), towns=(capital,)).areas == ("US-TX", "US-GA", "US-DC")


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
