from celery import shared_task
from django.utils import timezone

from photos import actions


@shared_task(ignore_result=True, acks_late=True)
def drop_unhung() -> None:
    """Forget photos of forms that were given up. A missed turn is made up by the next."""
    actions.drop_unhung(at=timezone.now())
