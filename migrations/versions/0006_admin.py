"""Audit, additions, reports; what of a company an operator set; indexes that operators need."""

import sqlalchemy as sa
from alembic import op

from jobtracker.models.base import ID, MARIADB, UtcDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def _text(name: str, length: int) -> sa.Column:
    return sa.Column(name, sa.String(length), nullable=False)


def _tables() -> dict[str, list[sa.Column | sa.Constraint]]:
    return {
        "audit": [
            sa.Column("id", ID, nullable=False),
            sa.Column("at", UtcDateTime(), nullable=False),
            sa.Column("user_id", ID, nullable=True),
            _text("who", 254),
            _text("via", 8),
            _text("act", 40),
            _text("subject", 200),
            sa.Column("detail", sa.JSON(), nullable=False),
            _text("address", 45),
        ],
        "addition": [
            sa.Column("id", ID, nullable=False),
            _text("url", 2000),
            _text("slug", 120),
            _text("name", 300),
            _text("country", 2),
            _text("homepage", 500),
            _text("asked_by", 254),
            sa.Column("asked_at", UtcDateTime(), nullable=False),
            sa.Column("taken_at", UtcDateTime(), nullable=True),
            _text("taken_by", 120),
            sa.Column("tries", sa.Integer(), nullable=False),
            sa.Column("done_at", UtcDateTime(), nullable=True),
            _text("verdict", 16),
            _text("company", 120),
            _text("why", 500),
            sa.Column("titles", sa.JSON(), nullable=False),
            sa.Column("total", sa.Integer(), nullable=True),
        ],
        "report": [
            sa.Column("id", ID, nullable=False),
            sa.Column("listing_id", ID, nullable=False),
            sa.Column("waiting", ID, nullable=True),
            sa.Column("at", UtcDateTime(), nullable=False),
            sa.Column("last_at", UtcDateTime(), nullable=False),
            sa.Column("count", sa.Integer(), nullable=False),
            _text("note", 500),
            sa.Column("verdict", sa.String(8), nullable=False, server_default=""),
            sa.Column("why", sa.String(300), nullable=False, server_default=""),
            sa.Column("checked_at", UtcDateTime(), nullable=True),
            sa.ForeignKeyConstraint(["listing_id"], ["listing.id"], name="fk_report_listing_id_listing"),
            sa.UniqueConstraint("waiting", name="uq_report_waiting"),
        ],
    }


INDEXES = {
    "audit": [("at",), ("act", "id"), ("subject", "id"), ("who", "id")],
    "addition": [("done_at", "id")],
    "report": [("listing_id", "at")],
    "company": [("ats", "slug"), ("cause", "slug"), ("paused_at",)],
    "run": [("ats", "started_at"), ("cause", "started_at"), ("node", "started_at"), ("outcome", "started_at")],
}


def _columns() -> dict[str, list[sa.Column]]:
    return {
        "company": [sa.Column("edited", sa.String(60), nullable=False, server_default="")],
        "run": [sa.Column("ats", sa.String(60), nullable=False, server_default="")],
    }


# MariaDB commits each step by itself: an upgrade that was cut short goes on with what is left.


def upgrade() -> None:
    there = sa.inspect(op.get_bind()).get_table_names()
    for table, columns in _tables().items():
        if table not in there:
            op.create_table(table, *columns, sa.PrimaryKeyConstraint("id", name=f"pk_{table}"), **MARIADB)
    for table, columns in _columns().items():
        for column in columns:
            if column.name not in _names("columns", table):
                op.add_column(table, column)
    op.execute(
        "UPDATE run SET ats = (SELECT company.ats FROM company WHERE company.id = run.company_id) WHERE run.ats = ''"
    )
    for table, indexes in INDEXES.items():
        for names in indexes:
            if _index(table, names) not in _names("indexes", table):
                op.create_index(_index(table, names), table, [*names], unique=False)
    if "ix_listing_missing_since" not in _names("indexes", "listing"):
        few = sa.text("missing_since IS NOT NULL")
        op.create_index(
            "ix_listing_missing_since", "listing", ["missing_since"], postgresql_where=few, sqlite_where=few
        )


def downgrade() -> None:
    if "ix_listing_missing_since" in _names("indexes", "listing"):
        op.drop_index("ix_listing_missing_since", "listing")
    for table, indexes in INDEXES.items():
        for names in indexes:
            if table not in _tables() and _index(table, names) in _names("indexes", table):
                op.drop_index(_index(table, names), table)
    for table, columns in _columns().items():
        for column in columns:
            if column.name in _names("columns", table):
                op.drop_column(table, column.name)
    for table in _tables():
        if table in sa.inspect(op.get_bind()).get_table_names():
            op.drop_table(table)


def _index(table: str, names: tuple[str, ...]) -> str:
    return f"ix_{table}_{'_'.join(names)}"


def _names(what: str, table: str) -> set[str]:
    inspector = sa.inspect(op.get_bind())
    return {str(each["name"]) for each in getattr(inspector, f"get_{what}")(table)}
