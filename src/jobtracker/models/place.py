"""The table of places in use: which cells of the earth a radius has to ask for."""

from __future__ import annotations

from sqlalchemy import Double, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from jobtracker.models.base import MARIADB, Base


class PlaceRow(Base):
    """One cell (0.01 degree) in which a listing is or was, with the first place that was seen there."""

    __tablename__ = "place"
    __table_args__ = (Index("ix_place_lat_lon", "lat", "lon"), MARIADB)

    cell: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """facet_tokens.place_cell of its coordinates."""
    name: Mapped[str] = mapped_column(String(300))
    city: Mapped[str] = mapped_column(String(200), default="")
    region: Mapped[str] = mapped_column(String(200), default="")
    country: Mapped[str] = mapped_column(String(2), default="")
    """ISO 3166-1 alpha-2; "" unknown."""
    lat: Mapped[float] = mapped_column(Double)
    """The middle of the cell, as `lon`: what distances are taken to."""
    lon: Mapped[float] = mapped_column(Double)
