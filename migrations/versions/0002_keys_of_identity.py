"""Identity's key of title and places, kept with the listing; an index for the breaker."""

import sqlalchemy as sa
from alembic import op

from jobtracker.identity_keys import post_key

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

BATCH = 1_000


# MariaDB commits each step by itself: an upgrade that was cut short goes on with what is left.


def upgrade() -> None:
    if not _has_index("ix_company_ats_held_since"):
        op.create_index("ix_company_ats_held_since", "company", ["ats", "held_since"], unique=False)
    if _has_index("ix_company_ats"):
        op.drop_index("ix_company_ats", "company")
    if not _has_key():
        op.add_column("listing", sa.Column("post_key", sa.String(length=32), nullable=False, server_default=""))
    _fill()


def downgrade() -> None:
    if _has_key():
        op.drop_column("listing", "post_key")
    if not _has_index("ix_company_ats"):
        op.create_index("ix_company_ats", "company", ["ats"], unique=False)
    if _has_index("ix_company_ats_held_since"):
        op.drop_index("ix_company_ats_held_since", "company")


def _has_index(name: str) -> bool:
    return any(index["name"] == name for index in sa.inspect(op.get_bind()).get_indexes("company"))


def _has_key() -> bool:
    return any(column["name"] == "post_key" for column in sa.inspect(op.get_bind()).get_columns("listing"))


def _fill() -> None:
    listing = sa.table("listing", *map(sa.column, ("id", "title_key", "places_key", "post_key")))
    fill = sa.update(listing).where(listing.c.id == sa.bindparam("its_id"))
    batch = sa.select(listing.c.id, listing.c.title_key, listing.c.places_key).order_by(listing.c.id).limit(BATCH)
    last = 0
    while rows := op.get_bind().execute(batch.where(listing.c.id > last)).all():
        op.get_bind().execute(fill, [{"its_id": row.id, "post_key": post_key(row[1], row[2])} for row in rows])
        last = rows[-1].id
