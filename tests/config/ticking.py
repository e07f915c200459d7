"""The real Celery app with a schedule that a test can wait for."""

from config.celery import app

app.conf.beat_schedule = {"tick": {"task": "tests.tick", "schedule": 0.5}}
