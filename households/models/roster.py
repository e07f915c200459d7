from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cadres.encryption import EncryptedField
from cadres.models import Area, Cadre


class RosterImportQuerySet(models.QuerySet["RosterImport"]):
    def of(self, importer: Cadre) -> Self:
        """Previews hold personal data: only who uploaded them sees them (DOMAIN 11)."""
        return self.filter(uploaded_by=importer)


class RosterImport(models.Model):
    """One uploaded roster: read, previewed, and written only when confirmed."""

    class Kind(models.TextChoices):
        HOUSEHOLDS = "households", _("households")
        ENTERPRISES = "enterprises", _("enterprises")

    class Status(models.TextChoices):
        READING = "reading", _("being read")
        PREVIEW = "preview", _("to look through")
        WRITING = "writing", _("being imported")
        DONE = "done", _("imported")
        REFUSED = "refused", _("could not be read")
        DISCARDED = "discarded", _("discarded")

    kind = models.CharField(max_length=12, choices=Kind, blank=True)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    uploaded_by = models.ForeignKey(Cadre, models.PROTECT, null=True, related_name="+")
    uploaded_at = models.DateTimeField()
    file_name = models.CharField(max_length=200)
    sheet = models.CharField(max_length=100, blank=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.READING)
    refusal = models.CharField(max_length=300, blank=True)  # in words, when it could not be read
    rows_done = models.PositiveIntegerField(default=0)
    rows_total = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)  # sound, mended, faulty, new, changed, unchanged …
    confirmed_at = models.DateTimeField(null=True)
    purged_at = models.DateTimeField(null=True)

    objects = RosterImportQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["uploaded_at"], name="roster_unpurged", condition=Q(purged_at=None)
            )
        ]

    def __str__(self) -> str:
        return self.file_name


class RosterRow(models.Model):
    """One row of a preview, encrypted; purged after seven days."""

    class Verdict(models.TextChoices):
        NEW = "new", _("new")
        CHANGED = "changed", _("changed")
        UNCHANGED = "unchanged", _("unchanged")
        FAULTY = "faulty", _("faulty")

    roster = models.ForeignKey(RosterImport, models.CASCADE, related_name="rows")
    sheet_row = models.PositiveIntegerField()
    verdict = models.CharField(max_length=10, choices=Verdict)
    is_mended = models.BooleanField(default=False)
    payload = EncryptedField()  # JSON: the cells as read and as understood
    faults = EncryptedField(blank=True)  # JSON: column, code, message, value

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["roster", "sheet_row"], name="roster_row_stands_once")
        ]
        indexes = [
            models.Index(fields=["roster", "verdict", "sheet_row"], name="roster_row_verdict")
        ]

    def __str__(self) -> str:
        return f"{self.roster_id}:{self.sheet_row}"
