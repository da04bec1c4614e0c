"""The places in use: written with the listings, read by whoever asks for a radius."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, and_, event, insert, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from jobtracker.earth import boxes_around, distance_km
from jobtracker.facet_tokens import cell_middle, place_cell
from jobtracker.filters import Filters, Near, nears
from jobtracker.listing import Place
from jobtracker.models import PlaceRow
from jobtracker.store.board import chunks

_TRIES: Final = 3
_WRITTEN: Final = "places_written"
"""In Session.info: cells that this transaction wrote and that are not committed yet."""
# Nearly every listing is where others are: asking the database each time would cost a statement a batch.
_KNOWN: Final[WeakKeyDictionary[Engine, set[int]]] = WeakKeyDictionary()


def remember_places(session: Session, places: Iterable[Place]) -> None:
    """Write those of the places whose cell is not there yet, in the order of the cells."""
    rows = {row["cell"]: row for row in map(_row, places) if row}
    known = _known(session)
    missing = sorted(rows.keys() - known - session.info.get(_WRITTEN, set()))
    for chunk in chunks(missing):
        _insert_missing(session, {cell: rows[cell] for cell in chunk}, known)


def cells_within(session: Session, lat: float, lon: float, km: float) -> list[int]:
    """The cells in use whose middle is within `km`, sorted."""
    inside = or_(
        *(
            and_(PlaceRow.lat.between(box.south, box.north), PlaceRow.lon.between(box.west, box.east))
            for box in boxes_around(lat, lon, km)
        )
    )
    cells = session.scalars(select(PlaceRow.cell).where(inside).order_by(PlaceRow.cell))
    return [cell for cell in cells if distance_km(lat, lon, *cell_middle(cell)) <= km]


def cells_of(session: Session, filters: Filters) -> dict[Near, list[int]]:
    """What `filters.node` has to be given."""
    return {near: cells_within(session, near.lat, near.lon, near.km) for near in nears(filters)}


def _row(place: Place) -> dict[str, Any] | None:
    if place.lat is None or place.lon is None:
        return None
    cell = place_cell(place.lat, place.lon)
    lat, lon = cell_middle(cell)
    return {
        "cell": cell,
        "name": place.name[:300],
        "city": (place.city or "")[:200],
        "region": (place.region or "")[:200],
        "country": place.country or "",
        "lat": lat,
        "lon": lon,
    }


def _insert_missing(session: Session, rows: Mapping[int, Mapping[str, Any]], known: set[int]) -> None:
    """Again if another transaction wrote one of them between the look and the write."""
    for attempt in range(1, _TRIES + 1):
        there = set(session.scalars(select(PlaceRow.cell).where(PlaceRow.cell.in_(rows))))
        known |= there - session.info.get(_WRITTEN, set())
        missing = [dict(rows[cell]) for cell in sorted(rows.keys() - there)]
        try:
            with session.begin_nested():
                if missing:
                    session.execute(insert(PlaceRow), missing)
        except IntegrityError:
            if attempt == _TRIES:
                raise
        else:
            _note(session, {row["cell"] for row in missing})
            return


def _known(session: Session) -> set[int]:
    """The cells that are committed for sure. A transaction that is rolled back takes its own with it."""
    return _KNOWN.setdefault(session.connection().engine, set())


def _note(session: Session, cells: set[int]) -> None:
    if _WRITTEN not in session.info:
        event.listen(session, "after_commit", _committed)
        event.listen(session, "after_rollback", _rolled_back)
    session.info.setdefault(_WRITTEN, set()).update(cells)


def _committed(session: Session) -> None:
    if not session.in_nested_transaction():
        _KNOWN.setdefault(session.get_bind().engine, set()).update(session.info[_WRITTEN])
        session.info[_WRITTEN].clear()


def _rolled_back(session: Session) -> None:
    session.info[_WRITTEN].clear()
