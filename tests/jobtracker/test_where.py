"""Where somebody could work, read from a URL and written into it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobtracker.filters import FilterError, Near, Where
from jobtracker.normalise.area_names import SUPRANATIONAL
from jobtracker.normalise.regions import regions_by_code
from jobtracker.where import read_where, write_where

BERLIN = {"lat": 52.5244, "lon": 13.4105}
MUNICH = {"lat": 48.1374, "lon": 11.5755}


@pytest.mark.parametrize(
    ("text", "where", "written"),
    [
        ("Berlin", Where(near=Near(**BERLIN, km=30)), "Berlin~30km"),
        ("Berlin~30km:on-site,hybrid", Where(near=Near(**BERLIN, km=30), workplaces=("hybrid", "on-site")), None),
        (" berlin ~ 30 KM : Hybrid ", Where(near=Near(**BERLIN, km=30), workplaces=("hybrid",)), "berlin~30km:hybrid"),
        ("Berlin~20mi", Where(near=Near(**BERLIN, km=32.187)), "Berlin~20mi"),
        ("Berlin~2.5km", Where(near=Near(**BERLIN, km=2.5)), "Berlin~2.5km"),
        ("München~10km", Where(near=Near(**MUNICH, km=10)), "München~10km"),
        ("Munich~10km", Where(near=Near(**MUNICH, km=10)), "Munich~10km"),
        ("Köln~10km", Where(near=Near(lat=50.9333, lon=6.95, km=10)), None),
        ("Cologne~10km", Where(near=Near(lat=50.9333, lon=6.95, km=10)), None),
        ("Wien~10km", Where(near=Near(lat=48.2085, lon=16.3721, km=10)), None),
        ("Zürich~10km", Where(near=Near(lat=47.3667, lon=8.55, km=10)), None),
        ("Springfield, Illinois, US~10km", Where(near=Near(lat=39.8017, lon=-89.6437, km=10)), None),
        ("52.52,13.40~30km", Where(near=Near(lat=52.52, lon=13.4, km=30)), "52.52,13.4~30km"),
        ("-33.8688, 151.2093~5km", Where(near=Near(lat=-33.8688, lon=151.2093, km=5)), "-33.8688,151.2093~5km"),
        ("Luxembourg~20km", Where(near=Near(lat=49.6098, lon=6.1327, km=20)), None),
        ("Luxembourg", Where(areas=("LU",)), "Luxembourg"),
        ("Germany", Where(areas=("DE",)), "Germany"),
        ("Deutschland", Where(areas=("DE",)), "Deutschland"),
        ("DE", Where(areas=("DE",)), "DE"),
        ("CA", Where(areas=("CA",)), "CA"),
        ("US-CA", Where(areas=("US-CA",)), "US-CA"),
        ("Bavaria:hybrid", Where(areas=("DE-BY",), workplaces=("hybrid",)), "Bavaria:hybrid"),
        ("Bayern", Where(areas=("DE-BY",)), "Bayern"),
        ("DACH", Where(areas=("AT", "CH", "DE")), "DACH"),
        ("DE/AT", Where(areas=("AT", "DE")), None),
        ("EU", Where(areas=("EU",)), "EU"),
        ("remote", Where(workplaces=("remote",)), "remote"),
        ("On-site, hybrid", Where(workplaces=("hybrid", "on-site")), "hybrid,on-site"),
        ("Remote:DE", Where(remote_from="DE"), "remote:DE"),
        ("remote:Germany,unknown", Where(remote_from="DE", unknown_eligibility=True), "remote:Germany,unknown"),
        ("remote:UK", Where(remote_from="GB"), "remote:UK"),
        ("remote:US-CA", Where(remote_from="US-CA"), "remote:US-CA"),
        ("remote:München", Where(remote_from="DE-BY"), "remote:München"),
        ("remote:Springfield, Illinois, US", Where(remote_from="US-IL"), "remote:Springfield, Illinois, US"),
        ("remote:EU", Where(remote_from="EU"), "remote:EU"),
    ],
)
def test_read_and_written(text: str, where: Where, written: str | None) -> None:
    found = read_where(text)
    assert found == where
    assert read_where(write_where(found)) == where
    assert written in (None, write_where(found))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "characters"),
        ("x" * 201, "200 characters"),
        ("asdfqwer", '"asdfqwer" is no place'),
        ("Springfield", "Springfield, Illinois, US"),
        ("Georgia", "several"),
        ("Worldwide", "no place"),
        (":hybrid", "no place"),
        ("Berlin:", "hybrid"),
        ("Berlin:sometimes", "hybrid, on-site, remote, unknown"),
        ("Berlin:hybrid:remote", "hybrid"),
        ("Berlin~", "1 to 500 km"),
        ("Berlin~0km", "1 to 500 km"),
        ("Berlin~501km", "1 to 500 km"),
        ("Berlin~400mi", "1 to 500 km"),
        ("Berlin~nan", "1 to 500 km"),
        ("Berlin~infkm", "1 to 500 km"),
        ("Berlin~-5km", "1 to 500 km"),
        ("Berlin~30", "~30km or ~20mi"),
        ("Berlin~٣٠km", "1 to 500 km"),
        ("Germany~30km", "larger"),
        ("DE~30km", "larger"),
        ("91,0", "-90 to 90"),
        ("0,181", "-180 to 180"),
        ("Berlin or Munich", "where=Berlin&where=Munich"),
        ("Berlin (Remote)", "behind a colon"),
        ("Remote Germany", "remote:DE"),
        ("remote:", "behind remote:"),
        ("remote:unknown", "behind remote:"),
        ("remote:DE,AT", "one country"),
        ("remote:DACH", "one country"),
        ("remote:asdfqwer", "behind remote:"),
        ("remote~30km", "behind a colon"),
    ],
)
def test_what_cannot_be_read_says_what_was_expected(text: str, words: str) -> None:
    with pytest.raises(FilterError) as raised:
        read_where(text)
    assert raised.value.name == "where"
    assert words in raised.value.message


def test_words_do_not_make_a_difference() -> None:
    assert read_where("Munich~30km") == read_where("München~30km") == read_where("münchen")
    assert hash(read_where("Germany")) == hash(read_where("DE"))


codes = st.sampled_from(sorted({*regions_by_code(), *SUPRANATIONAL} - {"WORLDWIDE"}))
how = st.lists(st.sampled_from(["hybrid", "on-site", "remote", "unknown"]), unique=True).map(
    lambda some: tuple(sorted(some))
)
kms = st.integers(1, 500).map(float) | st.floats(1, 500).map(lambda km: round(km, 3))
circles = st.builds(
    Near,
    lat=st.floats(-90, 90).map(lambda lat: round(lat, 4)),
    lon=st.floats(-180, 180).map(lambda lon: round(lon, 4)),
    km=kms | st.integers(1, 310).map(lambda miles: round(miles * 1.609344, 3)),
    label=st.sampled_from(["", "a:b", "~"]),
)


@settings(max_examples=1000)
@given(
    st.builds(Where, near=circles, workplaces=how)
    | st.builds(
        Where,
        areas=st.lists(codes, min_size=1, max_size=4, unique=True).map(lambda a: tuple(sorted(a))),
        workplaces=how,
    )
    | st.builds(Where, remote_from=codes | st.just("WORLDWIDE"), unknown_eligibility=st.booleans())
)
def test_what_is_written_is_read_as_the_same(where: Where) -> None:
    written = write_where(where)
    assert read_where(written) == where
    assert write_where(read_where(written)) == written


@settings(max_examples=1000, deadline=None)
@given(st.text(max_size=60) | st.from_regex(r"[A-Za-z,~:0-9 .-]{1,40}", fullmatch=True))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        where = read_where(text)
    except FilterError:
        return
    assert read_where(write_where(where)) == where
