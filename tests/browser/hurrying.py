"""The real Celery app and its own turns of reminding, every second instead of every minute."""

from config.celery import app

app.conf.beat_schedule = {
    name: {**turn, "schedule": 1.0}
    for name, turn in app.conf.beat_schedule.items()
    if turn["task"].startswith("reminders.")
}
