"""`bench glance` on few listings."""

from benchmarks.glance import NOW, fill, questions
from jobtracker.db import open_database
from jobtracker.tasks.count import count, recount


def test_what_it_makes_up_is_there_to_be_asked_for(tmp_path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'jobs.db'}")
    fill(database, companies=100, listings=800, runs=900)
    recount(database, None, NOW)
    count(database, None, NOW)
    found = {name: database.read(unit, *args, **kwargs) for name, (unit, args, kwargs) in questions().items()}
    database.close()
    assert (found["task: totals"]["listings"], found["task: totals"]["removed"]) == (351, 449)
    assert found["health: figures"].runs["complete"] > 800
    assert found["new since a month ago"].count.listings > 20
    assert found["a company"].open > 0
    assert all(found[name] for name in ("health: groups", "broken companies", "task: titles", "companies by name"))
