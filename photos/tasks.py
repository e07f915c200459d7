from celery import shared_task
from django.utils import timezone

from photos import actions, pieces


@shared_task(ignore_result=True, acks_late=True)
def drop_unhung() -> None:
    """Forget photos of forms that were given up, and half photos of phones that never went on.

    A missed turn is made up by the next.
    """
    now = timezone.now()
    actions.drop_unhung(at=now)
    pieces.drop_stale(at=now)
