"""Accounts, what people keep, their tokens and notices, the mails to them; which runs were told of."""

import sqlalchemy as sa
from alembic import op

from jobtracker.models.base import ID, MARIADB, LongText, UtcDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def _text(name: str, length: int) -> sa.Column:
    return sa.Column(name, sa.String(length), nullable=False)


def _time(name: str, nullable: bool = True) -> sa.Column:
    return sa.Column(name, UtcDateTime(), nullable=nullable)


def _id() -> sa.Column:
    return sa.Column("id", ID, nullable=False)


def _of(table: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(f"{table}_id", ID, nullable=nullable)


def _belongs(table: str, to: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_{to}_id_{to}"
    return sa.ForeignKeyConstraint([f"{to}_id"], [f"{to}.id"], name=name, ondelete="CASCADE")


def _tables() -> dict[str, list[sa.schema.SchemaItem]]:
    return {
        "user": [
            _id(),
            _text("email", 254),
            _text("password_hash", 200),
            sa.Column("admin", sa.Boolean(), nullable=False),
            _time("created_at", nullable=False),
            _time("confirmed_at"),
            _time("disabled_at"),
            _text("session_key", 43),
            sa.Column("notices_mailed", sa.Boolean(), nullable=False, server_default=sa.true()),
            _time("told_at"),
            sa.PrimaryKeyConstraint("id", name="pk_user"),
            sa.UniqueConstraint("email", name="uq_user_email"),
            sa.UniqueConstraint("session_key", name="uq_user_session_key"),
        ],
        "ticket": [
            _id(),
            _of("user", nullable=True),
            _text("email", 254),
            _text("purpose", 12),
            _text("hash", 64),
            _text("secret", 200),
            _time("created_at", nullable=False),
            _time("expires_at", nullable=False),
            _time("used_at"),
            _belongs("ticket", "user"),
            sa.PrimaryKeyConstraint("id", name="pk_ticket"),
            sa.UniqueConstraint("hash", name="uq_ticket_hash"),
        ],
        "api_token": [
            _id(),
            _of("user"),
            _text("name", 100),
            _text("hash", 64),
            sa.Column("scopes", sa.JSON(), nullable=False),
            _time("created_at", nullable=False),
            _time("last_used_at"),
            _time("expires_at"),
            _time("revoked_at"),
            _belongs("api_token", "user"),
            sa.PrimaryKeyConstraint("id", name="pk_api_token"),
            sa.UniqueConstraint("hash", name="uq_api_token_hash"),
        ],
        "kept": [
            _of("user"),
            _of("vacancy"),
            _time("saved_at"),
            _time("hidden_at"),
            _time("applied_at"),
            sa.Column("note", LongText, nullable=False),
            _belongs("kept", "user"),
            _belongs("kept", "vacancy"),
            sa.PrimaryKeyConstraint("user_id", "vacancy_id", name="pk_kept"),
        ],
        "followed": [
            _of("user"),
            _of("company"),
            _time("since", nullable=False),
            _belongs("followed", "user"),
            _belongs("followed", "company"),
            sa.PrimaryKeyConstraint("user_id", "company_id", name="pk_followed"),
        ],
        "notice": [
            _id(),
            _of("user"),
            _text("kind", 10),
            _of("vacancy", nullable=True),
            _of("company"),
            _time("at", nullable=False),
            sa.Column("detail", sa.JSON(), nullable=False),
            _time("read_at"),
            sa.Column("mail_id", ID, nullable=True),
            _belongs("notice", "user"),
            _belongs("notice", "vacancy"),
            _belongs("notice", "company"),
            sa.PrimaryKeyConstraint("id", name="pk_notice"),
        ],
        "mail": [
            _id(),
            _of("user", nullable=True),
            _text("recipient", 254),
            _text("kind", 20),
            sa.Column("data", sa.JSON(), nullable=False),
            _text("secret", 200),
            sa.Column("once", sa.String(80), nullable=True),
            _time("created_at", nullable=False),
            _time("due_at", nullable=False),
            sa.Column("tries", sa.Integer(), nullable=False),
            _time("sent_at"),
            _text("error", 300),
            _belongs("mail", "user"),
            sa.PrimaryKeyConstraint("id", name="pk_mail"),
            sa.UniqueConstraint("once", name="uq_mail_once"),
        ],
    }


INDEXES = {
    "ticket": [("user_id", "purpose"), ("email",), ("expires_at",)],
    "api_token": [("user_id",)],
    "kept": [("vacancy_id",), ("user_id", "saved_at"), ("user_id", "hidden_at"), ("user_id", "applied_at")],
    "followed": [("company_id",)],
    "notice": [("user_id", "id"), ("mail_id", "user_id"), ("vacancy_id",), ("company_id",)],
    "mail": [("user_id",), ("sent_at", "due_at"), ("recipient", "created_at")],
    "run": [("noticed_at",)],
}

# MariaDB commits each step by itself: an upgrade that was cut short goes on with what is left.


def upgrade() -> None:
    there = sa.inspect(op.get_bind()).get_table_names()
    for table, parts in _tables().items():
        if table not in there:
            op.create_table(table, *parts, **MARIADB)
    if "noticed_at" not in _names("columns", "run"):
        op.add_column("run", _time("noticed_at"))
    # what is past is news to nobody
    op.execute("UPDATE run SET noticed_at = finished_at WHERE noticed_at IS NULL AND outcome <> 'running'")
    for table, indexes in INDEXES.items():
        for names in indexes:
            if _index(table, names) not in _names("indexes", table):
                op.create_index(_index(table, names), table, [*names], unique=False)


def downgrade() -> None:
    if _index("run", ("noticed_at",)) in _names("indexes", "run"):
        op.drop_index("ix_run_noticed_at", "run")
    if "noticed_at" in _names("columns", "run"):
        op.drop_column("run", "noticed_at")
    for table in reversed(_tables()):
        if table in sa.inspect(op.get_bind()).get_table_names():
            op.drop_table(table)


def _index(table: str, names: tuple[str, ...]) -> str:
    return f"ix_{table}_{'_'.join(names)}"


def _names(what: str, table: str) -> set[str]:
    inspector = sa.inspect(op.get_bind())
    return {str(each["name"]) for each in getattr(inspector, f"get_{what}")(table)}
