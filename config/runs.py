"""What the scheduled tasks did, written down by the worker itself as they begin and end."""

from datetime import datetime
from typing import Any

from celery.signals import task_postrun, task_prerun
from django.db import DatabaseError
from django.utils import timezone

from reminders.faults import first_line

SENDING = "reminders.tasks.send_waiting"  # asked by a task, not by the beat


def record(schedule: dict[str, dict[str, Any]]) -> None:
    """Listen to the tasks of a schedule, and to those that they ask."""
    known = {turn["task"] for turn in schedule.values()} | {SENDING}

    @task_prerun.connect(weak=False)
    def begin(task: Any = None, **_: Any) -> None:
        if task is not None and task.name in known:
            begun(task.name, at=timezone.now())

    @task_postrun.connect(weak=False)
    def end(task: Any = None, state: str = "", retval: Any = None, **_: Any) -> None:
        if task is not None and task.name in known:
            ended(task.name, at=timezone.now(), is_done=state == "SUCCESS", result=retval)


def begun(name: str, *, at: datetime) -> None:
    """A task begins; the last time's result goes."""
    from config.models import TaskRun  # needs loaded apps

    fresh = {"started_at": at, "ended_at": None, "counted": None, "error": ""}
    try:
        TaskRun.objects.update_or_create(name=name, defaults=fresh)
    except DatabaseError:  # the task itself will say that the database is away
        return


def ended(name: str, *, at: datetime, is_done: bool, result: Any) -> None:
    """A task ends: with a number, or with the first line of what went wrong."""
    from config.models import TaskRun  # needs loaded apps

    told: dict[str, Any] = {"ended_at": at}
    if is_done:
        told["counted"] = result if isinstance(result, int) else None
    else:
        told |= {"error": first_line(result), "failed_at": at}
    try:
        TaskRun.objects.filter(name=name).update(**told)
    except DatabaseError:
        return
