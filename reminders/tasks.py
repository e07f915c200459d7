import time

from celery import shared_task
from django.utils import timezone

from reminders import actions, delivering

A_TURN = 45.0  # seconds: a beat comes each minute
A_WORKER = 50  # messages waiting for which one more worker is asked
MOST_WORKERS = 8


@shared_task
def raise_reminders() -> int:
    """Write what facts ask for into the outbox. A missed turn loses nothing, a double one
    writes nothing twice.
    """
    return actions.raise_due(at=timezone.now())


@shared_task
def deliver_due() -> int:
    """Make one digest a person and day, and set the senders going. Keeps the quiet hours."""
    at = timezone.now()
    made = actions.send_digests(at=at)
    delivering.pick_up(at=at)
    waiting = delivering.waiting(at=at)
    for _ in range(min(-(-waiting // A_WORKER), MOST_WORKERS)):
        send_waiting.delay()
    return made


@shared_task
def send_waiting() -> int:
    """Send one message after the other until none waits or the turn is over."""
    sent, until = 0, time.monotonic() + A_TURN
    while time.monotonic() < until and delivering.deliver_next(at=timezone.now()):
        sent += 1
    return sent
