"""When a company is due, why it fails, who crawled it; incidents and recrawls."""

import sqlalchemy as sa
from alembic import op

from jobtracker.models.base import ID, MARIADB, LongText, UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def _columns() -> dict[str, list[sa.Column]]:
    def text(name: str, length: int) -> sa.Column:
        return sa.Column(name, sa.String(length), nullable=False, server_default="")

    def number(name: str, value: int = 0) -> sa.Column:
        return sa.Column(name, sa.Integer(), nullable=False, server_default=str(value))

    def time(name: str) -> sa.Column:
        return sa.Column(name, UtcDateTime(), nullable=True)

    return {
        "company": [
            text("host", 255),
            text("switched_off", 300),
            sa.Column("min_listings_edited", sa.Boolean(), nullable=False, server_default=sa.false()),
            time("due_at"),
            time("asked_at"),
            sa.Column("interval", sa.Integer(), nullable=True),
            number("learnt_interval", 6 * 3600),
            sa.Column("pace", sa.JSON(), nullable=True),
            sa.Column("midday", sa.Float(), nullable=True),
            number("waited_for"),
            number("failures"),
            text("cause", 12),
            time("failing_since"),
            time("paused_at"),
            text("paused_why", 300),
            sa.Column("incident_id", ID, nullable=True),
            sa.Column("recrawl_id", ID, nullable=True),
        ],
        "run": [text("cause", 12), text("node", 120)],
    }


INDEXES = ("due_at", "asked_at", "incident_id", "recrawl_id")

# MariaDB commits each step by itself: an upgrade that was cut short goes on with what is left.


def upgrade() -> None:
    for table, columns in _columns().items():
        there = _names("columns", table)
        for column in columns:
            if column.name not in there:
                op.add_column(table, column)
    for name in INDEXES:
        if f"ix_company_{name}" not in _names("indexes", "company"):
            op.create_index(f"ix_company_{name}", "company", [name], unique=False)
    tables = sa.inspect(op.get_bind()).get_table_names()
    if "incident" not in tables:
        op.create_table(
            "incident",
            sa.Column("id", ID, nullable=False),
            sa.Column("ats", sa.String(120), nullable=False),
            sa.Column("cause", sa.String(12), nullable=False),
            sa.Column("opened_at", UtcDateTime(), nullable=False),
            sa.Column("last_at", UtcDateTime(), nullable=False),
            sa.Column("closed_at", UtcDateTime(), nullable=True),
            sa.Column("companies", sa.Integer(), nullable=False),
            sa.Column("example", LongText, nullable=False),
            sa.Column("alerting_at", UtcDateTime(), nullable=True),
            sa.Column("alerted_at", UtcDateTime(), nullable=True),
            sa.PrimaryKeyConstraint("id", name="pk_incident"),
            **MARIADB,
        )
    if "ix_incident_closed_at_ats_cause" not in _names("indexes", "incident"):
        op.create_index("ix_incident_closed_at_ats_cause", "incident", ["closed_at", "ats", "cause"], unique=False)
    if "recrawl" not in tables:
        op.create_table(
            "recrawl",
            sa.Column("id", ID, nullable=False),
            sa.Column("asked_at", UtcDateTime(), nullable=False),
            sa.Column("state", sa.String(8), nullable=False),
            sa.Column("total", sa.Integer(), nullable=False),
            sa.Column("note", LongText, nullable=False),
            sa.PrimaryKeyConstraint("id", name="pk_recrawl"),
            **MARIADB,
        )


def downgrade() -> None:
    tables = sa.inspect(op.get_bind()).get_table_names()
    for table in ("recrawl", "incident"):
        if table in tables:
            op.drop_table(table)
    for name in INDEXES:
        if f"ix_company_{name}" in _names("indexes", "company"):
            op.drop_index(f"ix_company_{name}", "company")
    for table, columns in _columns().items():
        there = _names("columns", table)
        for column in columns:
            if column.name in there:
                op.drop_column(table, column.name)


def _names(what: str, table: str) -> set[str]:
    inspector = sa.inspect(op.get_bind())
    return {str(each["name"]) for each in getattr(inspector, f"get_{what}")(table)}
