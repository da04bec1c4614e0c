"""The search index, its words, the places, what is offered while people type."""

import sqlalchemy as sa
from alembic import op

from jobtracker.models.base import MARIADB

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# MariaDB commits each step by itself: an upgrade that was cut short goes on with what is left.


def upgrade() -> None:
    _create_places()
    _create_suggestions()


def _create_places() -> None:
    op.create_table(
        "place",
        sa.Column("cell", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("name", sa.String(300), nullable=False),
        sa.Column("city", sa.String(200), nullable=False),
        sa.Column("region", sa.String(200), nullable=False),
        sa.Column("country", sa.String(2), nullable=False),
        sa.Column("lat", sa.Double(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=False),
        if_not_exists=True,
        **MARIADB,
    )
    op.create_index("ix_place_lat_lon", "place", ["lat", "lon"], if_not_exists=True)


def _create_suggestions() -> None:
    op.create_table(
        "suggestion",
        sa.Column("id", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("depth", sa.SmallInteger(), nullable=False),
        sa.Column("key", sa.String(80).with_variant(sa.String(80, collation="C"), "postgresql"), nullable=False),
        sa.Column("label", sa.String(300), nullable=False),
        sa.Column("value", sa.String(300), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        if_not_exists=True,
        **MARIADB,
    )
    op.create_index("ix_suggestion_kind_depth_key", "suggestion", ["kind", "depth", "key"], if_not_exists=True)
