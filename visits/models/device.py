from django.db import models
from django.db.models import F, Q

from cadres.models import Cadre


class Device(models.Model):
    """A phone that keeps a copy of its cadre's places and may hold unsent records.

    The id is made on the phone and cannot be guessed; with it a lost phone is told to drop its
    copy, whether or not anybody is logged in there.
    """

    id = models.UUIDField(primary_key=True)
    cadre = models.ForeignKey(Cadre, models.PROTECT, related_name="devices")
    name = models.CharField(max_length=60, blank=True)  # what the browser calls itself
    first_seen_at = models.DateTimeField()
    lost_at = models.DateTimeField(null=True)
    wiped_at = models.DateTimeField(null=True)  # when the lost phone heard of it

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="device_wiped_was_lost",
                condition=Q(wiped_at__isnull=True) | Q(lost_at__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["cadre"], name="device_of_cadre")]

    def __str__(self) -> str:
        return self.name or str(self.pk)


class DeviceContact(models.Model):
    """The last contact of a phone on one day, and what it still held then (DOMAIN 4.18)."""

    device = models.ForeignKey(Device, models.CASCADE, related_name="contacts")
    on = models.DateField()  # the Shanghai day
    at = models.DateTimeField()
    unsent = models.PositiveIntegerField()  # visits, corrections and withdrawals
    unsent_photos = models.PositiveIntegerField(default=0)
    area_paths = models.JSONField(default=list)  # of the cadre's posts, for whose board it counts
    took_bundle_at = models.DateTimeField(null=True)  # the first time that day (DOMAIN 10)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["device", "on"], name="device_contact_stands_once_a_day"
            ),
        ]
        indexes = [models.Index(F("on").desc(), F("device"), name="device_contact_day")]

    def __str__(self) -> str:
        return f"{self.device_id} {self.on}: {self.unsent}"
