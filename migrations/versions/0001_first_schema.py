"""The first schema: companies, runs, listings with their events and texts, and the full-text index."""

import sqlalchemy as sa
from alembic import op

from jobtracker.models import base

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "company",
        sa.Column("id", base.ID, nullable=False),
        sa.Column("slug", sa.String(length=120), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("ats", sa.String(length=60), nullable=False),
        sa.Column("params", sa.JSON(), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("homepage", sa.String(length=500), nullable=False),
        sa.Column("min_listings", sa.Integer(), nullable=True),
        sa.Column("origin", sa.String(length=8), nullable=False),
        sa.Column("retired_at", base.UtcDateTime(), nullable=True),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("last_complete_at", base.UtcDateTime(), nullable=True),
        sa.Column("open_count", sa.Integer(), nullable=False),
        sa.Column("held_since", base.UtcDateTime(), nullable=True),
        sa.Column("version", sa.String(length=60), nullable=False),
        sa.Column("board_digest", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_company")),
        sa.UniqueConstraint("slug", name=op.f("uq_company_slug")),
        **base.MARIADB,
    )
    op.create_index(op.f("ix_company_ats"), "company", ["ats"], unique=False)
    op.create_table(
        "run",
        sa.Column("id", base.ID, nullable=False),
        sa.Column("company_id", base.ID, nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=12), nullable=False),
        sa.Column("started_at", base.UtcDateTime(), nullable=False),
        sa.Column("finished_at", base.UtcDateTime(), nullable=True),
        sa.Column("seconds", sa.Double(), nullable=False),
        sa.Column("seen", sa.Integer(), nullable=False),
        sa.Column("new", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("removed", sa.Integer(), nullable=False),
        sa.Column("reopened", sa.Integer(), nullable=False),
        sa.Column("held", sa.Integer(), nullable=False),
        sa.Column("detail_failures", sa.Integer(), nullable=False),
        sa.Column("baseline", sa.Boolean(), nullable=False),
        sa.Column("error", base.LongText, nullable=False),
        sa.Column("log", base.LongText, nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_run_company_id_company")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run")),
        **base.MARIADB,
    )
    op.create_index("ix_run_company_id_started_at", "run", ["company_id", "started_at"], unique=False)
    op.create_index(op.f("ix_run_started_at"), "run", ["started_at"], unique=False)
    op.create_table(
        "vacancy",
        sa.Column("id", base.ID, nullable=False),
        sa.Column("company_id", base.ID, nullable=False),
        sa.Column("first_seen_at", base.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_vacancy_company_id_company")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vacancy")),
        **base.MARIADB,
    )
    op.create_table(
        "listing",
        sa.Column("id", base.ID, nullable=False),
        sa.Column("company_id", base.ID, nullable=False),
        sa.Column("vacancy_id", base.ID, nullable=True),
        sa.Column("external_id", sa.String(length=500), nullable=False),
        sa.Column("requisition_id", sa.String(length=200), nullable=False),
        sa.Column("joined", sa.String(length=12), nullable=False),
        sa.Column("status", sa.String(length=8), nullable=False),
        sa.Column("first_seen_at", base.UtcDateTime(), nullable=False),
        sa.Column("seen_at", base.UtcDateTime(), nullable=False),
        sa.Column("missing_since", base.UtcDateTime(), nullable=True),
        sa.Column("removed_at", base.UtcDateTime(), nullable=True),
        sa.Column("removed_reason", sa.String(length=20), nullable=False),
        sa.Column("hash", sa.String(length=32), nullable=False),
        sa.Column("version", sa.String(length=60), nullable=False),
        sa.Column("detail_pending", sa.Boolean(), nullable=False),
        sa.Column("title_key", sa.String(length=500), nullable=False),
        sa.Column("places_key", base.LongText, nullable=False),
        sa.Column("text_key", sa.String(length=32), nullable=False),
        sa.Column("url", base.LongText, nullable=False),
        sa.Column("apply_url", base.LongText, nullable=False),
        sa.Column("title", sa.String(length=500), nullable=False),
        sa.Column("department", sa.String(length=300), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("workplace", sa.String(length=8), nullable=False),
        sa.Column("workplace_source", sa.String(length=5), nullable=True),
        sa.Column("workplace_evidence", base.LongText, nullable=False),
        sa.Column("work_from", sa.JSON(), nullable=False),
        sa.Column("employment_types", sa.JSON(), nullable=False),
        sa.Column("pay", sa.JSON(), nullable=False),
        sa.Column("posted_at", base.UtcDateTime(), nullable=True),
        sa.Column("posted_bound", sa.Boolean(), nullable=False),
        sa.Column("closes_at", base.UtcDateTime(), nullable=True),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_listing_company_id_company")),
        sa.ForeignKeyConstraint(["vacancy_id"], ["vacancy.id"], name=op.f("fk_listing_vacancy_id_vacancy")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listing")),
        sa.UniqueConstraint("company_id", "external_id", name=op.f("uq_listing_company_id_external_id")),
        **base.MARIADB,
    )
    op.create_index("ix_listing_company_id_status", "listing", ["company_id", "status"], unique=False)
    op.create_index("ix_listing_status_first_seen_at", "listing", ["status", "first_seen_at"], unique=False)
    op.create_index(op.f("ix_listing_vacancy_id"), "listing", ["vacancy_id"], unique=False)
    op.create_table(
        "listing_body",
        sa.Column("listing_id", base.ID, autoincrement=False, nullable=False),
        sa.Column("html", base.LongText, nullable=False),
        sa.Column("text", base.LongText, nullable=False),
        sa.ForeignKeyConstraint(["listing_id"], ["listing.id"], name=op.f("fk_listing_body_listing_id_listing")),
        sa.PrimaryKeyConstraint("listing_id", name=op.f("pk_listing_body")),
        **base.MARIADB,
    )
    op.create_table(
        "listing_event",
        sa.Column("id", base.ID, nullable=False),
        sa.Column("company_id", base.ID, nullable=False),
        sa.Column("listing_id", base.ID, nullable=False),
        sa.Column("run_id", base.ID, nullable=True),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("at", base.UtcDateTime(), nullable=False),
        sa.Column("baseline", sa.Boolean(), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_listing_event_company_id_company")),
        sa.ForeignKeyConstraint(["listing_id"], ["listing.id"], name=op.f("fk_listing_event_listing_id_listing")),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_listing_event_run_id_run")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listing_event")),
        **base.MARIADB,
    )
    op.create_index("ix_listing_event_listing_id_at", "listing_event", ["listing_id", "at"], unique=False)
    op.create_index(op.f("ix_listing_event_run_id"), "listing_event", ["run_id"], unique=False)
    _create_search(op.get_bind())


_SEARCH = {
    "sqlite": [
        (
            "CREATE VIRTUAL TABLE listing_search USING fts5("
            "tokens, tokenize=\"unicode61 remove_diacritics 0 tokenchars '_'\", detail=none)"
        )
    ],
    "postgresql": [
        "CREATE TABLE listing_search (listing_id bigint PRIMARY KEY REFERENCES listing, tokens tsvector NOT NULL)",
        "CREATE INDEX ix_listing_search_tokens ON listing_search USING gin (tokens)",
    ],
    "mariadb": [
        (
            "CREATE TABLE listing_search (listing_id bigint PRIMARY KEY, tokens mediumtext NOT NULL, "
            "FULLTEXT (tokens), FOREIGN KEY (listing_id) REFERENCES listing (id)) "
            "CHARSET=utf8mb4 COLLATE=utf8mb4_bin ENGINE=InnoDB"
        )
    ],
}


def _create_search(connection: sa.Connection) -> None:
    """The full-text index of then: 0004 makes another."""
    name = connection.dialect.name
    for statement in _SEARCH["mariadb" if name == "mysql" else name]:
        connection.execute(sa.text(statement))


def downgrade() -> None:
    for table in ("listing_search", "listing_event", "listing_body", "listing", "vacancy", "run", "company"):
        op.drop_table(table)
