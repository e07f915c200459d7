from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cadres.models import Cadre


class Reason(models.TextChoices):
    """Why somebody is reminded (DOMAIN 7). The kind of subject follows from it."""

    PLACE_DUE_SOON = "place_due_soon", _("due soon")
    PLACE_OVERDUE = "place_overdue", _("overdue")
    ISSUE_NEAR_DUE = "issue_near_due", _("issue near its limit")
    ISSUE_OVERDUE = "issue_overdue", _("issue past its limit")


class Digest(models.Model):
    """One message a person and day; it gathers the reminders that wait."""

    recipient = models.ForeignKey(Cadre, models.CASCADE, related_name="digests")
    day = models.DateField()
    created_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True)  # it stands in the inbox
    claimed_until = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "day"], name="digest_is_one_a_person_and_day"
            ),
        ]
        indexes = [
            models.Index(
                fields=["created_at"],
                name="digest_undelivered",
                condition=Q(delivered_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recipient_id} {self.day}"


class ReminderQuerySet(models.QuerySet["Reminder"]):
    def of(self, recipient: Cadre) -> Self:
        """What one person was reminded of."""
        return self.filter(recipient=recipient)

    def waiting(self) -> Self:
        """Not in a digest yet."""
        return self.filter(digest__isnull=True)

    def open(self, *, at: datetime) -> Self:
        """Delivered, not done and not put off."""
        return self.filter(
            Q(snoozed_until__isnull=True) | Q(snoozed_until__lte=at),
            digest__delivered_at__isnull=False,
            settled_at__isnull=True,
        )


class Reminder(models.Model):
    """The outbox: one row a (recipient, reason, subject, period), whatever restarts.

    `period` names the stretch that the reason holds for (the due day, the limit): when it comes
    round again, the row is a new one.
    """

    recipient = models.ForeignKey(Cadre, models.CASCADE, related_name="reminders")
    reason = models.CharField(max_length=20, choices=Reason)
    subject_id = models.CharField(max_length=36)  # of a place or an issue, by the reason
    period = models.CharField(max_length=20)
    created_at = models.DateTimeField()
    digest = models.ForeignKey(Digest, models.SET_NULL, null=True, related_name="reminders")
    snoozed_until = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)  # the fact is gone: visited, closed

    objects = ReminderQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "reason", "subject_id", "period"],
                name="reminder_goes_out_once_a_period",
            ),
        ]
        indexes = [
            models.Index(
                fields=["created_at"], name="reminder_waiting", condition=Q(digest__isnull=True)
            ),
            models.Index(
                fields=["recipient", "reason"],
                name="reminder_unsettled",
                condition=Q(settled_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recipient_id}: {self.reason} {self.subject_id}"
