from django.db import models
from django.db.models import Q
from uuid_utils.compat import uuid7

from cadres.models import Cadre


class Photo(models.Model):
    """One picture: shrunk, upright, stripped; the file lies under `photos/` by its id.

    What it hangs on stands a floor higher and may arrive later, so only its kind and id are
    kept; `photos.access` asks the owner of that kind who may look.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    subject_kind = models.CharField(max_length=20)  # "visit", "issue"
    subject_id = models.UUIDField()
    taken_by = models.ForeignKey(Cadre, models.PROTECT, related_name="+")
    received_at = models.DateTimeField()
    # Out of the EXIF before it was dropped, where the cadre chose to share them.
    taken_at = models.DateTimeField(null=True)
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    size_bytes = models.PositiveIntegerField()
    digest = models.BinaryField(max_length=32)  # SHA-256 of what was uploaded
    look_hash = models.BigIntegerField(null=True)  # difference hash; null: too plain to tell

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id", "digest"],
                name="photo_hangs_once_on_a_subject",
            ),
            models.CheckConstraint(
                name="photo_is_at_most_1600_pixels", condition=Q(width__lte=1600, height__lte=1600)
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class PhotoPart(models.Model):
    """What has come so far of a photo that a phone sends piece by piece; gone once it is whole."""

    id = models.UUIDField(primary_key=True)  # the photo's
    taken_by = models.ForeignKey(Cadre, models.PROTECT, related_name="+")
    size_bytes = models.PositiveIntegerField()  # of the whole
    data = models.BinaryField()
    touched_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="photo_part_is_at_most_a_photo", condition=Q(size_bytes__lte=5_000_000)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}: {len(self.data)} of {self.size_bytes}"
