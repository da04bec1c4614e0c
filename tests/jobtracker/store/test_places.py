"""The places in use, and those within a radius."""

from __future__ import annotations

import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, event, func, select
from sqlalchemy.orm import Session

from jobtracker.db import Database
from jobtracker.earth import distance_km
from jobtracker.facet_tokens import cell_middle, place_cell
from jobtracker.filters import Filters
from jobtracker.listing import Place
from jobtracker.models import PlaceRow
from jobtracker.store.places import cells_of, cells_within, remember_places
from jobtracker.where import read_where

BERLIN = Place("Berlin, Germany", "Berlin", "Berlin", "DE", 52.5244, 13.4105)
POTSDAM = Place("Potsdam, Brandenburg, Germany", "Potsdam", "Brandenburg", "DE", 52.3989, 13.0657)
SUVA = Place("Suva, Fiji", "Suva", None, "FJ", -18.1416, 178.4415)
ALL = (BERLIN, POTSDAM, SUVA, Place("Germany", country="DE"), Place("Somewhere"))


def cell_of(place: Place) -> int:
    assert place.lat is not None
    assert place.lon is not None
    return place_cell(place.lat, place.lon)


def stored(database: Database) -> list[int]:
    return database.read(lambda session: list(session.scalars(select(PlaceRow.cell).order_by(PlaceRow.cell))))


def test_places_with_a_point_are_written_once(database: Database) -> None:
    for _ in range(2):
        database.write(remember_places, [*ALL, *ALL])
    assert stored(database) == sorted(map(cell_of, (BERLIN, POTSDAM, SUVA)))
    row = database.read(lambda session: session.get_one(PlaceRow, cell_of(BERLIN)))
    assert (row.name, row.city, row.region, row.country) == ("Berlin, Germany", "Berlin", "Berlin", "DE")
    assert (row.lat, row.lon) == cell_middle(row.cell) == (52.52, 13.41)


def test_what_is_known_costs_no_statement(database: Database) -> None:
    database.write(remember_places, ALL)
    said: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda _c, _cursor, words, *_: said.append(words))
    database.write(remember_places, ALL)
    assert not [words for words in said if "place" in words]


def test_what_was_rolled_back_is_written_again(database: Database) -> None:
    def fail(session: Session) -> None:
        remember_places(session, [BERLIN])
        remember_places(session, [BERLIN, POTSDAM])
        with session.begin_nested():
            remember_places(session, [SUVA])
        raise RuntimeError

    with pytest.raises(RuntimeError):
        database.write(fail)
    assert stored(database) == []
    database.write(remember_places, ALL)
    assert len(stored(database)) == 3


def test_many_at_once_write_each_place_once(database_url: str) -> None:
    databases = [Database(database_url) for _ in range(4)]
    places = [Place("Somewhere", lat=1.0, lon=number / 10) for number in range(200)]
    begun = threading.Barrier(4)

    def write(database: Database) -> None:
        begun.wait()
        for start in range(0, 200, 20):
            database.write(remember_places, places[start : start + 20])

    threads = [threading.Thread(target=write, args=(database,)) for database in databases]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert databases[0].read(lambda session: session.scalar(select(func.count()).select_from(PlaceRow))) == 200
    for database in databases:
        database.close()


def test_cells_within_a_radius(database: Database) -> None:
    database.write(remember_places, ALL)

    def within(text: str) -> set[int]:
        of = Filters(where=(read_where(text),))
        ((_, cells),) = database.read(cells_of, of).items()
        return set(cells)

    assert within("Berlin~30km") == {cell_of(BERLIN), cell_of(POTSDAM)}
    assert within("Berlin~10km") == {cell_of(BERLIN)}
    assert within("-18,-179~300km") == {cell_of(SUVA)}
    assert within("90,0~500km") == set()


points = st.tuples(
    st.sampled_from([-90.0, -89.7, -18.0, 0.0, 52.5, 86.0, 89.95, 90.0]) | st.floats(-90, 90),
    st.sampled_from([-180.0, -179.9, 0.0, 13.4, 179.9, 180.0]) | st.floats(-180, 180),
)


def test_the_same_cells_as_a_naive_scan(sqlite_url: str) -> None:
    database = Database(sqlite_url)

    @settings(max_examples=200, deadline=None)
    @given(st.lists(points, max_size=30), points, st.floats(1, 500))
    def compare(where: list[tuple[float, float]], middle: tuple[float, float], km: float) -> None:
        def scan(session: Session) -> list[int]:
            session.execute(delete(PlaceRow))
            session.add_all(
                PlaceRow(cell=cell, name="x", lat=cell_middle(cell)[0], lon=cell_middle(cell)[1])
                for cell in {place_cell(*point) for point in where}
            )
            session.flush()
            found = cells_within(session, *middle, km)
            session.rollback()
            return found

        cells = sorted({place_cell(*point) for point in where})
        assert database.read(scan) == [cell for cell in cells if distance_km(*middle, *cell_middle(cell)) <= km]

    compare()
    database.close()
