"""Alembic's entry: runs on the connection that jobtracker.db hands over."""

from alembic import context

from jobtracker.models import Base

connection = context.config.attributes["connection"]
# SQLite, too, can take its DDL back; Alembic believes it cannot.
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    transactional_ddl=connection.dialect.name not in {"mysql", "mariadb"},
)
with context.begin_transaction():
    context.run_migrations()
