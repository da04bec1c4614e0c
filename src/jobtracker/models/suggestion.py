"""The table of what people are offered while they type."""

from __future__ import annotations

from sqlalchemy import BigInteger, Index, Integer, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from jobtracker.models.base import MARIADB, Base

# Keys are compared as code points everywhere: a prefix is a range of them.
KEY = String(80).with_variant(String(80, collation="C"), "postgresql")


class Suggestion(Base):
    """A title, company or place from one of its words on: "software engineer" and "engineer" are two rows.

    `depth` is the length of the shortest beginning of `key` for which the row is among the foremost of its kind. Who
    types n letters reads the rows of depth 1 to n that begin with them, which are the foremost ones and no others.
    """

    __tablename__ = "suggestion"
    __table_args__ = (Index("ix_suggestion_kind_depth_key", "kind", "depth", "key"), MARIADB)

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    """A digest of kind, key and label: the same row keeps it."""
    kind: Mapped[str] = mapped_column(String(8))
    """title, company, place."""
    depth: Mapped[int] = mapped_column(SmallInteger)
    key: Mapped[str] = mapped_column(KEY)
    """Folded."""
    label: Mapped[str] = mapped_column(String(300))
    value: Mapped[str] = mapped_column(String(300))
    """What a search takes: the title, the company's slug, the words of a place."""
    count: Mapped[int] = mapped_column(Integer)
    """Open vacancies."""
