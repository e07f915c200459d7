from celery import shared_task
from django.utils import timezone

from issues.actions import telling


@shared_task(ignore_result=True, acks_late=True)
def drop_strays() -> None:
    """Take away files that belong to no issue. A missed turn is made up by the next."""
    telling.drop_strays(at=timezone.now())
