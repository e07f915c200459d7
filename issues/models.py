from datetime import date, datetime
from typing import Self

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from cadres.access import ScopedQuerySet, grants_of
from cadres.models import Cadre, Post, Unit
from households.models import Place
from visits.models import Visit


class IssueCategory(models.Model):
    """What an issue is about; a tree. Days are working days from raising to the limit."""

    code = models.SlugField(max_length=30, unique=True)
    name = models.CharField(max_length=40)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )
    limit_days = models.PositiveSmallIntegerField(default=15)
    urgent_limit_days = models.PositiveSmallIntegerField(default=3)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.name


class IssueQuerySet(ScopedQuerySet):
    place_field = "place"

    def open(self) -> Self:
        """Issues that nobody has confirmed as settled."""
        return self.exclude(status=Issue.Status.CLOSED)

    def overdue(self, *, at: datetime) -> Self:
        """Open past their limit."""
        return self.open().filter(due_at__lte=at)

    def near_due(self, *, at: datetime) -> Self:
        """Open, 80 % of the time between raising and limit gone, limit not reached."""
        return self.open().filter(near_due_at__lte=at, due_at__gt=at)

    def visible_to(self, cadre: Cadre, on: date | None = None) -> Self:
        """By area and single places, and for a handler what the own unit leads."""
        grants = grants_of(cadre, on=on or timezone.localdate())
        units = [grant.unit_id for grant in grants if not grant.paths]
        inside = self.within(grants)
        return inside | self.filter(lead_unit__in=units) if units else inside


class Issue(models.Model):
    """Something people raised, until they or a third person say it is solved.

    The full life comes later and only adds: transfers, verification and escalation are events.
    """

    class Status(models.TextChoices):
        RAISED = "raised", _("raised")
        ACCEPTED = "accepted", _("accepted")
        ASSIGNED = "assigned", _("assigned")
        IN_PROGRESS = "in_progress", _("in progress")
        WAITING = "waiting", _("waiting on others")
        LONG_TERM = "long_term", _("long-term")
        CLAIMED_RESOLVED = "claimed_resolved", _("claimed resolved")
        VERIFYING = "verifying", _("verifying")
        CLOSED = "closed", _("closed")

    # Nobody is pushed by the limit: it waits for others, for the people's word, or is over.
    RESTING = (
        Status.WAITING,
        Status.LONG_TERM,
        Status.CLAIMED_RESOLVED,
        Status.VERIFYING,
        Status.CLOSED,
    )

    class Urgency(models.TextChoices):
        ORDINARY = "ordinary", _("ordinary")
        URGENT = "urgent", _("urgent")

    class Result(models.TextChoices):
        """Honest outcomes; only `solved` counts as solved."""

        SOLVED = "solved", _("solved")
        PARTLY = "partly", _("partly solved")
        EXPLAINED = "explained", _("explained")
        PASSED_ON = "passed_on", _("passed to another authority")
        CANNOT = "cannot", _("cannot be done")

    id = models.UUIDField(primary_key=True, default=uuid7)  # made on the phone as well
    number = models.CharField(max_length=20, unique=True)  # readable: 2026-000123
    place = models.ForeignKey(Place, models.PROTECT, null=True, related_name="issues")
    visit = models.ForeignKey(Visit, models.PROTECT, null=True, related_name="issues")
    area_path = models.CharField(max_length=64, db_collation="C")
    title = models.CharField(max_length=80)
    text = models.TextField(max_length=2000)
    category = models.ForeignKey(IssueCategory, models.PROTECT, related_name="issues")
    urgency = models.CharField(max_length=10, choices=Urgency, default=Urgency.ORDINARY)
    status = models.CharField(max_length=20, choices=Status, default=Status.RAISED)
    raised_by = models.ForeignKey(Cadre, models.PROTECT, related_name="raised_issues")
    raised_under = models.ForeignKey(Post, models.PROTECT, related_name="+")
    raised_at = models.DateTimeField()
    lead_unit = models.ForeignKey(Unit, models.PROTECT, related_name="led_issues")
    near_due_at = models.DateTimeField()  # 80 % of the working minutes (DOMAIN 6)
    due_at = models.DateTimeField()
    resolved_by = models.ForeignKey(Cadre, models.PROTECT, null=True, related_name="+")
    resolved_at = models.DateTimeField(null=True)
    result = models.CharField(max_length=10, choices=Result, blank=True)
    verified_by = models.ForeignKey(Cadre, models.PROTECT, null=True, related_name="+")
    resident_agreed_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    objects = IssueQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="issue_stands_in_an_area", condition=~Q(area_path="")),
            models.CheckConstraint(
                name="issue_is_due_after_it_was_raised",
                condition=Q(due_at__gt=F("raised_at"), near_due_at__lte=F("due_at")),
            ),
            models.CheckConstraint(
                name="issue_closed_was_confirmed",
                condition=~Q(status="closed")
                | Q(closed_at__gte=F("raised_at"))
                & (Q(verified_by__isnull=False) | Q(resident_agreed_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="issue_not_verified_by_its_solver",
                condition=Q(verified_by__isnull=True) | ~Q(verified_by=F("resolved_by")),
            ),
        ]
        indexes = [
            # Closed rows pile up for ever and are never asked for by limit.
            models.Index(fields=["due_at"], name="issue_open_due", condition=~Q(status="closed")),
            models.Index(fields=["area_path"], name="issue_area"),
            models.Index(fields=["place"], name="issue_place", condition=~Q(status="closed")),
        ]

    def __str__(self) -> str:
        return self.title


class IssueEvent(models.Model):
    """One step of an issue: who, when, from, to, why. Appended, never changed."""

    issue = models.ForeignKey(Issue, models.PROTECT, related_name="events")
    kind = models.CharField(max_length=20)
    by = models.ForeignKey(Cadre, models.PROTECT, null=True, related_name="+")
    under = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    before = models.CharField(max_length=20, blank=True)
    after = models.CharField(max_length=20, blank=True)
    note = models.TextField(blank=True, max_length=2000)

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["issue", "at"], name="issue_event_time")]
        triggers = [
            pgtrigger.Protect(
                name="issue_event_is_append_only", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        return f"{self.issue_id}: {self.kind}"
