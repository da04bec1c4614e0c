from __future__ import annotations

import os
from importlib.resources import files
from pathlib import Path
from time import perf_counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawler.companies.editing import NotWritable, add_rows, file_of
from crawler.companies.registry import NoSource, csv_files, find_faults, header, read
from crawler.loader import adapters
from jobtracker.company import Company

HEAD = "slug,name,token,host,country,homepage,min_listings\n"


def given_rows(folder: Path, text: str | bytes, name: str = "greenhouse.csv") -> Path:
    (folder / name).write_bytes(text.encode() if isinstance(text, str) else text)
    return folder


def errors(folder: Path) -> list[str]:
    return read(folder, adapters()).errors


def test_a_row_becomes_a_company(tmp_path: Path) -> None:
    given_rows(tmp_path, HEAD + 'acme,"Acme, Inc.",acme,,US,https://acme.example,20\n')
    assert read(tmp_path, adapters()).companies == {
        "acme": Company("acme", "Acme, Inc.", "greenhouse", {"token": "acme"}, "US", "https://acme.example", 20)
    }


def test_a_file_of_its_own_may_be_read_and_columns_may_be_missing(tmp_path: Path) -> None:
    given_rows(tmp_path, "\ufeffslug,name,token\nacme,Acme, acme \n\n")
    registry = read(tmp_path / "greenhouse.csv", adapters())
    assert registry.errors == []
    assert registry.companies["acme"] == Company("acme", "Acme", "greenhouse", {"token": "acme"})


@pytest.mark.parametrize(
    ("row", "line"),
    [
        ("Acme,Acme,acme", "slug 'Acme' is not made of a-z, 0-9 and single hyphens"),
        ("a--b,Acme,acme", "slug 'a--b' is not made of"),
        (",Acme,acme", "slug '' is not made of"),
        ("acme,,acme", "no name"),
        ("acme,Acme,", "no token"),
        ("acme", "no name"),
        ("acme,Acme,acme,evil.example", "host is 'evil.example', expected boards-api.greenhouse.io or"),
        ("acme,Acme,acme,,UK", "country 'UK' is not an ISO 3166-1 code"),
        ("acme,Acme,acme,,us", "country 'us' is not"),
        ("acme,Acme,acme,,,acme.example", "homepage 'acme.example' is not an http(s) URL"),
        ("acme,Acme,acme,,,,many", "min_listings 'many' is not a whole number"),
        ("acme,Acme,acme,,,,-1", "min_listings '-1' is not a whole number"),
        ("acme,Acme,acme,,,,1,2,3", "9 cells, but 7 columns"),
        ("acme,Acme,ac\0me", "token 'ac\\x00me' holds control characters"),
        (f"acme,{'x' * 301},acme", "name is longer than 300 characters"),
        ("good,Twin,twin", "slug 'good' is taken by greenhouse.csv:2"),
    ],
)
def test_a_bad_row_is_one_line_and_the_others_go_on(tmp_path: Path, row: str, line: str) -> None:
    given_rows(tmp_path, f"{HEAD}good,Good,good\n{row}\nlast,Last,last\n")
    registry = read(tmp_path, adapters())
    assert list(registry.companies) == ["good", "last"]
    assert len(registry.errors) == 1
    assert registry.errors[0].startswith(f"greenhouse.csv:3: {line}")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("slug,name,tokn\na,A,a\n", "greenhouse.csv:1: unknown column 'tokn'"),
        ("slug,name\na,A\n", "greenhouse.csv:1: no column 'token'"),
        ("slug,slug,name,token\n", "greenhouse.csv:1: column 'slug' comes twice"),
        ("", "greenhouse.csv:1: no column 'slug'"),
        (HEAD.encode() + b"a,\xff,a\n", "greenhouse.csv:2: not UTF-8"),
        (HEAD + '"a,A,a\n', "greenhouse.csv:2: "),
    ],
)
def test_a_bad_file_is_one_line(tmp_path: Path, text: str | bytes, line: str) -> None:
    assert [each[: len(line)] for each in errors(given_rows(tmp_path, text))] == [line]


def test_a_slug_is_unique_over_all_files_and_an_unknown_ats_is_said(tmp_path: Path) -> None:
    given_rows(tmp_path, "slug,name,token\nacme,Acme,acme\n", "ashby.csv")
    given_rows(tmp_path, HEAD + "acme,Acme,acme\n")
    given_rows(tmp_path, "slug,name\n", "klingon.csv")
    assert errors(tmp_path) == [
        "greenhouse.csv:2: slug 'acme' is taken by ashby.csv:2",
        "klingon.csv:1: no ATS is called 'klingon'",
    ]


@given(text=st.text(alphabet=st.characters(codec="utf-8"), max_size=200))
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_reading_never_raises(tmp_path: Path, text: str) -> None:
    read(given_rows(tmp_path, text), adapters())
    read(given_rows(tmp_path, HEAD + text), adapters())


def test_five_thousand_rows_are_read_in_no_time(tmp_path: Path) -> None:
    rows = "".join(f"c-{n:05},Company {n},token{n},,US,https://example.com,\n" for n in range(5000))
    given_rows(tmp_path, HEAD + rows)
    began = perf_counter()
    assert len(read(tmp_path, adapters()).companies) == 5000
    assert perf_counter() - began < 2  # 0.03 s on an idle machine


def test_faults_that_reading_bears(tmp_path: Path) -> None:
    given_rows(tmp_path, HEAD + "b,B,same\na,A,Same\n")
    given_rows(tmp_path, "slug,name,host,tenant,site\nw,W,10.0.0.1,w,w\n", "workday.csv")
    assert find_faults(read(tmp_path, adapters()), adapters()) == [
        "greenhouse.csv:3: not sorted: a stands after b",
        "workday.csv:2: host is '10.0.0.1', expected one of myworkdayjobs.com or myworkdaysite.com",
    ]
    given_rows(tmp_path, HEAD + "a,A,same\nb,B,same\n")
    assert "greenhouse.csv:3: the board of greenhouse.csv:2 once more" in find_faults(
        read(tmp_path, adapters()), adapters()
    )


def test_the_shipped_registry_is_in_order() -> None:
    registry = read(None, adapters())
    assert registry.errors == []
    assert find_faults(registry, adapters()) == []
    assert len(registry.companies) >= 400
    assert len({company.ats for company in registry.companies.values()}) >= 5
    for file in csv_files(files("crawler.companies")):
        assert file.read_text().split("\n", 1)[0] == ",".join(header(adapters()[file.name[:-4]]))


def test_rows_are_added_in_their_order_and_the_others_stay(tmp_path: Path) -> None:
    old = 'slug,name,token\na,"A, Inc.",a\nz,Zoë,z\n'
    given_rows(tmp_path, old)
    add_rows(
        tmp_path / "greenhouse.csv", [Company("m", "M", "greenhouse", {"token": "m"}, "US")], adapters()["greenhouse"]
    )
    assert (tmp_path / "greenhouse.csv").read_text() == (
        'slug,name,token,host,country,homepage,min_listings\na,"A, Inc.",a,,,,\nm,M,m,,US,,\nz,Zoë,z,,,,\n'
    )
    assert [path.name for path in tmp_path.iterdir()] == ["greenhouse.csv"]


def test_a_new_file_gets_its_header(tmp_path: Path) -> None:
    file = file_of(tmp_path, "ashby")
    add_rows(file, [Company("a", "A", "ashby", {"token": "Bell Works"})], adapters()["ashby"])
    assert file.read_text() == "slug,name,token,country,homepage,min_listings\na,A,Bell Works,,,\n"


def test_where_nothing_can_be_written_it_says_what_to_set(tmp_path: Path) -> None:
    (tmp_path / "ashby.csv").touch()
    for registry in ("none", tmp_path / "missing", tmp_path / "ashby.csv"):
        with pytest.raises(NotWritable, match="JOBTRACKER_REGISTRY"):
            file_of(registry, "lever")
    assert file_of(tmp_path / "ashby.csv", "ashby") == tmp_path / "ashby.csv"


@pytest.mark.timeout(10)
def test_what_has_no_end_is_refused_before_it_is_read(tmp_path: Path) -> None:
    given_rows(tmp_path, HEAD + "acme,Acme,acme,,,,\n")
    os.mkfifo(tmp_path / "lever.csv")
    (tmp_path / "ashby.csv").symlink_to("/dev/zero")
    (tmp_path / "workday.csv").mkdir()
    registry = read(tmp_path, adapters())
    assert registry.errors == [f"{ats}.csv: not a regular file" for ats in ("ashby", "lever", "workday")]
    assert [*registry.companies] == ["acme"]
    for path in (tmp_path / "lever.csv", tmp_path / "ashby.csv"):
        with pytest.raises(NoSource, match=f"^{path}: neither a file nor a folder$"):
            read(path, adapters())
