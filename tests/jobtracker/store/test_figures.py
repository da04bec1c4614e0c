"""What monitoring draws is counted cheaply."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import event

from jobtracker.db import Database, open_database
from jobtracker.store.figures import figures

NOW = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)


def test_runs_of_the_last_hour_are_counted_without_a_look_at_all_others(tmp_path) -> None:
    database: Database = open_database(f"sqlite:///{tmp_path / 'jobs.db'}")
    said = []
    event.listen(database.engine, "before_cursor_execute", lambda *args: said.append((args[2], args[3])))
    database.read(figures, now=NOW)
    [(statement, values)] = [(text, values) for text, values in said if "FROM run" in text]
    with database.engine.connect() as connection:
        plan = [row.detail for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)]
    database.close()
    assert [step.split()[0] for step in plan] == ["SEARCH"]
    assert "started_at>?" in plan[0]
