"""Companies and how they fail, written as the close of a run leaves them."""

import datetime as dt

from sqlalchemy import insert, select, update

from jobtracker.models import CompanyRow, Incident, RunRow

HOUR = dt.timedelta(hours=1)
MINUTE = dt.timedelta(minutes=1)


def add(database, names, ats="greenhouse", **values):
    rows = [
        {"slug": name, "name": name, "ats": ats, "params": {}, "host": f"{ats}.example", **values} for name in names
    ]
    database.write(lambda s: s.execute(insert(CompanyRow), rows) and None)


def fail(database, names, cause, now, *, failures=1, since=None):
    """A run of each failed."""
    since = since or now
    values = {"cause": cause, "failures": failures, "failing_since": since, "due_at": now + 6 * HOUR}
    record(database, names, now, values, {"outcome": "failed", "cause": cause, "error": f"GET /: {cause}"})


def heal(database, names, now):
    """A run of each was complete."""
    values = {"cause": "", "failures": 0, "failing_since": None, "due_at": now + 6 * HOUR, "last_complete_at": now}
    record(database, names, now, values, {"outcome": "complete"})


def record(database, names, now, values, run):
    def unit(session):
        rows = session.execute(select(CompanyRow.id, CompanyRow.generation).where(CompanyRow.slug.in_(names))).all()
        session.execute(update(CompanyRow).where(CompanyRow.slug.in_(names)).values(asked_at=None, **values))
        about = {"generation": 1, "started_at": now, "finished_at": now, **run}
        session.execute(insert(RunRow), [{"company_id": row.id, **about} for row in rows])

    database.write(unit)


def change(database, names, **values):
    database.write(lambda s: s.execute(update(CompanyRow).where(CompanyRow.slug.in_(names)).values(**values)) and None)


def incidents(database):
    """(ats, cause, companies at most, open) of each, oldest first."""
    rows = database.read(lambda s: s.scalars(select(Incident).order_by(Incident.id)).all())
    return [(row.ats, row.cause, row.companies, row.closed_at is None) for row in rows]


def column(database, name, *slugs):
    """A column of companies, by slug."""
    query = select(CompanyRow.slug, getattr(CompanyRow, name))
    rows = database.read(lambda s: s.execute(query.where(CompanyRow.slug.in_(slugs)) if slugs else query).all())
    return dict(map(tuple, rows))
