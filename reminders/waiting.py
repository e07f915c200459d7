"""What waits and what is stuck on its way out, for whoever operates the house."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Min, Q

from cadres.access import Grant
from cadres.models import Tenure
from reminders.models import Delivery, Reminder
from reminders.models.digest import DeliveryQuerySet

SHOWN = 100


@dataclass(frozen=True)
class Waiting:
    """How much is on its way, house-wide, and since when the oldest of it waits."""

    reminders: int  # in no message yet
    reminders_since: datetime | None
    messages: int  # of every channel
    messages_since: datetime | None
    in_hand: int
    stuck: int


def waiting() -> Waiting:
    """Two queries."""
    told = Reminder.objects.filter(digest__isnull=True, snooze__isnull=True).aggregate(
        number=Count("pk"), since=Min("created_at")
    )
    status = Delivery.Status
    sent = Delivery.objects.exclude(status__in=[status.SENT, status.NEEDLESS]).aggregate(
        waiting=Count("pk", filter=Q(status=status.WAITING)),
        since=Min("digest__sent_at", filter=Q(status=status.WAITING)),
        in_hand=Count("pk", filter=Q(status__in=[status.TAKEN, status.SENDING])),
        stuck=Count("pk", filter=Q(status__in=[status.FAILED, status.UNSURE])),
    )
    return Waiting(
        reminders=told["number"],
        reminders_since=told["since"],
        messages=sent["waiting"],
        messages_since=sent["since"],
        in_hand=sent["in_hand"],
        stuck=sent["stuck"],
    )


def stuck(grants: Iterable[Grant], *, on: date) -> DeliveryQuerySet:
    """Messages given up or unsure, to people whose posts lie in the operator's area."""
    inside = Q(pk__in=())
    for grant in grants:
        inside |= Q(post__area__path__startswith=grant.post_path)
    people = Tenure.objects.on(on).filter(inside).values("cadre")
    return (
        Delivery.objects.stuck()
        .filter(digest__recipient__in=people)
        .select_related("digest__recipient")
        .order_by("-digest__day", "pk")
    )
