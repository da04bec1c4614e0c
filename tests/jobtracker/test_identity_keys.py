import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobtracker.identity_keys import alike, another_job, core_words, place_words, places_key, usable_requisition
from jobtracker.listing import Facts, Place, WorkFrom
from jobtracker.normalise.places import read_places
from jobtracker.normalise.title import title_key


def key(*lines: str) -> str:
    """The places key of a listing whose site names its places so."""
    read = read_places(list(lines))
    remote = "remote" in read.workplaces
    return places_key(
        Facts(
            title="x",
            places=read.places,
            workplace="remote" if remote else "unknown",
            workplace_source="field" if remote else None,
            work_from=WorkFrom(read.areas, "field"),
        ),
        lines,
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (["Berlin"], ["Berlin, Germany"]),
        (["New York, NY"], ["New York City, New York"]),
        (["Austin, TX", "Denver, CO"], ["Denver, Colorado, United States", "Austin, Texas"]),
        (["Chicago, IL"], ["Chicago / Hybrid"]),
        (["12 Elm Street, Lima, OH"], ["12 Elm Street, Lima, OH 45805"]),
        (["10115 Berlin"], ["Berlin"]),
        (["Remote"], ["remote "]),
        (["In office"], ["IN-OFFICE"]),
    ],
)
def test_one_place_however_it_is_written(one: list[str], other: list[str]) -> None:
    assert key(*one) == key(*other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (["Berlin"], ["Munich"]),
        (["12 Elm Street, Lima, OH"], ["99 Oak Street, Lima, OH"]),
        (["Western US"], ["Central US"]),
        (["Remote - US"], ["Remote - Canada"]),
        (["Remote - EMEA"], ["Remote - APAC"]),
        (["Remote"], ["Berlin"]),
        (["Austin, TX"], ["Austin, TX", "Denver, CO"]),
    ],
)
def test_places_that_differ(one: list[str], other: list[str]) -> None:
    assert key(*one) != key(*other)


def test_no_place_is_no_key() -> None:
    assert key() == key("") == key("3 Locations") == key("Multiple locations") == ""
    assert places_key(Facts(title="x"), [None, 7, {"city": "Berlin"}]) == ""
    assert places_key(Facts(title="x", places=(Place("  "),))) == ""


def test_what_the_text_says_is_no_place() -> None:
    facts = Facts(
        title="x", workplace="remote", workplace_source="text", work_from=WorkFrom(("US",), "text", "in the US")
    )
    assert places_key(facts) == ""
    in_field = Facts(
        title="x", workplace="remote", workplace_source="field", work_from=WorkFrom(("US",), "text", "in the US")
    )
    assert places_key(in_field) == "remote"


@pytest.mark.parametrize(
    ("title", "place", "plain"),
    [
        ("Account Executive - Berlin", "Berlin", "Account Executive"),
        ("Account Executive (m/w/d), Berlin, Germany", "Berlin", "Account Executive"),
        ("Account Executive (based in Berlin)", "Berlin", "Account Executive"),
        ("Body Technician - Manville, NJ", "Manville, NJ", "Body Technician"),
        ("Consultor Externo | Recife/PE", "Recife, Pernambuco, Brasil", "Consultor Externo"),
        ("Analyst (Oslo-based, relocation provided)", "Oslo (Head Office)", "Analyst"),
        ("Analyst (Relocation to Berlin)", "Paris", "Analyst"),
        ("Nurse - Metro Denver Area!", "Denver, CO", "Nurse"),
        ("Software Engineer (Remote, US)", "US - Remote", "Software Engineer"),
        ("Software Engineer - Hybrid", "Paris", "Software Engineer"),
        ("HIRING NOW! Welder - $4,000-$6,000 Bonus", "Lima, OH", "Welder"),
        ("Welder ($28-$35/hour)", "Lima, OH", "Welder"),
        ("Copy of Welder", "Lima, OH", "Welder"),
        ("Technician- Training Provided!", "Lima, OH", "Technician"),
        ("Engineer II", "Paris", "Engineer 2"),
        ("Research & Development Lead", "Paris", "Research and Development Lead"),
    ],
)
def test_core_words_leave_out_what_says_nothing_of_the_work(title: str, place: str, plain: str) -> None:
    assert core_words(title_key(title), key(place)) == core_words(title_key(plain), key(place))


@pytest.mark.parametrize(
    ("title", "place", "other"),
    [
        ("Manager IT", "Milan, Italy", "Manager"),
        ("Account Executive - Munich", "Berlin", "Account Executive"),
        ("Hybrid Cloud Engineer", "Berlin", "Cloud Engineer"),
        ("Bonus Analyst", "Berlin", "Analyst"),
        ("Welder (2nd Shift)", "Lima, OH", "Welder"),
        ("C++ Developer", "Berlin", "C Developer"),
    ],
)
def test_core_words_keep_what_says_something(title: str, place: str, other: str) -> None:
    assert core_words(title_key(title), key(place)) != core_words(title_key(other), key(place))


def test_a_title_of_nothing_else_stays() -> None:
    assert core_words("berlin", key("Berlin")) == ("berlin",)
    assert core_words("", "") == ()


def test_place_words_are_names_and_followers() -> None:
    words = place_words(key("Austin, TX"))
    assert {("austin",), ("texas",), ("usa",), ("united", "states"), ("", "tx")} <= words
    assert ("tx",) not in words
    assert place_words("=hybrid;+12") == frozenset()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("aws data engineer", "data engineer aws"),
        ("tax clerk", "tax clerk payroll"),
        ("senior tax clerk", "payroll tax clerk senior"),
        ("sofware engineer", "software engineer"),
        ("auto body tech", "auto body technician"),
    ],
)
def test_alike(one: str, other: str) -> None:
    assert alike(one.split(), other.split())
    assert alike(other.split(), one.split())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("tax clerk", "senior tax clerk"),
        ("nurse", "school nurse"),
        ("engineer payments api", "engineer billing api"),
        ("tax clerk", "tax clerk night shift"),
        ("engineer 1", "engineer 2"),
        ("account executive", "enterprise account executive"),
        ("chef", "chief"),
    ],
)
def test_not_alike(one: str, other: str) -> None:
    assert not alike(one.split(), other.split())
    assert not alike(other.split(), one.split())


@pytest.mark.parametrize("id_", ["R-1", "4012", "JR_11", "12", "REQ-007", "R-00"])
def test_requisition_ids(id_: str) -> None:
    assert usable_requisition(id_)


@pytest.mark.parametrize("id_", ["", "TBD", "N/A", "Evergreen", "000", "1", "11111", "-"])
def test_no_requisition_ids(id_: str) -> None:
    assert not usable_requisition(id_)


@given(st.text(), st.lists(st.text(max_size=60), max_size=3))
def test_nothing_raises_and_keys_are_one_line(title: str, lines: list[str]) -> None:
    places = key(*lines)
    assert "\n" not in places
    words = core_words(title_key(title), places)
    assert alike(words, words) or len(words) <= 1
    place_words("".join(lines))
    usable_requisition(title)


BERLIN, PARIS = "berlin||de", "paris||fr"


@pytest.mark.parametrize(
    ("then", "now"),
    [
        (("chief of staff engineering", BERLIN), ("software engineer java", BERLIN)),
        (("auto painter", BERLIN), ("paint prep technician 2nd shift", BERLIN)),
        (("sales engineering manager cloud", BERLIN), ("sales engineer cloud product specialist", PARIS)),
        (("senior engineer", BERLIN), ("engineer", PARIS)),
        (("program manager team 805", BERLIN), ("program manager team 809", BERLIN)),
    ],
)
def test_an_id_is_another_jobs(then: tuple[str, str], now: tuple[str, str]) -> None:
    assert another_job(*now, *then)
    assert another_job(*then, *now)


@pytest.mark.parametrize(
    ("then", "now"),
    [
        (("software engineer", BERLIN), ("software engineer", PARIS)),
        (("software engineer", BERLIN), ("senior software engineer", BERLIN)),
        (("product designer payments and risk", BERLIN), ("product design payments risk platform", BERLIN)),
        (("paralegal", BERLIN), ("paralegal labour law team", BERLIN)),
        (("data scientist berlin", BERLIN), ("data scientist", f"{BERLIN};{PARIS}")),
        (("engineer", ""), ("senior engineer", BERLIN)),
        (("engineer 2", BERLIN), ("engineer 3", BERLIN)),
    ],
)
def test_an_id_is_the_same_jobs(then: tuple[str, str], now: tuple[str, str]) -> None:
    assert not another_job(*now, *then)
    assert not another_job(*then, *now)
