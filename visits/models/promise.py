import pghistory
from django.db import models
from django.db.models import F, Q
from uuid_utils.compat import uuid7

from cadres.access import ScopedQuerySet
from cadres.models import Cadre, Post
from households.models import Place
from visits.models.visit import Visit


class PromiseQuerySet(ScopedQuerySet):
    place_field = "place"
    path_field = "place__area_path"

    def open(self) -> "PromiseQuerySet":
        """Neither kept nor dropped."""
        return self.filter(kept_at__isnull=True, dropped_at__isnull=True)


@pghistory.track()
class Promise(models.Model):
    """答应过的事: what a cadre said to a household would be done, and by which day."""

    id = models.UUIDField(primary_key=True, default=uuid7)  # made on the phone as well
    place = models.ForeignKey(Place, models.PROTECT, related_name="promises")
    visit = models.ForeignKey(Visit, models.PROTECT, null=True, related_name="promises")
    text = models.CharField(max_length=100)
    due_on = models.DateField()
    made_by = models.ForeignKey(Cadre, models.PROTECT, related_name="promises")
    made_under = models.ForeignKey(Post, models.PROTECT, related_name="promises")
    made_at = models.DateTimeField()
    kept_at = models.DateTimeField(null=True)
    kept_by = models.ForeignKey(Cadre, models.PROTECT, null=True, related_name="+")
    dropped_at = models.DateTimeField(null=True)
    dropped_why = models.CharField(max_length=200, blank=True)

    objects = PromiseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="promise_is_not_kept_and_dropped",
                condition=Q(kept_at__isnull=True) | Q(dropped_at__isnull=True),
            ),
            models.CheckConstraint(
                name="promise_dropped_says_why",
                condition=Q(dropped_at__isnull=True) | ~Q(dropped_why=""),
            ),
        ]
        indexes = [
            # Kept ones pile up for ever and are asked for by place only.
            models.Index(
                fields=["due_on"],
                name="promise_open_due",
                condition=Q(kept_at__isnull=True, dropped_at__isnull=True),
            ),
            models.Index(F("place"), F("made_at").desc(), name="promise_of_place"),
        ]

    def __str__(self) -> str:
        return self.text
