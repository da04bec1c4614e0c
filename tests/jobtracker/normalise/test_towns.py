"""The towns come from one kept file, or from their records; nobody can tell which."""

import pytest

from jobtracker.normalise import towns

NAMES = ("springfield", "koln", "saint petersburg", "no such town")


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """Where the columns are kept, empty at first."""
    path = tmp_path / "__pycache__" / "towns.0.bin"
    monkeypatch.setattr(towns, "_kept_at", lambda _data: path)
    yield path
    towns.all_towns.cache_clear()


def found():
    towns.all_towns.cache_clear()
    every = towns.all_towns()
    rows = {name: every.rows_named(name) for name in NAMES}
    return rows, [(every.names[row], every.divisions[row], every.people[row]) for row in rows["springfield"]]


def test_kept_columns_say_what_the_records_say(kept, monkeypatch):
    rows, springfields = found()
    assert len(rows["springfield"]) > 5
    assert rows["no such town"] == []
    assert ("Springfield", "US IL") in {each[:2] for each in springfields}
    monkeypatch.setattr(towns, "_read", lambda _data: pytest.fail("the records are read again"))
    assert found() == (rows, springfields)


@pytest.mark.parametrize("cut", [0, 7, 50, -1])
def test_a_kept_file_that_is_cut_off_is_made_anew(kept, cut):
    before = found()
    whole = kept.read_bytes()
    kept.write_bytes(whole[:cut])
    assert found() == before
    assert kept.read_bytes() == whole


def test_where_nothing_can_be_kept_the_records_are_read_each_time(kept):
    before = found()
    kept.unlink()
    kept.parent.rmdir()
    kept.parent.write_text("a file where the folder should be")
    assert found() == before


def test_another_version_of_the_data_is_kept_in_place_of_the_old(kept):
    kept.parent.mkdir()
    (kept.parent / "towns.old.bin").write_bytes(b"")
    found()
    assert [path.name for path in kept.parent.iterdir()] == [kept.name]


@pytest.mark.parametrize("at", [3, 60, 100_000, -1])
def test_a_kept_file_that_is_damaged_is_made_anew(kept, at):
    before = found()
    whole = kept.read_bytes()
    damaged = bytearray(whole)
    damaged[at] ^= 255
    kept.write_bytes(damaged)
    assert found() == before
    assert kept.read_bytes() == whole


def test_what_a_full_disk_cut_short_is_cleared_away(kept):
    kept.parent.mkdir()
    (kept.parent / "towns.abcdef.bin").write_bytes(b"half")
    found()
    assert [path.name for path in kept.parent.iterdir()] == [kept.name]
