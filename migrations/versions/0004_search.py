"""The search index, its words, the places, what is offered while people type."""

import datetime as dt

import sqlalchemy as sa
from alembic import op

from jobtracker.models.base import ID, MARIADB, LongText, UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# MariaDB commits each step by itself: an upgrade that was cut short goes on with what is left.


BATCH = 1_000
OLD = dt.timedelta(days=2)


def upgrade() -> None:
    _create_places()
    _create_suggestions()
    _add_index_due()
    _add_appeared_at()
    _create_index()


def _columns(table: str) -> set[str]:
    inspector = sa.inspect(op.get_bind())
    return {column["name"] for column in inspector.get_columns(table)} if inspector.has_table(table) else set()


def _add_index_due() -> None:
    """Every company is due: nothing is indexed in the new way yet."""
    if "index_due" not in _columns("company"):
        op.add_column("company", sa.Column("index_due", sa.Integer(), nullable=False, server_default="0"))
    op.execute("UPDATE company SET index_due = 1")
    op.create_index("ix_company_index_due", "company", ["index_due"], if_not_exists=True)


def _add_appeared_at() -> None:
    if "appeared_at" not in _columns("vacancy"):
        early = sa.text("'1970-01-01 00:00:00'")
        op.add_column("vacancy", sa.Column("appeared_at", UtcDateTime(), nullable=False, server_default=early))
    op.execute("UPDATE vacancy SET appeared_at = first_seen_at")
    vacancy = sa.table("vacancy", sa.column("id"), sa.column("first_seen_at"), sa.column("appeared_at"))
    times = [sa.column(name, UtcDateTime()) for name in ("first_seen_at", "posted_at")]
    listing = sa.table("listing", *map(sa.column, ("id", "vacancy_id", "joined", "posted_bound")), *times)
    fill = sa.update(vacancy).where(vacancy.c.id == sa.bindparam("its_id"))
    fill = fill.values(appeared_at=sa.bindparam("at", type_=UtcDateTime()))
    batch = sa.select(listing.c.id, listing.c.vacancy_id, *times, listing.c.posted_bound, listing.c.joined)
    last = 0
    while rows := op.get_bind().execute(batch.where(listing.c.id > last).order_by(listing.c.id).limit(BATCH)).all():
        last = rows[-1].id
        firsts = [row for row in rows if row.vacancy_id and not row.joined and row.posted_at and not row.posted_bound]
        old = [{"its_id": r.vacancy_id, "at": r.posted_at} for r in firsts if r.posted_at < r.first_seen_at - OLD]
        if old:
            op.get_bind().execute(fill, old)


def _create_index() -> None:
    """The index that was goes; the new one is filled company by company (`db upgrade`, the task `index`)."""
    if "position" not in _columns("listing_search"):
        op.execute("DROP TABLE IF EXISTS listing_search")
    position = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "listing_search",
        sa.Column("position", position, autoincrement=False, nullable=False),
        sa.Column("listing_id", ID, nullable=False),
        sa.Column("vacancy_id", ID, nullable=False),
        sa.Column("company_id", ID, nullable=False),
        sa.Column("state", sa.SmallInteger(), nullable=False),
        sa.Column("reposted", sa.Boolean(), nullable=False),
        sa.Column("pay", sa.Double(), nullable=False),
        sa.Column("first_seen_at", UtcDateTime(), nullable=False),
        sa.Column("posted_at", UtcDateTime(), nullable=True),
        sa.Column("pay_source", sa.String(5), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("workplace", sa.String(8), nullable=False),
        sa.Column("employment_types", sa.String(120), nullable=False),
        sa.Column("countries", sa.String(1_000), nullable=False),
        sa.Column("regions", sa.String(1_000), nullable=False),
        sa.Column("department", sa.String(300), nullable=False),
        sa.Column("digest", sa.String(16), nullable=False, server_default=""),
        sa.PrimaryKeyConstraint("position", name="pk_listing_search"),
        sa.UniqueConstraint("listing_id", name="uq_listing_search_listing_id"),
        sa.ForeignKeyConstraint(["listing_id"], ["listing.id"], name="fk_listing_search_listing_id_listing"),
        if_not_exists=True,
        **MARIADB,
    )
    shown = {f"{name}_where": sa.text("state <= 2") for name in ("postgresql", "sqlite")}
    for name, columns in (("open", ["position"]), ("pay_open", ["pay", "position"])):
        op.create_index(f"ix_listing_search_{name}", "listing_search", columns, if_not_exists=True, **shown)
    for column in ("vacancy_id", "company_id"):
        op.create_index(f"ix_listing_search_{column}", "listing_search", [column], if_not_exists=True)
    texts = ("title_tokens", "title_words", "company_words", "location_words", "words")
    op.create_table(
        "listing_words",
        sa.Column("listing_id", ID, autoincrement=False, nullable=False),
        *(sa.Column(name, LongText, nullable=False) for name in texts),
        sa.PrimaryKeyConstraint("listing_id", name="pk_listing_words"),
        sa.ForeignKeyConstraint(["listing_id"], ["listing.id"], name="fk_listing_words_listing_id_listing"),
        if_not_exists=True,
        **MARIADB,
    )
    name = op.get_bind().dialect.name
    for statement in TOKENS["mariadb" if name == "mysql" else name]:
        op.execute(statement)
    if name == "postgresql":
        _pack_quickly()


def _pack_quickly() -> None:
    """Texts as the server packs them fastest: its usual way costs more than the rest of writing them."""
    ways = "SELECT 1 FROM pg_settings WHERE name = 'default_toast_compression' AND 'lz4' = ANY(enumvals)"
    if op.get_bind().execute(sa.text(ways)).first():
        for table, column in (("listing_words", "words"), ("listing_body", "html"), ("listing_body", "text")):
            op.execute(f"ALTER TABLE {table} ALTER COLUMN {column} SET COMPRESSION lz4")


TOKENS = {
    "postgresql": [
        "ALTER TABLE listing_search ADD COLUMN IF NOT EXISTS tokens tsvector NOT NULL",
        # As it is: unpacking costs more than reading. Out of the row, which is read by the thousand.
        "ALTER TABLE listing_search ALTER COLUMN tokens SET STORAGE EXTERNAL",
        "ALTER TABLE listing_search SET (toast_tuple_target = 256)",
        # What is open apart from what was removed, which grows for ever. What is staged is in neither.
        *(
            f"CREATE INDEX IF NOT EXISTS ix_listing_search_tokens_{name} "
            f"ON listing_search USING gin (tokens) WHERE {state}"
            for name, state in (("open", "state <= 2"), ("removed", "state = 3"))
        ),
    ],
    "sqlite": [
        (
            "CREATE VIRTUAL TABLE IF NOT EXISTS listing_tokens USING fts5("
            "tokens, tokenize=\"unicode61 remove_diacritics 0 tokenchars '_'\", detail=none)"
        )
    ],
    "mariadb": [
        (
            "CREATE TABLE IF NOT EXISTS listing_tokens (position bigint PRIMARY KEY, tokens mediumtext NOT NULL, "
            "FULLTEXT (tokens)) CHARSET=utf8mb4 COLLATE=utf8mb4_bin ENGINE=InnoDB"
        )
    ],
}


def downgrade() -> None:
    for table in ("listing_tokens", "listing_words", "listing_search", "suggestion", "place"):
        op.execute(f"DROP TABLE IF EXISTS {table}")


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
