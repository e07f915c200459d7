from celery import shared_task
from django.utils import timezone

from visits import retelling


@shared_task(ignore_result=True, acks_late=True)
def begin_day() -> None:
    """Tell anew the places for which a dated fact begins or ends. A second run changes nothing."""
    retelling.begin_day(timezone.localdate())
