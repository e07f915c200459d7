from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cadres.models import Cadre
from households.models import Place
from issues.models import Issue


class Reason(models.TextChoices):
    """Why somebody is reminded (DOMAIN 7)."""

    PLACE_OVERDUE = "place_overdue", _("overdue")
    PLACE_DUE_SOON = "place_due_soon", _("due soon")
    ISSUE_OVERDUE = "issue_overdue", _("issue past its limit")
    ISSUE_NEAR_DUE = "issue_near_due", _("issue near its limit")


class Digest(models.Model):
    """One message a person and day; it gathers the reminders that waited."""

    recipient = models.ForeignKey(Cadre, models.CASCADE, related_name="digests")
    day = models.DateField()
    sent_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "day"], name="digest_is_one_a_person_and_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recipient_id} {self.day}"


class ReminderQuerySet(models.QuerySet["Reminder"]):
    def of(self, recipient: Cadre) -> Self:
        """What one person was reminded of."""
        return self.filter(recipient=recipient)

    def waiting(self) -> Self:
        """In no digest yet."""
        return self.filter(digest__isnull=True)

    def still_true(self, *, on: date) -> Self:
        """Whose fact still holds: not visited, not closed, not moved meanwhile.

        Reminders are derived: who did the work hears no more of it, and nothing is written
        for that.
        """
        place = Q(place__is_active=True, place__is_excluded=False)
        return self.filter(
            place & Q(place__next_due_on=models.F("period"))
            | Q(issue__isnull=False) & ~Q(issue__status__in=Issue.RESTING)
        ).exclude(reason=Reason.PLACE_DUE_SOON, period__lt=on)


class Reminder(models.Model):
    """The outbox: one row a (recipient, reason, subject, period), whatever restarts.

    `period` is the day that the reason hangs on: the last day in time of the place, the day of
    the issue's limit. When it comes round again, the row is a new one.
    """

    recipient = models.ForeignKey(Cadre, models.CASCADE, related_name="reminders")
    reason = models.CharField(max_length=20, choices=Reason)
    place = models.ForeignKey(Place, models.CASCADE, null=True, related_name="+")
    issue = models.ForeignKey(Issue, models.CASCADE, null=True, related_name="+")
    period = models.DateField()
    created_at = models.DateTimeField()
    digest = models.ForeignKey(Digest, models.SET_NULL, null=True, related_name="reminders")

    objects = ReminderQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "reason", "place", "period"],
                name="reminder_of_a_place_goes_out_once",
                condition=Q(place__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["recipient", "reason", "issue", "period"],
                name="reminder_of_an_issue_goes_out_once",
                condition=Q(issue__isnull=False),
            ),
            models.CheckConstraint(
                name="reminder_is_about_one_thing",
                condition=Q(place__isnull=False, issue__isnull=True)
                | Q(place__isnull=True, issue__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["recipient"], name="reminder_waiting", condition=Q(digest__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recipient_id}: {self.reason}"
