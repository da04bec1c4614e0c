"""What is counted ahead; companies by name, size and freshness; events by time."""

import sqlalchemy as sa
from alembic import op

from jobtracker.models.base import ID, MARIADB, UtcDateTime
from jobtracker.models.company import NAME_KEY, name_key

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

INDEXES = {
    "ix_company_name_key_id": ("company", ["name_key", "id"]),
    "ix_company_open_count_id": ("company", ["open_count", "id"]),
    "ix_company_last_complete_at_id": ("company", ["last_complete_at", "id"]),
    "ix_company_country": ("company", ["country"]),
    "ix_company_failing_since": ("company", ["failing_since"]),
    "ix_company_retired_at": ("company", ["retired_at"]),
    "ix_company_switched_off": ("company", ["switched_off"]),
    "ix_listing_event_at": ("listing_event", ["at"]),
    "ix_day_count_day": ("day_count", ["day"]),
}
BATCH = 1_000

# MariaDB commits each step by itself: an upgrade that was cut short goes on with what is left.


def upgrade() -> None:
    inspector = sa.inspect(op.get_bind())
    tables = inspector.get_table_names()
    if "day_count" not in tables:
        numbers = ("new", "begun", "back", "removed")
        op.create_table(
            "day_count",
            sa.Column("company_id", ID, autoincrement=False, nullable=False),
            sa.Column("day", sa.Date(), nullable=False),
            *(sa.Column(name, sa.Integer(), nullable=False) for name in numbers),
            sa.PrimaryKeyConstraint("company_id", "day", name="pk_day_count"),
            **MARIADB,
        )
    if "statistic" not in tables:
        op.create_table(
            "statistic",
            sa.Column("name", sa.String(20), nullable=False),
            sa.Column("value", sa.JSON(), nullable=False),
            sa.Column("counted_at", UtcDateTime(), nullable=False),
            sa.PrimaryKeyConstraint("name", name="pk_statistic"),
            **MARIADB,
        )
    if "name_key" not in {column["name"] for column in inspector.get_columns("company")}:
        op.add_column("company", sa.Column("name_key", NAME_KEY, nullable=False, server_default=""))
    _fill_name_keys(op.get_bind())
    for name, (table, columns) in INDEXES.items():
        if name not in _indexes(table):
            op.create_index(name, table, columns, unique=False)


def _fill_name_keys(connection: sa.Connection) -> None:
    company = sa.table("company", sa.column("id"), sa.column("name"), sa.column("name_key"))
    fill = sa.update(company).where(company.c.id == sa.bindparam("its_id")).values(name_key=sa.bindparam("key"))
    last = 0
    while True:
        some = sa.select(company.c.id, company.c.name).where(company.c.id > last).order_by(company.c.id).limit(BATCH)
        rows = connection.execute(some).all()
        if not rows:
            return
        connection.execute(fill, [{"its_id": row.id, "key": name_key(row.name)} for row in rows])
        last = rows[-1].id


def downgrade() -> None:
    for name, (table, _) in INDEXES.items():
        if name in _indexes(table):
            op.drop_index(name, table)
    if "name_key" in {column["name"] for column in sa.inspect(op.get_bind()).get_columns("company")}:
        op.drop_column("company", "name_key")
    for table in ("statistic", "day_count"):
        if table in sa.inspect(op.get_bind()).get_table_names():
            op.drop_table(table)


def _indexes(table: str) -> set[str]:
    return {str(each["name"]) for each in sa.inspect(op.get_bind()).get_indexes(table)}
