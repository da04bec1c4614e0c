"""The timer task "fleet" in scrapydweb: every five minutes, on every node. Made, and looked for, as its own pages do.

What an operator has made of it (paused, another rhythm, a group of companies) stays.
"""

from __future__ import annotations

from typing import Any

import requests

from jobtracker.errors import JobTrackerError
from services.asking import local_session
from services.scrapyd import PROJECT

NAME = "fleet"
PATIENCE = 30.0
"""Seconds for an answer."""
_LATEST = "default: the latest version"
"""scrapydweb's word for: the newest egg, or the code that is installed where there is none."""
_TASK = {
    "project": PROJECT,
    "_version": _LATEST,
    "spider": NAME,
    "name": NAME,
    "trigger": "cron",
    "minute": "*/5",
    "jitter": "20",  # seconds; not all in the same one
    "misfire_grace_time": "60",  # a start that was missed is as good as the next
    "coalesce": "True",
    "max_instances": "1",
}


class TimerNotInPlace(JobTrackerError):
    """scrapydweb did not take the timer task."""


def put_in_place(url: str, auth: tuple[str, str], nodes: int) -> None:
    """See that there is exactly one timer task "fleet", on nodes 1 to `nodes`, and that it fires now."""
    with local_session(*auth) as session:
        numbers = _ask(session, f"{url}/1/tasks/xhr/list/")["ids"]
        tasks = [task for number in numbers if (task := _read(session, url, number))]
        ours = [task for task in tasks if task["name"].removesuffix(" - edit") == NAME]
        for spare in ours[1:]:
            _ask(session, f"{url}/1/tasks/xhr/delete/{spare['id']}/")
        if not ours:
            _write(session, url, _TASK | {"action": "add_fire"}, nodes)
        else:
            _refresh(session, url, ours[0], nodes)


def _refresh(session: requests.Session, url: str, task: dict[str, Any], nodes: int) -> None:
    timed = task["apscheduler_job"]
    if not timed:  # an operator has ended it
        return
    if task["selected_nodes"] != [*range(1, nodes + 1)]:
        action = "add" if timed["next_run_time"] else "add_pause"
        _write(session, url, _TASK | _kept(task) | {"action": action, "task_id": task["id"]}, nodes)
    if timed["next_run_time"]:
        _ask(session, f"{url}/1/tasks/xhr/fire/{task['id']}/")


def _kept(task: dict[str, Any]) -> dict[str, Any]:
    fields = [*_TASK, "year", "month", "day", "week", "day_of_week", "hour", "second", "start_date", "end_date"]
    arguments = dict(task["settings_arguments"])
    words = [f"-d setting={setting}" for setting in arguments.pop("setting", [])]
    words += [f"-d {name}={value}" for name, value in arguments.items()]
    kept = {name: task[name] for name in fields if task.get(name) is not None}
    return kept | {"additional": "\r\n".join(words)}


def _read(session: requests.Session, url: str, number: int) -> dict[str, Any] | None:
    task: dict[str, Any] | None = _ask(session, f"{url}/1/tasks/xhr/dump/{number}/").get("data")
    return task


def _write(session: requests.Session, url: str, form: dict[str, Any], nodes: int) -> None:
    checked = {str(node): "on" for node in range(1, nodes + 1)}
    file = _ask(session, f"{url}/1/schedule/check/", form)["filename"]
    answer = session.post(
        f"{url}/1/schedule/run/",
        data={"filename": file, "checked_amount": nodes, **checked},
        timeout=PATIENCE,
        allow_redirects=False,
    )
    if not answer.is_redirect:  # it leads to the page of timer tasks if all went well
        raise TimerNotInPlace(f"scrapydweb did not take the timer task: it answered {answer.status_code}")


def _ask(session: requests.Session, url: str, form: dict[str, Any] | None = None) -> dict[str, Any]:
    try:
        answer = session.post(url, data=form, timeout=PATIENCE) if form else session.get(url, timeout=PATIENCE)
        answer.raise_for_status()
        found: dict[str, Any] = answer.json()
    except (requests.RequestException, ValueError) as error:
        raise TimerNotInPlace(f"scrapydweb does not answer as expected: {error}") from error
    return found
