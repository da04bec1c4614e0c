"""Companies that people muted."""

import sqlalchemy as sa
from alembic import op

from jobtracker.models.base import ID, MARIADB, UtcDateTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

INDEX = "ix_muted_company_id"

# MariaDB commits each step by itself: an upgrade that was cut short goes on with what is left.


def _key(column: str, referred: str) -> sa.ForeignKeyConstraint:
    name = f"fk_muted_{column}_{referred}"
    return sa.ForeignKeyConstraint([column], [f"{referred}.id"], name=name, ondelete="CASCADE")


def upgrade() -> None:
    if "muted" not in sa.inspect(op.get_bind()).get_table_names():
        op.create_table(
            "muted",
            sa.Column("user_id", ID, nullable=False),
            sa.Column("company_id", ID, nullable=False),
            sa.Column("since", UtcDateTime(), nullable=False),
            sa.PrimaryKeyConstraint("user_id", "company_id", name="pk_muted"),
            _key("user_id", "user"),
            _key("company_id", "company"),
            **MARIADB,
        )
    if INDEX not in {each["name"] for each in sa.inspect(op.get_bind()).get_indexes("muted")}:
        op.create_index(INDEX, "muted", ["company_id"], unique=False)


def downgrade() -> None:
    if "muted" in sa.inspect(op.get_bind()).get_table_names():
        op.drop_table("muted")
