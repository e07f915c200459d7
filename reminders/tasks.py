from celery import shared_task
from django.utils import timezone

from reminders import actions


@shared_task(ignore_result=True)
def raise_reminders() -> None:
    """Write what facts ask for into the outbox. A missed turn loses nothing, a double one
    writes nothing twice.
    """
    actions.raise_due(at=timezone.now())


@shared_task(ignore_result=True)
def deliver_due() -> None:
    """Send one digest a person and day. Runs each minute, keeps the quiet hours."""
    actions.send_digests(at=timezone.now())
