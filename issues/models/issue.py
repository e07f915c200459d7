from collections.abc import Iterable
from datetime import date, datetime
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from cadres.access import Grant, ScopedQuerySet, grants_of
from cadres.models import Cadre, Post, Unit
from households.models import Place
from issues.models.category import IssueCategory
from visits.models import Visit


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

    def new_at_desk(self) -> Self:
        """Raised; the village has not said yet who does it (DOMAIN 6)."""
        return self.filter(status=Issue.Status.RAISED, sent_up_at__isnull=True)

    def to_dispatch(self) -> Self:
        """Sent up, or raised where no village desk is; the town has not handed it over yet."""
        return self.filter(status=Issue.Status.RAISED, sent_up_at__isnull=False)

    def to_accept(self) -> Self:
        """Handed to a unit that has not taken it on yet."""
        return self.filter(status=Issue.Status.ASSIGNED)

    def in_hand(self) -> Self:
        """Somebody works on it, or waits for others."""
        return self.filter(status__in=Issue.IN_HAND)

    def visible_to(self, cadre: Cadre, on: date | None = None) -> Self:
        """What the posts of that day open, and what the person raised while holding any."""
        grants = grants_of(cadre, on=on or timezone.localdate())
        return self.filter(_inside(grants) | Q(raised_by=cadre.pk)) if grants else self.none()

    def within(self, grants: Iterable[Grant]) -> Self:
        """What these posts open (DOMAIN 2): by area and single places, by the own work.

        A handler: what the own unit leads or helps with. Town dispatch: everything in its area,
        though it opens no household there. Anybody: what the post itself is to do.
        """
        return self.filter(_inside(list(grants)))


def _inside(grants: list[Grant]) -> Q:
    inside = Q(assignee__in=[grant.post_id for grant in grants])
    paths = {path for grant in grants for path in grant.paths}
    paths |= {grant.post_path for grant in grants if grant.may("dispatch_issues")}
    for path in sorted(paths):
        inside |= Q(area_path__startswith=path)
    places = [pk for grant in grants for pk in grant.place_ids]
    if places:
        inside |= Q(place__in=places)
    units = [grant.unit_id for grant in grants if grant.may("handle_issues")]
    if units:
        inside |= Q(lead_unit__in=units)
        # Resolved first: OR with a subquery scans the table.
        helped = Issue.helping_units.through.objects.filter(unit__in=units)
        inside |= Q(pk__in=list(helped.values_list("issue_id", flat=True)))
    return inside


class Issue(models.Model):
    """Something people raised, until they or a third person say it is solved (DOMAIN 6).

    raised at the village desk → the village does it: in progress; or it is sent up (raised still)
    → dispatch hands it over: assigned → the lead takes it on: in progress → claimed resolved.
    The full life only adds: transfers, verification and escalation are events.
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

    # Who holds it works on it, or waits for others.
    IN_HAND = (Status.ACCEPTED, Status.IN_PROGRESS, Status.WAITING, Status.LONG_TERM)
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
    category = models.ForeignKey(
        IssueCategory, models.PROTECT, related_name="issues", verbose_name=_("what it is about")
    )
    urgency = models.CharField(
        _("urgency"), max_length=10, choices=Urgency, default=Urgency.ORDINARY
    )
    status = models.CharField(_("state"), max_length=20, choices=Status, default=Status.RAISED)
    raised_by = models.ForeignKey(Cadre, models.PROTECT, related_name="raised_issues")
    raised_under = models.ForeignKey(Post, models.PROTECT, related_name="+")
    raised_at = models.DateTimeField()
    # The unit that answers: the village's, then dispatch's, then whom it was handed to.
    lead_unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="led_issues", verbose_name=_("who leads")
    )
    helping_units = models.ManyToManyField(
        Unit, related_name="helped_issues", blank=True, verbose_name=_("who helps")
    )
    # Who in the lead unit does it, and by which day the village said it would be done.
    assignee = models.ForeignKey(
        Post, models.PROTECT, null=True, related_name="own_issues", verbose_name=_("who does it")
    )
    promised_on = models.DateField(_("by which day"), null=True)
    sent_up_at = models.DateTimeField(null=True)  # to the town; at once where no desk is
    sent_up_why = models.TextField(max_length=500, blank=True)  # the village's word
    assigned_at = models.DateTimeField(null=True)  # handed over by dispatch
    accepted_at = models.DateTimeField(null=True)  # taken on by whom it lies with
    near_due_at = models.DateTimeField()  # 80 % of the working minutes (DOMAIN 6)
    due_at = models.DateTimeField()
    done = models.TextField(_("what was done"), max_length=2000, blank=True)
    resolved_by = models.ForeignKey(Cadre, models.PROTECT, null=True, related_name="+")
    resolved_at = models.DateTimeField(null=True)
    result = models.CharField(_("outcome"), max_length=10, choices=Result, blank=True)
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
                name="issue_handed_over_has_its_moment",
                condition=~Q(status="assigned") | Q(assigned_at__isnull=False),
            ),
            models.CheckConstraint(
                name="issue_resolved_says_by_whom_and_what",
                condition=Q(resolved_at__isnull=True)
                | Q(resolved_by__isnull=False) & ~Q(done="") & ~Q(result=""),
            ),
            models.CheckConstraint(
                name="issue_claimed_resolved_has_its_moment",
                condition=~Q(status="claimed_resolved") | Q(resolved_at__isnull=False),
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
