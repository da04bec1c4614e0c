import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobtracker.normalise.employment import read_employment_types


@pytest.mark.parametrize(
    ("raw", "types"),
    [
        ("FullTime", ("FULL_TIME",)), ("FULL_TIME", ("FULL_TIME",)), ("Vollzeit", ("FULL_TIME",)),
        ("Festanstellung", ("FULL_TIME",)), ("Permanent", ("FULL_TIME",)), ("CDI", ("FULL_TIME",)),
        ("Unbefristet", ("FULL_TIME",)), ("Permanent contract", ("FULL_TIME",)),
        ("CDI - temps partiel", ("PART_TIME",)),
        ("PartTime", ("PART_TIME",)), ("fulltime_fixed_term", ("FULL_TIME", "TEMPORARY")),
        ("parttime_internship", ("PART_TIME", "INTERN")), ("Teilzeit", ("PART_TIME",)),
        ("Werkstudent", ("PART_TIME",)),
        ("Voll- oder Teilzeit", ("FULL_TIME", "PART_TIME")), (["Full-time", "PART_TIME"], ("FULL_TIME", "PART_TIME")),
        ("Contract", ("CONTRACTOR",)), ("CONTRACTOR", ("CONTRACTOR",)), ("Freelance", ("CONTRACTOR",)),
        ("Fixed-term contract", ("TEMPORARY",)), ("Befristet", ("TEMPORARY",)), ("CDD", ("TEMPORARY",)),
        ("Seasonal", ("TEMPORARY",)), ("Intern", ("INTERN",)), ("Praktikum", ("INTERN",)), ("Stage", ("INTERN",)),
        ("Volunteer", ("VOLUNTEER",)), ("PER_DIEM", ("PER_DIEM",)), ("Apprenticeship", ("OTHER",)),
        ("Other", ("OTHER",)),
        ("", ()), ("Internal", ()), (None, ()), (5, ()), ([None, 3], ()),
    ],
)  # fmt: skip
def test_the_sites_word_is_understood(raw, types):
    assert read_employment_types(raw) == types


@pytest.mark.parametrize(
    ("title", "types"),
    [
        ("Data Intern", ("INTERN",)), ("Summer Internship, Design", ("INTERN",)),
        ("Praktikant Marketing", ("INTERN",)),
        ("Werkstudent Finance", ("PART_TIME",)), ("Nurse (Part-Time)", ("PART_TIME",)),
        ("Recruiter (Contract)", ("CONTRACTOR",)),
        ("Support - Contractor", ("CONTRACTOR",)), ("Writer, 6 month contract", ("CONTRACTOR",)),
        ("Cook (Temporary)", ("TEMPORARY",)), ("Coder (Fixed Term Contract)", ("TEMPORARY",)),
        ("Analyst (Full/Part-Time)", ("FULL_TIME", "PART_TIME")),
        ("Contract Manager", ()), ("Internship Program Lead", ()), ("Internal Auditor", ()),
        ("Contracts Counsel", ()),
        ("Manager, Contractor Operations", ()), ("Temporary Power Engineer", ()), ("Stage Manager", ()),
    ],
)  # fmt: skip
def test_a_title_speaks_of_its_own_role_only(title, types):
    assert read_employment_types("", title=title) == types


def test_a_title_adds_to_a_default_and_outweighs_it_on_part_time():
    assert read_employment_types("FullTime", title="Design Intern") == ("FULL_TIME", "INTERN")
    assert read_employment_types("FullTime", title="Part-time Coach") == ("PART_TIME",)


@pytest.mark.parametrize(
    ("text", "types"),
    [
        ("Employment type: Full-time", ("FULL_TIME",)),
        ("Job Type\nPart-time, contract", ("PART_TIME", "CONTRACTOR")),
        ("This is a full-time position in our Oslo office.", ("FULL_TIME",)),
        ("We are looking for a part-time bookkeeper for this role.", ("PART_TIME",)),
        ("- Fixed-term contract of 12 months;", ("TEMPORARY",)),
        ("Anstellungsart: Vollzeit", ("FULL_TIME",)),
        ("All full-time employees get health insurance.", ()),
        ("You manage contract negotiations and temporary staff.", ()),
        ("#LI-FullTime", ()),
    ],
)
def test_a_text_counts_where_it_speaks_of_this_role(text, types):
    assert read_employment_types("", text=text) == types


def test_the_text_tells_the_contract_but_not_the_hours_against_the_field():
    assert read_employment_types("FullTime", text="Job type: part-time, contract") == ("FULL_TIME", "CONTRACTOR")
    assert read_employment_types("Permanent", text="Part-time is possible.") == ()


def test_freelance_work_and_part_time_contracts():
    assert read_employment_types("FullTime", text="This is a remote, freelance opportunity.") == ("CONTRACTOR",)
    assert read_employment_types("FullTime", title="Baker (Freelance)") == ("CONTRACTOR",)
    assert read_employment_types("FullTime", text="You guide freelance writers.") == ("FULL_TIME",)
    b2b = read_employment_types("FullTime", text="- Salary in EUR (B2B contract with the Irish bakery)")
    assert b2b == ("FULL_TIME", "CONTRACTOR")
    assert read_employment_types("FullTime", text="You forecast B2B contract revenue.") == ("FULL_TIME",)
    part = read_employment_types("Contract", text="- Part-time contract: 9 hours a week for 7 weeks")
    assert part == ("PART_TIME", "CONTRACTOR")


@given(st.none() | st.text() | st.lists(st.text() | st.none() | st.integers()), st.text(), st.text())
def test_nothing_raises(raw, title, text):
    assert len(read_employment_types(raw, title=title, text=text)) <= 8
