from datetime import date
from typing import Self

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cadres.dated import Dated, DatedQuerySet, ends_after_it_begins, never_overlaps
from cadres.models.area import Area


class Role(models.TextChoices):
    """What a post is there for. `cadres.access.ROLE_MAY` says what each may do."""

    CADRE = "cadre", _("visiting cadre")
    DESK = "desk", _("village desk")
    SUPERVISOR = "supervisor", _("supervisor")
    DISPATCH = "dispatch", _("town dispatch")
    ADMINISTRATOR = "administrator", _("administrator")
    HANDLER = "handler", _("department handler")
    LEADER = "leader", _("leader")


class Unit(models.Model):
    """单位、部门: employs posts and handles issues; a tree of its own, for escalation."""

    name = models.CharField(_("full name"), max_length=100)
    short_name = models.CharField(_("short name"), max_length=30)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("unit above"),
    )
    area = models.ForeignKey(  # its jurisdiction
        Area, models.PROTECT, related_name="units", verbose_name=_("area")
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["area", "name"], name="unit_name_is_unique_in_its_area"
            ),
            models.CheckConstraint(
                name="unit_is_not_its_own_parent",
                condition=Q(parent__isnull=True) | ~Q(parent=models.F("pk")),
            ),
        ]

    def __str__(self) -> str:
        return self.short_name


class Post(models.Model):
    """岗位: a seat with duties. `area` is the jurisdiction of those who look after one."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="posts", verbose_name=_("unit"))
    name = models.CharField(_("name of the post"), max_length=60)
    role = models.CharField(_("what it is there for"), max_length=15, choices=Role)
    area = models.ForeignKey(Area, models.PROTECT, related_name="posts", verbose_name=_("area"))
    is_leading = models.BooleanField(  # the superior of the unit's other posts
        _("leads the unit"), default=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "name"], name="post_name_is_unique_in_its_unit"
            ),
            models.UniqueConstraint(
                fields=["unit"], condition=Q(is_leading=True), name="unit_has_one_leading_post"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit.short_name}{self.name}"


class TenureQuerySet(DatedQuerySet):
    def of(self, cadre_id: int, *, on: date) -> Self:
        """What the cadre holds on that day, with post, unit and area."""
        return self.on(on).filter(cadre=cadre_id).select_related("post__unit", "post__area")


@pghistory.track()
class Tenure(Dated):
    """任职: a cadre holds a post from-to."""

    cadre = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="tenures")
    post = models.ForeignKey(Post, models.PROTECT, related_name="tenures")
    from_on = models.DateField(_("first day"))
    to_on = models.DateField(_("first day without"), null=True, blank=True)

    objects = TenureQuerySet.as_manager()

    class Meta:
        constraints = [
            ends_after_it_begins("tenure_ends_after_it_begins"),
            never_overlaps("tenure_is_one_holder_of_a_post_at_a_time", "post"),
        ]

    def __str__(self) -> str:
        return f"{self.cadre} · {self.post}"
