import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cadres.dated import Dated, DatedQuerySet, ends_after_it_begins, never_overlaps
from cadres.models import Cadre, Post
from visits.models.standard import Period


@pghistory.track()
class LeaderQuota(Dated):
    """How many doors a leader's post is to see in person in each period, from-to (DOMAIN 4)."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="quotas")
    period = models.CharField(_("period"), max_length=10, choices=Period, default=Period.QUARTER)
    households = models.PositiveSmallIntegerField(_("households"), default=0)
    enterprises = models.PositiveSmallIntegerField(_("enterprises"), default=0)
    set_by = models.ForeignKey(Cadre, models.PROTECT, null=True, related_name="+")

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints = [
            ends_after_it_begins("leader_quota_ends_after_it_begins"),
            never_overlaps("leader_quota_is_one_a_day", "post"),
            models.CheckConstraint(
                name="leader_quota_asks_for_a_door",
                condition=Q(households__gt=0) | Q(enterprises__gt=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.post_id}: {self.households}+{self.enterprises} {self.period}"
