from datetime import date
from typing import Self

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cadres.access import ScopedQuerySet
from cadres.dated import Dated, DatedQuerySet, ends_after_it_begins, never_overlaps
from cadres.models import Area, Duty, Front, Post


class PlaceQuerySet(ScopedQuerySet):
    def active(self) -> Self:
        """Places that exist today; an inactive one is neither in scope nor excluded."""
        return self.filter(is_active=True)

    def below(self, path: str) -> Self:
        """Places of an area and everything under it: one index range."""
        return self.filter(area_path__startswith=path)

    def in_walking_order(self) -> Self:
        """Village, grid, building, unit, floor, door; digits as numbers."""
        return self.order_by("area_path", "walk_key", "pk")


class Place(models.Model):
    """走访对象: a household or an enterprise at an address, on exactly one front.

    The dates are kept by `visits.actions` and told anew from the log whenever a fact changes.
    """

    class Kind(models.TextChoices):
        HOUSEHOLD = "household", _("household")
        ENTERPRISE = "enterprise", _("enterprise")

    kind = models.CharField(max_length=10, choices=Kind)
    front = models.CharField(max_length=10, choices=Front)
    area = models.ForeignKey(Area, models.PROTECT, related_name="places")
    area_path = models.CharField(max_length=64, db_collation="C")  # the area's, for range scans
    name = models.CharField(max_length=100)  # the head's or the enterprise's
    initials = models.CharField(max_length=200, blank=True)  # all readings, a space between
    address = models.CharField(max_length=200)
    plate = models.CharField(max_length=12)  # the short number on the door plate
    walk_key = models.CharField(max_length=80, db_collation="C")
    joined_on = models.DateField()
    is_active = models.BooleanField(default=True)
    is_excluded = models.BooleanField(default=False)  # an approved exclusion is in force today

    # Kept by visits.actions (DOMAIN 4).
    covered_until = models.DateField(null=True)
    next_due_on = models.DateField(null=True)
    last_met_on = models.DateField(null=True)  # last credit at the door
    last_met_by = models.ForeignKey(Post, models.SET_NULL, null=True, related_name="+")
    empty_handed = models.PositiveSmallIntegerField(default=0)  # DOMAIN 4.14, since last credit

    objects = PlaceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="place_front_fits_its_kind",
                condition=Q(kind="enterprise", front="enterprise")
                | Q(kind="household", front__in=["village", "community"]),
            ),
            models.CheckConstraint(
                name="place_is_due_when_its_cover_ends_or_earlier",
                condition=Q(covered_until__isnull=True) | Q(next_due_on=F("covered_until")),
            ),
        ]
        indexes = [
            # Boards: everything that a figure reads stands in the index, so no heap is visited.
            models.Index(
                fields=["area_path"],
                name="place_board",
                include=[
                    "front",
                    "joined_on",
                    "covered_until",
                    "next_due_on",
                    "last_met_on",
                    "is_active",
                    "is_excluded",
                    "empty_handed",
                ],
            ),
            models.Index(fields=["area_path", "walk_key"], name="place_walk"),
            # Reminders ask for a few days of the whole county.
            models.Index(
                fields=["next_due_on"],
                name="place_due",
                condition=Q(is_active=True, is_excluded=False),
            ),
            # A few of them: the list of doors where nobody was at home three times (DOMAIN 4.14).
            models.Index(
                fields=["area_path"], name="place_no_answer", condition=Q(empty_handed__gte=3)
            ),
            models.Index(fields=["name"], name="place_name", opclasses=["varchar_pattern_ops"]),
        ]

    def __str__(self) -> str:
        return self.name


class PlaceStay(Dated):
    """Where a place stood, on which front, and whether it was active, from-to."""

    place = models.ForeignKey(Place, models.CASCADE, related_name="stays")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    area_path = models.CharField(max_length=64, db_collation="C")
    front = models.CharField(max_length=10, choices=Front)
    is_active = models.BooleanField(default=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints = [
            ends_after_it_begins("stay_ends_after_it_begins"),
            never_overlaps("stay_is_one_a_day", "place"),
        ]
        indexes = [models.Index(fields=["area_path"], name="stay_area")]

    def __str__(self) -> str:
        return f"{self.place_id} @ {self.area_path}"


@pghistory.track()
class PlaceAssignment(Dated):
    """包户: a post answers for a single place from-to; beats an area (ARCHITECTURE, Storage)."""

    post = models.ForeignKey(Post, models.PROTECT, related_name="place_assignments")
    place = models.ForeignKey(Place, models.CASCADE, related_name="assignments")
    duty = models.CharField(max_length=12, choices=Duty, default=Duty.RESPONSIBLE)
    cadre = models.ForeignKey(
        "cadres.Cadre", models.PROTECT, null=True, related_name="pairings"
    )  # a pairing may name a person

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints = [
            ends_after_it_begins("place_assignment_ends_after_it_begins"),
            never_overlaps(
                "place_assignment_is_one_responsible_post_a_place",
                "place",
                condition=Q(duty="responsible"),
            ),
            models.CheckConstraint(
                name="place_assignment_names_a_person_only_when_paired",
                condition=Q(cadre__isnull=True) | Q(duty="paired"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.post} → {self.place}"


def single_places_of(post_id: int, day: date) -> list[int]:
    """Ids of the single places that a post answers for on a day (for `cadres.access`)."""
    return list(
        PlaceAssignment.objects.on(day).filter(post=post_id).values_list("place_id", flat=True)
    )
