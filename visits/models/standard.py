import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cadres.dated import Dated, DatedQuerySet, ends_after_it_begins, never_overlaps
from cadres.models import Front
from households.models import Place, Residence
from visits.models.visit import Mode, VisitorRole


class Period(models.TextChoices):
    MONTH = "month", _("month")
    QUARTER = "quarter", _("quarter")
    HALF_YEAR = "half_year", _("half-year")
    YEAR = "year", _("year")


class VisitStandard(models.Model):
    """走访标准. Its versions say what it demands; the base one applies to all, always."""

    name = models.CharField(_("name"), max_length=60)  # two towns may both have a 低保户
    is_base = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["is_base"], name="standard_has_one_base", condition=Q(is_base=True)
            ),
        ]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class StandardVersion(Dated):
    """Which places, how often, by whom, from-to. An empty list restricts nothing."""

    standard = models.ForeignKey(VisitStandard, models.CASCADE, related_name="versions")
    area_path = models.CharField(max_length=64, db_collation="C", blank=True)  # "": everywhere
    fronts = ArrayField(models.CharField(max_length=10, choices=Front), default=list)
    residences = ArrayField(models.CharField(max_length=15, choices=Residence), default=list)
    # Keys of categories, of which a place has one or more; those in use are never removed.
    categories = ArrayField(models.PositiveIntegerField(), default=list)
    every_days = models.PositiveSmallIntegerField(null=True)
    times = models.PositiveSmallIntegerField(null=True)
    period = models.CharField(max_length=10, choices=Period, blank=True)
    # Roles of which one must have been there; empty: main, accompanying, leader or proxy.
    roles = ArrayField(models.CharField(max_length=12, choices=VisitorRole), default=list)
    modes = ArrayField(models.CharField(max_length=6, choices=Mode), default=list)
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    set_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=100, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints = [
            ends_after_it_begins("standard_version_ends_after_it_begins"),
            never_overlaps("standard_has_one_version_a_day", "standard"),
            models.CheckConstraint(
                name="standard_is_every_n_days_or_n_times_a_period",
                condition=Q(every_days__gt=0, times__isnull=True, period="")
                | Q(every_days__isnull=True, times__gt=0) & ~Q(period=""),
            ),
            models.CheckConstraint(
                name="standard_names_modes_that_count", condition=Q(modes__len__gt=0)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.standard} {self.from_on}"


class PlaceClock(models.Model):
    """What one standard knows of one place; the source of the place's two dates."""

    place = models.ForeignKey(Place, models.CASCADE, related_name="clocks")
    standard = models.ForeignKey(VisitStandard, models.CASCADE, related_name="+")
    last_credited_on = models.DateField(null=True)
    last_kept_period = models.DateField(null=True)  # its first day
    open_credits = models.PositiveSmallIntegerField(default=0)  # in the period open at last telling
    open_period = models.DateField(null=True)  # its first day

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["place", "standard"], name="clock_is_one_a_standard"),
        ]

    def __str__(self) -> str:
        return f"{self.place_id}/{self.standard_id}"
