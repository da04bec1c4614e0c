"""Trackers, matches, deliveries; addresses that nothing is mailed to; which runs were matched."""

import sqlalchemy as sa
from alembic import op

from jobtracker.models.base import ID, MARIADB, NEVER_AGAIN, LongText, UtcDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

NUMBERS = ("matched", "told", "relevant", "irrelevant", "link_version")
INDEXES = {
    "ix_tracker_next_at": ("tracker", ["next_at"]),
    "ix_tracker_changed_at": ("tracker", ["changed_at"]),
    "ix_tracker_ended_at_ends_at": ("tracker", ["ended_at", "ends_at"]),
    "ix_tracker_webhook_next_at": ("tracker", ["webhook_next_at"]),
    "ix_tracker_match_tracker_id_delivery_id": ("tracker_match", ["tracker_id", "delivery_id"]),
    "ix_tracker_match_vacancy_id": ("tracker_match", ["vacancy_id"]),
    "ix_tracker_match_waits": ("tracker_match", ["state", "tracker_id"]),
    "ix_beginning_tracker_id_delivery_id": ("beginning", ["tracker_id", "delivery_id"]),
    "ix_beginning_company_id": ("beginning", ["company_id"]),
    "ix_delivery_tracker_id_id": ("delivery", ["tracker_id", "id"]),
    "ix_run_matched_at": ("run", ["matched_at"]),
}

# MariaDB commits each step by itself: an upgrade that was cut short goes on with what is left.


def _text(name: str, length: int) -> sa.Column:
    return sa.Column(name, sa.String(length), nullable=False)


def _time(name: str, *, nullable: bool = True) -> sa.Column:
    return sa.Column(name, UtcDateTime(), nullable=nullable)


def _number(name: str, kind: object = sa.Integer, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, kind, nullable=nullable)


def _key(table: str, columns: str, referred: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_{columns}_{referred}"
    return sa.ForeignKeyConstraint([columns], [f"{referred}.id"], name=name, ondelete="CASCADE")


def _tables() -> dict[str, list[sa.Column | sa.Constraint]]:
    return {
        "tracker": [
            _number("id", ID),
            _number("user_id", ID),
            _text("name", 120),
            sa.Column("search", LongText, nullable=False),
            _text("search_key", 64),
            sa.Column("muted_companies", sa.JSON(), nullable=False),
            sa.Column("muted_words", sa.JSON(), nullable=False),
            sa.Column("email", sa.String(254), nullable=True),
            _time("email_confirmed_at"),
            _text("cadence", 8),
            _number("hour"),
            _number("weekday"),
            _text("zone", 64),
            *(_time(name, nullable=False) for name in ("created_at", "since", "ends_at")),
            *(_time(name) for name in ("warned_at", "ended_at", "paused_at")),
            _time("changed_at", nullable=False),
            _time("next_at"),
            sa.Column("last_date", sa.Date(), nullable=True),
            *(_number(name) for name in NUMBERS),
            _text("webhook_url", 2000),
            _number("webhook_failures"),
            _text("webhook_error", 300),
            _time("webhook_next_at"),
            sa.PrimaryKeyConstraint("id", name="pk_tracker"),
            sa.UniqueConstraint("user_id", "search_key", name="uq_tracker_user_id_search_key"),
            _key("tracker", "user_id", "user"),
        ],
        "tracker_match": [
            sa.Column("tracker_id", ID, autoincrement=False, nullable=False),
            sa.Column("vacancy_id", ID, autoincrement=False, nullable=False),
            *(_number(name, ID) for name in ("listing_id", "company_id", "run_id")),
            _time("matched_at", nullable=False),
            _text("state", 8),
            _number("delivery_id", ID, nullable=True),
            sa.Column("relevant", sa.Boolean(), nullable=True),
            _time("posted_at"),
            sa.PrimaryKeyConstraint("tracker_id", "vacancy_id", name="pk_tracker_match"),
            _key("tracker_match", "tracker_id", "tracker"),
            _key("tracker_match", "vacancy_id", "vacancy"),
        ],
        "beginning": [
            sa.Column("tracker_id", ID, autoincrement=False, nullable=False),
            sa.Column("run_id", ID, autoincrement=False, nullable=False),
            _number("company_id", ID),
            _number("number"),
            _time("at", nullable=False),
            _number("delivery_id", ID, nullable=True),
            sa.PrimaryKeyConstraint("tracker_id", "run_id", name="pk_beginning"),
            _key("beginning", "tracker_id", "tracker"),
            _key("beginning", "company_id", "company"),
        ],
        "delivery": [
            _number("id", ID),
            _number("tracker_id", ID),
            _text("kind", 8),
            _time("created_at", nullable=False),
            _number("number"),
            _text("subject", 300),
            sa.Column("content", sa.JSON(), nullable=True),
            _time("sent_at"),
            _text("error", 300),
            sa.PrimaryKeyConstraint("id", name="pk_delivery"),
            _key("delivery", "tracker_id", "tracker"),
        ],
        "suppressed": [
            _text("address", 254),
            _text("reason", 10),
            _text("detail", 300),
            _time("at", nullable=False),
            sa.PrimaryKeyConstraint("address", name="pk_suppressed"),
        ],
    }


def upgrade() -> None:
    inspector = sa.inspect(op.get_bind())
    there = inspector.get_table_names()
    for name, columns in _tables().items():
        if name not in there:
            op.create_table(name, *columns, **MARIADB, **(NEVER_AGAIN if name == "tracker" else {}))
    if "matched_at" not in {column["name"] for column in inspector.get_columns("run")}:
        op.add_column("run", _time("matched_at"))
    # There was no tracker when they were closed.
    op.execute("UPDATE run SET matched_at = finished_at WHERE matched_at IS NULL AND finished_at IS NOT NULL")
    for name, (table, columns) in INDEXES.items():
        if name not in _indexes(table):
            op.create_index(name, table, columns, unique=False)


def downgrade() -> None:
    if "ix_run_matched_at" in _indexes("run"):
        op.drop_index("ix_run_matched_at", "run")
    if "matched_at" in {column["name"] for column in sa.inspect(op.get_bind()).get_columns("run")}:
        op.drop_column("run", "matched_at")
    for table in reversed(_tables()):
        if table in sa.inspect(op.get_bind()).get_table_names():
            op.drop_table(table)


def _indexes(table: str) -> set[str]:
    return {str(each["name"]) for each in sa.inspect(op.get_bind()).get_indexes(table)}
