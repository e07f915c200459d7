"""The Celery app: `celery -A config worker`, `celery -A config beat`."""

import os
import warnings
from typing import Any

from celery import Celery, bootsteps
from celery.platforms import SecurityWarning
from celery.schedules import crontab
from celery.signals import celeryd_init

from config import runs
from config.servers.holding import hold

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
# A clone in root's home is a supported way to run; tasks are JSON, never pickles.
warnings.filterwarnings("ignore", category=SecurityWarning)

app = Celery("doorstep")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

# Times are Shanghai's. A missed turn loses nothing, a double turn does nothing twice.
app.conf.beat_schedule = {
    "begin the day": {
        "task": "visits.tasks.begin_day",
        "schedule": crontab(minute="5"),  # hourly: a machine that slept through midnight
    },
    "raise reminders": {
        "task": "reminders.tasks.raise_reminders",
        "schedule": crontab(),
    },
    "deliver what is due": {
        "task": "reminders.tasks.deliver_due",
        "schedule": crontab(),
    },
    "forget old rosters": {
        "task": "households.tasks.purge_rosters",
        "schedule": crontab(minute=20),
    },
    "forget photos without a visit": {
        "task": "photos.tasks.drop_unhung",
        "schedule": crontab(hour=3, minute=40),
    },
    "take away files of no issue": {
        "task": "issues.tasks.drop_strays",
        "schedule": crontab(hour=3, minute=50),
    },
}
runs.record(app.conf.beat_schedule)


@celeryd_init.connect
def need_servers(**_: Any) -> None:
    """A worker started by hand finds or starts the private servers as well."""
    hold()


class Heartbeat(bootsteps.StartStopStep):
    """Tells /readyz every few seconds that this worker lives."""

    requires = {"celery.worker.components:Timer"}

    def start(self, worker: Any) -> None:
        from config import health  # needs loaded apps

        health.has_started("worker")
        health.worker_lives()
        worker.timer.call_repeatedly(health.WORKER_BEATS_EVERY, _still_lives)


def _still_lives() -> None:
    from config import health  # needs loaded apps

    try:
        health.worker_lives()
    except Exception:  # Redis is away: the worker itself goes on trying
        return


app.steps["worker"].add(Heartbeat)
