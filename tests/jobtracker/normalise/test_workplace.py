import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobtracker.normalise.workplace import read_workplace


def read(text="", *, title="Engineer", field=None, remote=None, places=(), in_town=False):
    return read_workplace(
        field=field, remote=remote, place_words=frozenset(places), title=title, text=text, in_town=in_town
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("This role is fully remote within Canada.", "remote"),
        ("Location: Remote (US)", "remote"),
        ("Location\nRemote - Portugal", "remote"),
        ("#LI-Remote", "remote"),
        ("You can be based remotely anywhere in Chile.", "remote"),
        ("- 100% remote", "remote"),
        ("Standort: Remote in Österreich", "remote"),
        ("Remote oder in unserem Büro in Linz", "remote"),
        ("Teletrabajo 100 %", "remote"),
        ("This position can be hybrid in Bern or remote.", "remote"),
        ("Location: Lyon (hybrid), France remote", "remote"),
        ("This role is on-site in Lyon, though remote candidates will be considered.", "remote"),
        ("This is a hybrid role in our Lisbon office.", "hybrid"),
        ("You will work from our Oslo office two days a week.", "hybrid"),
        ("- Able to come to the office Tuesdays and Thursdays", "hybrid"),
        ("- 2-3 Tage pro Woche im Büro in Graz", "hybrid"),
        ("- Hybrid schedule, 4 days on-site", "hybrid"),
        ("This position is hybrid (remote/in office).", "hybrid"),
        ("Du arbeitest hybrid aus unserem Büro in Linz.", "hybrid"),
        ("- Two days per week from home", "hybrid"),
        ("Work remotely two days a week.", "hybrid"),
        ("Remote policy: 1-2 days a week", "hybrid"),
        ("We work four days on-site, with one day remote.", "hybrid"),
        ("You are in our Oslo office four days a week, Friday being optionally remote.", "hybrid"),
        ("This is a hybrid role that involves frequent day-trips to farms.", "hybrid"),
        ("Expect three days per week in Oslo office space.", "hybrid"),
        ("Ce poste permet 2 jours de télétravail par semaine.", "hybrid"),
        ("You must be in our Oslo office five days a week.", "on-site"),
        ("This position is on-site in Turin.", "on-site"),
        ("Work location: In person", "on-site"),
        ("You will be in the studio Monday to Friday, in person.", "on-site"),
        ("Wir kommen jeden Tag ins Büro.", "on-site"),
        ("This role is based in our Ghent office.", "on-site"),
    ],
)
def test_the_text_speaks_of_this_role(text, expected):
    assert read(text)[:2] == (expected, "text")


@pytest.mark.parametrize(
    "text",
    [
        "The last round is an on-site interview in our office.",
        "You lead remote teams and a hybrid cloud platform.",
        "Support hybrid workloads and remote access for customers.",
        "Get a remote work stipend and a home office budget.",
        "You may work from anywhere up to four weeks a year.",
        "Hybrid or remote, depending on the role.",
        "Some roles are remote, others are hybrid.",
        "Experience in leading remote and in-person workshops.",
        "Lunch in the office, a stocked kitchen and 25 days of holiday.",
        "Proficiency with Microsoft Office and back-office tools.",
        "This is a hybrid role that combines research with sales.",
        "We meet in person twice a year, three days at a time.",
        "Remote/hybrid environment",
        "This role will eventually move to our office.",
        "You want to work fully remotely? Then look elsewhere: you prefer remote teams.",
        "Remote?",
        "This is a hybrid role that requires not only statistics but also taste.",
        "You own experiments that push our hybrid model systems.",
        "Design on-prem, hybrid, and public cloud set-ups.",
        "Location: varies by clinic (at home, on-site, hybrid)",
        "- Case study: 60 mins | Onsite",
        "You pull feedback post-onsite.",
        "Four years in a customer-facing role (in person or digital)",
        "- Work-from-home, learning and travel stipends",
        "Lead a crew who are based in Oslo, Bergen and remotely in Norway.",
        "Ideally you live in Oslo and are able to work in-person two days per week.",
        "We are an office-first culture, but sometimes you may need to work from home.",
    ],
)
def test_words_about_something_else_say_nothing(text):
    assert read(text) == ("unknown", None, "")


def test_the_text_wins_over_field_and_flag():
    text = "You will spend three days a week in our Porto office."
    assert read(text, remote=True)[0] == "hybrid"
    assert read(text, field="Remote")[0] == "hybrid"
    assert read("This role is fully remote.", remote=False)[0] == "remote"


def test_the_field_wins_over_what_the_employer_says_of_itself():
    assert read("We are a remote-first company.", field="on_site") == ("on-site", "field", "")
    assert read("We are an in-person company.", places={"remote"}) == ("remote", "field", "")


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("Remote", "remote"),
        ("FULLY_REMOTE", "remote"),
        ("TELECOMMUTE", "remote"),
        ("Hybrid", "hybrid"),
        ("hybrid remote", "hybrid"),
        ("on_site", "on-site"),
        ("OnSite", "on-site"),
        ("In office", "on-site"),
    ],
)
def test_the_sites_own_words(word, expected):
    assert read(field=word) == (expected, "field", "")


@pytest.mark.parametrize("word", ["unspecified", "", "n/a", "Remote / On-site", "no remote"])
def test_a_field_without_an_answer(word):
    assert read(field=word) == ("unknown", None, "")


def test_a_bare_flag():
    assert read(remote=True) == ("remote", "field", "")
    assert read(remote=False)[0] == "unknown"
    assert read("We work in person, side by side.", remote=True)[0] == "unknown"
    assert read("Join the team in our Cork headquarters.", remote=True)[0] == "unknown"
    assert read("We are a hybrid company: 3 days in the office.", remote=True)[0] == "hybrid"


def test_not_remote():
    assert read("This role is not remote. Three days a week in our office.")[0] == "hybrid"
    assert read("This position is on-site (not remote).")[0] == "on-site"
    assert read("There is no in-office requirement for this team.")[0] == "unknown"


def test_a_sentence_beats_a_hashtag_and_a_title_beats_both():
    text = "This role is hybrid, in our Porto office.\n#LI-Remote"
    assert read(text)[0] == "hybrid"
    assert read(text, title="Engineer (Remote)")[0] == "remote"


def test_four_days_are_hybrid_where_the_site_says_so():
    text = "You will be in our Porto office 4 days a week."
    assert read(text)[0] == "on-site"
    assert read(text, places={"hybrid"})[0] == "hybrid"
    assert read(text.replace("4", "5"), places={"hybrid"})[0] == "on-site"


def test_four_days_are_hybrid_where_the_employer_says_so():
    assert read("Our hybrid rhythm: be together.\nYou must be in our office four days a week.")[0] == "hybrid"
    assert read("Our hybrid rhythm: be together.\nYou must be in our office five days a week.")[0] == "on-site"


def test_contradiction_is_unknown():
    assert read("This role is remote.\nThis role is on-site.") == ("unknown", None, "")
    assert read("Work in person 5 days a week.\nHours: 40, on-site preferred; remote possible.")[0] == "unknown"
    assert read("We work together in person.\nOffice-first, but you may sometimes work from home.")[0] == "unknown"


def test_a_remote_place_among_towns_of_an_employer_who_asks_everyone_in():
    assert read("We work in person, side by side.", places={"remote"}, in_town=True)[0] == "unknown"
    assert read("We work in the office 3 days a week.", places={"remote"})[0] == "unknown"
    assert read("We are a hybrid company and a remote-first team.", remote=True)[0] == "unknown"
    assert read("You lead a globally distributed team.", remote=True, in_town=True)[0] == "unknown"
    assert read("Join our crew.", places={"remote"}, in_town=True)[0] == "remote"


@pytest.mark.parametrize(
    "title", ["Remote Sensing Engineer", "Hybrid Cloud Architect", "On-site Services Lead (Retail)"]
)
def test_titles_of_another_kind(title):
    assert read(title=title)[0] == "unknown"


def test_the_sentence_is_kept():
    assert read("We build boats. This role is fully remote. Join us!")[2] == "This role is fully remote."


@pytest.mark.parametrize(
    "text",
    [
        "- Lunch catered into the office three days a week",
        "- Free lunch in the office five days a week",
        "You will work closely with colleagues who work remotely.",
        "Facilitate onsite and virtual workshops.",
    ],
)
def test_what_goes_on_in_the_office_is_not_where_the_work_is(text):
    assert read(text)[0] == "unknown"


def test_a_mixture_of_two_jobs_is_not_hybrid():
    assert read(title="Illustrator + Animator (50/50 Hybrid)")[0] == "unknown"


def test_a_company_in_its_office():
    assert read("Location: Our company is in-office in Oslo.")[0] == "on-site"
    assert read("Workplace: site-based")[0] == "on-site"


def test_a_skill_or_work_in_the_field_is_no_workplace():
    assert read("- In-Person Agility: at ease on one's own, whatever comes.")[0] == "unknown"
    assert read("This role is field-based, with much travel.", places={"remote"})[0] == "unknown"


def test_days_at_home_beside_days_in_the_office_are_no_choice():
    for text in (
        "- Hybrid flexibility: 3 days in our sunny uptown Oslo office and 2 days working remotely.",
        "Enjoy the best of both with 3 days in our Oslo office and 2 days working remotely.",
        "Oslo factory ideally 2 full days per week.",
    ):
        assert read(text, in_town=True)[0] == "hybrid"
    assert read("Oslo factory 2 full days per week.", places={"remote"}, in_town=True)[0] == "unknown"


def test_a_mere_flag_beside_a_town():
    assert read(remote=True, in_town=True) == ("unknown", None, "")
    assert read(remote=True) == ("remote", "field", "")
    assert read(remote=True, in_town=True, places={"remote"})[0] == "remote"
    assert read("This role is fully remote.", remote=True, in_town=True)[0] == "remote"


def test_a_choice_in_the_places():
    assert read(places={"remote", "hybrid"})[0] == "remote"
    assert read(places={"remote", "hybrid"}, remote=False)[0] == "hybrid"


@given(
    field=st.none() | st.text(max_size=20),
    remote=st.none() | st.booleans(),
    title=st.text(max_size=40),
    text=st.lists(
        st.sampled_from(
            ["remote ", "hybrid ", "İ", "\x00", "\ud800", "office ", "3 days a week ", ". ", "\n", "not ", "²"]
        )
    ).map("".join),
)
def test_any_input_gets_an_answer(field, remote, title, text):
    value, source, evidence = read(text, title=title, field=field, remote=remote)
    assert value in ("remote", "hybrid", "on-site", "unknown")
    assert (source is None) == (value == "unknown")
    assert not evidence or evidence in text or evidence == title.strip()
