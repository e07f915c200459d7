import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from cadres.access import ScopedQuerySet
from cadres.encryption import EncryptedField
from cadres.models import Area, Cadre, Post
from households.models.place import Place


class FoundQuerySet(ScopedQuerySet):
    place_field = "at_place"

    def pending(self) -> "FoundQuerySet":
        """Nobody has decided yet."""
        return self.filter(added_on__isnull=True, refused_on__isnull=True)


@pghistory.track()
class FoundHousehold(models.Model):
    """册上没有的一户: somebody lives there and no roster says so. Told by one, added by another."""

    class Kind(models.TextChoices):
        NOT_ON_ROSTER = "not_on_roster", _("not on the roster")
        OTHERS_LIVE_HERE = "others_live_here", _("others live here")

    id = models.UUIDField(primary_key=True, default=uuid7)  # made on the phone as well
    kind = models.CharField(max_length=20, choices=Kind)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")  # a village or a grid
    area_path = models.CharField(max_length=64, db_collation="C")
    at_place = models.ForeignKey(Place, models.PROTECT, null=True, related_name="found_at")
    address = models.CharField(max_length=200)
    name = models.CharField(max_length=60)  # of whoever was met, or of the head
    people = models.PositiveSmallIntegerField(null=True)
    phone = EncryptedField(blank=True)
    note = models.CharField(max_length=200, blank=True)
    found_by = models.ForeignKey(Cadre, models.PROTECT, related_name="+")
    found_under = models.ForeignKey(Post, models.PROTECT, related_name="+")
    found_at = models.DateTimeField()
    decided_by = models.ForeignKey(Cadre, models.PROTECT, null=True, related_name="+")
    added_on = models.DateField(null=True)
    place = models.OneToOneField(Place, models.PROTECT, null=True, related_name="found_as")
    refused_on = models.DateField(null=True)
    refused_why = models.CharField(max_length=200, blank=True)

    objects = FoundQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="found_household_is_not_decided_by_who_found_it",
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=models.F("found_by")),
            ),
            models.CheckConstraint(
                name="found_household_added_is_a_place",
                condition=Q(added_on__isnull=True, place__isnull=True)
                | Q(added_on__isnull=False, place__isnull=False, decided_by__isnull=False),
            ),
            models.CheckConstraint(
                name="found_household_is_not_added_and_refused",
                condition=Q(added_on__isnull=True) | Q(refused_on__isnull=True),
            ),
            models.CheckConstraint(
                name="found_household_refused_says_why",
                condition=Q(refused_on__isnull=True) | ~Q(refused_why=""),
            ),
        ]
        indexes = [
            models.Index(
                fields=["area_path"],
                name="found_household_pending",
                condition=Q(added_on__isnull=True, refused_on__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_pending(self) -> bool:
        """Nobody has decided yet."""
        return self.added_on is None and self.refused_on is None
