"""How a person is told: when, by what, and what became of each message."""

from datetime import datetime, time
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cadres.models import Cadre

USUAL_HOUR = time(7, 30)


class Preference(models.Model):
    """At which hour somebody wants the day's message, and whether by e-mail as well.

    Who never chose has no row: the usual hour, and e-mail where an address is known.
    """

    recipient = models.OneToOneField(
        Cadre, models.CASCADE, primary_key=True, related_name="reminder_preference"
    )
    hour = models.TimeField(_("hour of the day's message"), default=USUAL_HOUR)
    by_email = models.BooleanField(_("also by e-mail"), default=True)

    def __str__(self) -> str:
        return f"{self.recipient_id}: {self.hour}"


class Digest(models.Model):
    """One message a person and day; it gathers the reminders that waited.

    `single`: an urgent one that came after the day's message and went out by itself.
    """

    recipient = models.ForeignKey(Cadre, models.CASCADE, related_name="digests")
    day = models.DateField()
    single = models.OneToOneField(
        "reminders.Reminder", models.CASCADE, null=True, related_name="sent_singly"
    )
    sent_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "day"],
                name="digest_is_one_a_person_and_day",
                condition=Q(single__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recipient_id} {self.day}"


class Channel(models.TextChoices):
    """By what a message leaves the house; the inbox needs none."""

    EMAIL = "email", pgettext_lazy("channel", "e-mail")


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def due(self, *, at: datetime) -> Self:
        """Waiting, and not for a later try."""
        return self.filter(status=Delivery.Status.WAITING, next_try_at__lte=at)

    def stuck(self) -> Self:
        """What a person has to look at: given up, or nobody knows whether it went out."""
        return self.filter(status__in=[Delivery.Status.FAILED, Delivery.Status.UNSURE])


class Delivery(models.Model):
    """The outbox of one channel: one row a message, whatever restarts.

    waiting → taken (by one worker, for a while) → sending (handed to the other side) → sent.
    Whoever dies while it was only taken loses nothing: it waits again. Whoever dies in the
    moment of handing over leaves it unsure: it is never sent again by itself.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("message", "waiting")
        TAKEN = "taken", pgettext_lazy("message", "taken")
        SENDING = "sending", pgettext_lazy("message", "being sent")
        SENT = "sent", pgettext_lazy("message", "sent")
        NEEDLESS = "needless", pgettext_lazy("message", "nothing left to say")
        FAILED = "failed", pgettext_lazy("message", "given up")
        UNSURE = "unsure", pgettext_lazy("message", "perhaps sent")

    digest = models.ForeignKey(Digest, models.CASCADE, related_name="deliveries")
    channel = models.CharField(max_length=10, choices=Channel)
    status = models.CharField(max_length=10, choices=Status, default=Status.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    taken_until = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=200, blank=True)
    sent_at = models.DateTimeField(null=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["digest", "channel"], name="delivery_is_one_a_digest_and_channel"
            ),
            models.CheckConstraint(
                name="delivery_sent_has_its_moment",
                condition=~Q(status="sent") | Q(sent_at__isnull=False),
            ),
            models.CheckConstraint(
                name="delivery_in_hand_is_so_for_a_while",
                condition=~Q(status__in=["taken", "sending"]) | Q(taken_until__isnull=False),
            ),
        ]
        indexes = [
            # What was sent piles up and is never asked for by turn.
            models.Index(
                fields=["next_try_at"], name="delivery_waiting", condition=Q(status="waiting")
            ),
            models.Index(
                fields=["status"],
                name="delivery_open",
                condition=~Q(status__in=["sent", "needless"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.digest_id} {self.channel}: {self.status}"
