import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cadres.dated import Dated, DatedQuerySet, ends_after_it_begins, never_overlaps
from cadres.models.area import Area
from cadres.models.post import Post


class Duty(models.TextChoices):
    """How a post answers for an area or a place."""

    RESPONSIBLE = "responsible", _("responsible")
    SUPPORTING = "supporting", _("supporting")
    PAIRED = "paired", _("paired")


@pghistory.track()
class Assignment(Dated):
    """包片: a post answers for an area from-to. Single places: `households.PlaceAssignment`."""

    post = models.ForeignKey(Post, models.PROTECT, related_name="assignments")
    area = models.ForeignKey(Area, models.PROTECT, related_name="assignments")
    duty = models.CharField(max_length=12, choices=Duty, default=Duty.RESPONSIBLE)
    made_by = models.ForeignKey(
        "cadres.Cadre", models.PROTECT, null=True, related_name="+"
    )  # empty: from a command
    made_at = models.DateTimeField(auto_now_add=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints = [
            ends_after_it_begins("assignment_ends_after_it_begins"),
            never_overlaps(
                "assignment_is_one_responsible_post_an_area",
                "area",
                condition=Q(duty="responsible"),
            ),
            never_overlaps("assignment_of_a_post_is_told_once", "area", "post", "duty"),
        ]

    def __str__(self) -> str:
        return f"{self.post} → {self.area}"
