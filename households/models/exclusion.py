from datetime import date

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cadres.access import ScopedQuerySet
from cadres.models import Cadre
from households.models.place import Place


class ExclusionQuerySet(ScopedQuerySet):
    place_field = "place"
    path_field = "place__area_path"

    def pending(self) -> "ExclusionQuerySet":
        """Nobody has decided yet."""
        return self.filter(approved_on__isnull=True, refused_on__isnull=True)

    def in_force(self, *, on: date) -> "ExclusionQuerySet":
        """Out on that day: from the day of approval up to the day of the end (DOMAIN 4.8)."""
        still = Q(ended_on__isnull=True) | Q(ended_on__gt=on)
        return self.filter(still, approved_on__lte=on)


@pghistory.track()
class Exclusion(models.Model):
    """不计: asked for by one person, approved by another; pending ones stay in scope."""

    class Reason(models.TextChoices):
        EMPTY = "empty", _("empty")
        MOVED_OUT = "moved_out", _("moved out")
        NOT_ON_ROSTER = "not_on_roster", _("not on the roster")
        DEREGISTERED = "deregistered", _("deregistered")
        DECEASED = "deceased", _("all deceased")

    place = models.ForeignKey(Place, models.CASCADE, related_name="exclusions")
    reason = models.CharField(max_length=15, choices=Reason)
    note = models.CharField(max_length=200, blank=True)
    asked_by = models.ForeignKey(Cadre, models.PROTECT, null=True, related_name="+")  # an import
    asked_at = models.DateTimeField()
    approved_by = models.ForeignKey(Cadre, models.PROTECT, null=True, related_name="+")
    approved_on = models.DateField(null=True)  # out from this day (DOMAIN 4.8)
    refused_by = models.ForeignKey(Cadre, models.PROTECT, null=True, related_name="+")
    refused_on = models.DateField(null=True)
    refused_why = models.CharField(max_length=200, blank=True)
    ended_on = models.DateField(null=True)  # the first day in scope again
    ended_by = models.ForeignKey(Cadre, models.PROTECT, null=True, related_name="+")

    objects = ExclusionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="exclusion_is_not_approved_by_who_asked",
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("asked_by")),
            ),
            models.CheckConstraint(
                name="exclusion_approved_names_day_and_person",
                condition=Q(approved_by__isnull=True, approved_on__isnull=True)
                | Q(approved_by__isnull=False, approved_on__isnull=False),
            ),
            models.CheckConstraint(
                name="exclusion_is_not_approved_and_refused",
                condition=Q(approved_on__isnull=True) | Q(refused_on__isnull=True),
            ),
            models.CheckConstraint(
                name="exclusion_refused_says_why",
                condition=Q(refused_on__isnull=True) | ~Q(refused_why=""),
            ),
            models.CheckConstraint(
                name="exclusion_ends_after_it_was_approved",
                condition=Q(ended_on__isnull=True) | Q(ended_on__gt=F("approved_on")),
            ),
            models.UniqueConstraint(
                fields=["place"],
                name="exclusion_is_pending_once_a_place",
                condition=Q(approved_on__isnull=True, refused_on__isnull=True),
            ),
        ]
        indexes = [
            models.Index(fields=["place", "approved_on"], name="exclusion_in_force"),
        ]

    def __str__(self) -> str:
        return f"{self.place_id}: {self.reason}"

    @property
    def is_pending(self) -> bool:
        """Nobody has decided yet."""
        return self.approved_on is None and self.refused_on is None
