"""From-to histories: the from day is inside, the to day is the first one outside (DOMAIN 4.8)."""

from datetime import date, timedelta
from typing import Any, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q


class DateRange(Func):
    """SQL `daterange(from_on, to_on, '[)')` of a dated row; an empty `to_on` is open."""

    function = "daterange"
    output_field = DateRangeField()


class DatedQuerySet(models.QuerySet[Any]):
    """Rows that hold from `from_on` up to, not including, `to_on`."""

    def on(self, day: date) -> Self:
        """Rows in force on `day`."""
        return self.filter(Q(to_on__isnull=True) | Q(to_on__gt=day), from_on__lte=day)


class Dated(models.Model):
    """A fact with its days. Subclasses add `never_overlaps` for what may hold only once."""

    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True

    def holds_on(self, day: date) -> bool:
        """Whether the fact is in force on `day`."""
        return self.from_on <= day and (self.to_on is None or day < self.to_on)

    @property
    def last_on(self) -> date | None:
        """The last day inside, as people say it; none while it is open."""
        return self.to_on - timedelta(days=1) if self.to_on else None


def ends_after_it_begins(name: str) -> models.CheckConstraint:
    """A dated row holds on one day at least."""
    return models.CheckConstraint(
        name=name, condition=Q(to_on__isnull=True) | Q(to_on__gt=F("from_on"))
    )


def never_overlaps(name: str, *fields: str, condition: Q | None = None) -> ExclusionConstraint:
    """Two rows with equal `fields` never hold on the same day. Needs the btree_gist extension."""
    return ExclusionConstraint(
        name=name,
        expressions=[
            *((field, RangeOperators.EQUAL) for field in fields),
            (
                DateRange("from_on", "to_on", RangeBoundary(inclusive_upper=False)),
                RangeOperators.OVERLAPS,
            ),
        ],
        condition=condition,
    )
