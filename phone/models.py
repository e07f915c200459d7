from collections.abc import Iterable
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cadres.access import Grant, ScopedQuerySet
from cadres.models import Cadre
from visits.models import Visit


class HeldQuerySet(ScopedQuerySet):
    def within(self, grants: Iterable[Grant]) -> Self:
        """By area alone; what belongs nowhere at all every supervisor sees."""
        paths = [path for grant in grants for path in grant.paths]
        inside = Q(area_path="") if paths else Q(pk__in=())
        for path in paths:
            inside |= Q(area_path__startswith=path)
        return self.filter(inside)

    def waiting(self) -> "HeldQuerySet":
        """Those that nobody has decided on yet."""
        return self.filter(settled_at__isnull=True)


class Held(models.Model):
    """A record that a phone sent and that cannot be placed: it waits for a person (DOMAIN 5).

    Nothing is dropped: what was sent stands in `sent`, whatever is decided.
    """

    class Reason(models.TextChoices):
        ID_TAKEN = "id_taken", _("another record came first under this number")
        NO_TENURE = "no_tenure", _("who sent it held no post on that day")
        NO_PLACE = "no_place", _("the place is not known here")
        NO_VISIT = "no_visit", _("the visit that it corrects is not known here")
        NOT_OWN = "not_own", _("the visit that it corrects is somebody else's")

    class Decision(models.TextChoices):
        TAKEN_IN = "taken_in", _("taken in")
        LEFT_OUT = "left_out", _("left out")

    record_id = models.UUIDField()  # as the phone made it
    digest = models.BinaryField(max_length=32)  # of what was sent; the same again is held once
    kind = models.CharField(max_length=10)  # visit, correction, withdrawal
    sent = models.JSONField()
    reason = models.CharField(max_length=10, choices=Reason)
    sent_by = models.ForeignKey(Cadre, models.PROTECT, related_name="+")
    received_at = models.DateTimeField()
    # Where it belongs: of the place, else of the sender's post; empty: the top sees it.
    area_path = models.CharField(max_length=64, db_collation="C")
    decision = models.CharField(max_length=10, choices=Decision, blank=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(Cadre, models.PROTECT, null=True, related_name="+")
    settled_why = models.CharField(max_length=200, blank=True)

    objects = HeldQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["record_id", "digest"], name="held_once_a_content"),
            models.CheckConstraint(
                name="held_settled_by_somebody_with_a_decision",
                condition=Q(settled_at__isnull=True, settled_by__isnull=True, decision="")
                | Q(settled_at__isnull=False, settled_by__isnull=False) & ~Q(decision=""),
            ),
        ]
        indexes = [
            # Settled ones pile up for ever.
            models.Index(
                fields=["area_path"], name="held_waiting", condition=Q(settled_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.record_id}: {self.reason}"


class Applied(models.Model):
    """A correction or a withdrawal that a phone sent and that was carried out, once (DOMAIN 5).

    A visit carries its own id; these need a place for theirs, so that sending one again, in any
    order, changes nothing.
    """

    id = models.UUIDField(primary_key=True)  # as the phone made it; a UUIDv7 tells when
    digest = models.BinaryField(max_length=32)
    kind = models.CharField(max_length=10)  # correction, withdrawal
    visit = models.ForeignKey(Visit, models.PROTECT, related_name="+")
    by = models.ForeignKey(Cadre, models.PROTECT, related_name="+")
    received_at = models.DateTimeField()
    # Of one that changed nothing any more, because a later one had come before it.
    passed_over = models.JSONField(null=True)

    class Meta:
        indexes = [models.Index(fields=["visit", "-id"], name="applied_of_visit")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk} of {self.visit_id}"
