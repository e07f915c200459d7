"""The operator's page: does it run, what waits, what failed (DOMAIN 1, 运维)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from cadres.access import grants_for
from cadres.requests import CadreRequest
from config import health
from config.models import TaskRun
from config.runs import SENDING
from reminders import delivering, waiting

BROKEN_OFF = timedelta(seconds=settings.CELERY_TASK_TIME_LIMIT)

# In the order of the day's work; a task without a name here shows its own.
TASKS: dict[str, str | Promise] = {
    "visits.tasks.begin_day": gettext_lazy("Begin the day: what becomes due, what ends"),
    "reminders.tasks.raise_reminders": gettext_lazy("Look for what people are to be reminded of"),
    "reminders.tasks.deliver_due": gettext_lazy("Make the messages of the day"),
    SENDING: gettext_lazy("Send e-mail"),
    "households.tasks.purge_rosters": gettext_lazy("Forget old previews of rosters"),
    "photos.tasks.drop_unhung": gettext_lazy("Forget photos that belong to nothing"),
    "issues.tasks.drop_strays": gettext_lazy("Forget files that belong to nothing"),
}
PARTS: dict[str, str | Promise] = {
    "database": gettext_lazy("Database"),
    "redis": gettext_lazy("Queue"),
    "migrations": gettext_lazy("Database is of this version"),
    "worker": gettext_lazy("Worker"),
    "beat": gettext_lazy("Clock of the tasks"),
}


@dataclass(frozen=True)
class Turn:
    """One task, the last time it ran."""

    label: str | Promise
    run: TaskRun | None
    is_broken_off: bool

    @property
    def seconds(self) -> float | None:
        """How long it took."""
        if self.run is None or self.run.ended_at is None:
            return None
        return (self.run.ended_at - self.run.started_at).total_seconds()


@dataclass(frozen=True)
class Part:
    """One part of the house, whether it answers, and since when it is up."""

    label: str | Promise
    is_well: bool
    since: datetime | None


def turns(*, at: datetime) -> list[Turn]:
    """Each known task with its last run; those that never ran as well. One query."""
    from config.celery import app

    runs = {run.name: run for run in TaskRun.objects.all()}
    scheduled = [turn["task"] for turn in app.conf.beat_schedule.values()]
    names = dict.fromkeys([*TASKS, *scheduled])
    return [
        Turn(TASKS.get(name, name), runs.get(name), _is_lost(runs.get(name), at)) for name in names
    ]


def _is_lost(run: TaskRun | None, at: datetime) -> bool:
    return run is not None and run.ended_at is None and at - run.started_at > BROKEN_OFF


def parts() -> Sequence[Part]:
    """What /readyz asks, in words."""
    return [
        Part(PARTS[name], is_well, health.since(name) if name in {"worker", "beat"} else None)
        for name, is_well in health.state().items()
    ]


@login_required
@require_safe
def operation(request: CadreRequest) -> HttpResponse:
    """Is it running: parts, tasks, what waits, what did not go out."""
    now, today = timezone.now(), timezone.localdate()
    grants = grants_for(request.user, "operate", on=today)
    stuck = waiting.stuck(grants, on=today)
    told = waiting.waiting()
    shown = list(stuck[: waiting.SHOWN])
    context = {
        "now": now,
        "parts": parts(),
        "turns": turns(at=now),
        "waiting": told,
        "stuck": shown,
        "stuck_elsewhere": told.stuck - len(shown),
        "mail_folder": settings.EMAIL_FILE_PATH,
        "mail_host": settings.EMAIL_HOST,
    }
    return render(request, "operation.html", context)


@login_required
@require_POST
def send_again(request: CadreRequest, pk: int) -> HttpResponse:
    """Send one message once more."""
    today = timezone.localdate()
    stuck = waiting.stuck(grants_for(request.user, "operate", on=today), on=today)
    delivery = get_object_or_404(stuck, pk=pk)
    try:
        delivering.send_again(delivery=delivery, at=timezone.now())
    except ValidationError as problem:
        messages.warning(request, problem.messages[0])
    else:
        messages.success(request, _("It goes out within a minute"))
    return redirect("operation")
