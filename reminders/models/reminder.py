from datetime import date, datetime
from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cadres.models import Cadre
from households.models import Exclusion, FoundHousehold, Place
from issues.models import Issue
from reminders.models.digest import Digest
from reminders.models.reason import Reason
from visits.models import Promise, Visit, Visitor, VisitorRole

THIRD_TIME = 3  # DOMAIN 4.14
SUBJECTS = ("place", "issue", "promise", "exclusion", "found", "visit")


class Snooze(models.Model):
    """改天再提: what one reason asked for is put off to a day, and taken up again then."""

    recipient = models.ForeignKey(Cadre, models.CASCADE, related_name="snoozes")
    until = models.DateField(_("until"))  # the day it comes again
    made_on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="snooze_ends_after_it_was_made", condition=Q(until__gt=F("made_on"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recipient_id} → {self.until}"


class ReminderQuerySet(models.QuerySet["Reminder"]):
    def of(self, recipient: Cadre) -> Self:
        """What one person was reminded of."""
        return self.filter(recipient=recipient)

    def waiting(self, *, on: date) -> Self:
        """In no digest yet, or put off to a day that has come."""
        return self.filter(Q(digest__isnull=True, snooze__isnull=True) | Q(snooze__until__lte=on))

    def awake(self, *, on: date) -> Self:
        """Not put off beyond that day."""
        return self.filter(Q(snooze__isnull=True) | Q(snooze__until__lte=on))

    def still_true(self, *, at: datetime) -> Self:
        """Whose fact still holds: not visited, not closed, not moved meanwhile.

        Reminders are derived: who did the work hears no more of it, and nothing is written
        for that.
        """
        on = timezone.localdate(at)
        return self.filter(_places(on) | _decisions() | _issues(at))


def _places(on: date) -> Q:
    place = Q(place__is_active=True, place__is_excluded=False)
    due = place & Q(place__next_due_on=F("period"))
    return (
        due & Q(reason=Reason.PLACE_OVERDUE)
        | due & Q(reason=Reason.PLACE_DUE_SOON, period__gte=on)
        | place
        & Q(reason=Reason.EMPTY_HANDED, place__empty_handed__gte=THIRD_TIME)
        & Q(period=Coalesce("place__last_met_on", "place__joined_on"))
        | Q(
            promise__isnull=False,
            promise__kept_at__isnull=True,
            promise__dropped_at__isnull=True,
            promise__due_on=F("period"),
        )
    )


def _decisions() -> Q:
    unconfirmed = Visitor.objects.filter(
        visit=OuterRef("visit"),
        cadre=OuterRef("recipient"),
        role=VisitorRole.LEADER,
        confirmed_at__isnull=True,
    )
    return (
        Q(
            exclusion__isnull=False,
            exclusion__approved_on__isnull=True,
            exclusion__refused_on__isnull=True,
        )
        | Q(found__isnull=False, found__added_on__isnull=True, found__refused_on__isnull=True)
        | Q(Exists(unconfirmed), visit__isnull=False, visit__withdrawn_at__isnull=True)
    )


def _issues(at: datetime) -> Q:
    pressing = Q(issue__isnull=False) & ~Q(issue__status__in=Issue.RESTING)
    raised = Q(issue__status=Issue.Status.RAISED)
    return pressing & (
        Q(reason__in=[Reason.ISSUE_ESCALATED, Reason.ISSUE_OVERDUE])
        | Q(reason=Reason.ISSUE_NEAR_DUE, issue__due_at__gt=at)
        | Q(reason=Reason.ISSUE_NEW, issue__sent_up_at__isnull=True) & raised
        | Q(reason=Reason.ISSUE_TO_HAND_OVER, issue__sent_up_at__isnull=False) & raised
        | Q(reason=Reason.ISSUE_TO_ACCEPT, issue__status=Issue.Status.ASSIGNED)
        # One thing is said once: near its limit the other reasons say it.
        | Q(reason=Reason.ISSUE_YOURS, issue__assignee__isnull=False, issue__near_due_at__gt=at)
        & Q(issue__status__in=[Issue.Status.ACCEPTED, Issue.Status.IN_PROGRESS])
    )


class HowMany(models.Func):
    """How many of these are there at all."""

    function = "num_nonnulls"
    output_field = models.IntegerField()


class Reminder(models.Model):
    """The outbox: one row a (recipient, reason, subject, period), whatever restarts.

    `period` is the day that the reason hangs on: the last day in time of the place, the day of
    the issue's limit. When it comes round again, the row is a new one.
    """

    recipient = models.ForeignKey(Cadre, models.CASCADE, related_name="reminders")
    reason = models.CharField(max_length=20, choices=Reason)
    place = models.ForeignKey(Place, models.CASCADE, null=True, related_name="+")
    issue = models.ForeignKey(Issue, models.CASCADE, null=True, related_name="+", db_index=False)
    promise = models.ForeignKey(
        Promise, models.CASCADE, null=True, related_name="+", db_index=False
    )
    exclusion = models.ForeignKey(
        Exclusion, models.CASCADE, null=True, related_name="+", db_index=False
    )
    found = models.ForeignKey(
        FoundHousehold, models.CASCADE, null=True, related_name="+", db_index=False
    )
    visit = models.ForeignKey(Visit, models.CASCADE, null=True, related_name="+", db_index=False)
    period = models.DateField()
    created_at = models.DateTimeField()
    digest = models.ForeignKey(Digest, models.SET_NULL, null=True, related_name="reminders")
    snooze = models.ForeignKey(
        Snooze, models.SET_NULL, null=True, related_name="reminders", db_index=False
    )

    objects = ReminderQuerySet.as_manager()

    class Meta:
        constraints = [
            *(
                models.UniqueConstraint(
                    fields=["recipient", "reason", subject, "period"],
                    name=f"reminder_of_{article}_{subject}_goes_out_once",
                    condition=Q(**{f"{subject}__isnull": False}),
                )
                for subject, article in zip(SUBJECTS, ["a", "an", "a", "an", "a", "a"], strict=True)
            ),
            models.CheckConstraint(
                name="reminder_is_about_one_thing", condition=Exact(HowMany(*SUBJECTS), 1)
            ),
        ]
        indexes = [
            models.Index(
                fields=["recipient"], name="reminder_waiting", condition=Q(digest__isnull=True)
            ),
            # Nearly all are about places: the others' indexes hold only their own rows.
            *(
                models.Index(
                    fields=[field],
                    name=f"reminder_by_{field}",
                    condition=Q(**{f"{field}__isnull": False}),
                )
                for field in (*SUBJECTS[1:], "snooze")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recipient_id}: {self.reason}"
