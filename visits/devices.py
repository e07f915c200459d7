"""Phones: what each said at its last contact, and those that were lost (DOMAIN 4.18, 10)."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import ngettext, pgettext

from cadres.actions import people
from cadres.models import Area, Cadre
from cadres.workdays import SHANGHAI
from visits.models import Device, DeviceContact

SILENT_AFTER = timedelta(days=3)

log = logging.getLogger("doorstep.phones")


@dataclass(frozen=True)
class Told:
    """What a phone says of itself."""

    unsent: int
    unsent_photos: int
    took_bundle: bool = False
    name: str = ""


@transaction.atomic
def contact(
    *, device_id: UUID, cadre: Cadre, paths: Sequence[str], told: Told, at: datetime
) -> Device:
    """Note the contact of a phone with its cadre logged in: one line a day, the last one counts.

    A phone belongs to whoever was last logged in on it; one that is lost keeps its owner, so that
    the owner can still say that it was found.
    """
    fresh = Device(pk=device_id, cadre=cadre, name=told.name, first_seen_at=at)
    Device.objects.bulk_create([fresh], ignore_conflicts=True)
    device = Device.objects.select_for_update().get(pk=device_id)
    if device.lost_at is None and (device.cadre_id != cadre.pk or device.name != told.name):
        device.cadre, device.name = cadre, told.name or device.name
        device.save(update_fields=["cadre", "name"])
    on = timezone.localdate(at)
    row = DeviceContact(
        device=device,
        on=on,
        at=at,
        unsent=told.unsent,
        unsent_photos=told.unsent_photos,
        area_paths=list(paths),
    )
    DeviceContact.objects.bulk_create(
        [row],
        update_conflicts=True,
        unique_fields=["device", "on"],
        update_fields=["at", "unsent", "unsent_photos", "area_paths"],
    )
    if told.took_bundle:  # the first time of the day is kept (DOMAIN 10)
        days = DeviceContact.objects.filter(device=device, on=on, took_bundle_at__isnull=True)
        days.update(took_bundle_at=at)
    return device


@dataclass(frozen=True)
class Answer:
    """What a phone has to know of itself."""

    is_known: bool
    drops_copy: bool


@transaction.atomic
def answer(*, device_id: UUID, at: datetime) -> Answer:
    """Whether the phone keeps its copy, whoever asks; a lost one has heard of it now.

    One whose cadre's account is switched off drops it too: access ends at once (DOMAIN 8).
    """
    device = Device.objects.select_related("cadre").filter(pk=device_id).first()
    if device is None:
        return Answer(is_known=False, drops_copy=False)
    if device.lost_at and device.wiped_at is None:
        unheard = Device.objects.filter(pk=device_id, lost_at__isnull=False, wiped_at__isnull=True)
        unheard.update(wiped_at=at)
    return Answer(True, device.lost_at is not None or not device.cadre.is_active)


@transaction.atomic
def report_lost(*, device: Device, by: Cadre, at: datetime) -> Device:
    """The phone is gone: its copy is dropped at its next contact, and all log-ins of its cadre end.

    Said again, by the cadre or an administrator, nothing changes.
    """
    device = _locked(device)
    if device.lost_at is None:
        device.lost_at = at
        device.save(update_fields=["lost_at"])
        people.end_sessions(cadre=device.cadre, by=by)
        log.info("phone %s of account %s lost, says %s", device.pk, device.cadre_id, by.pk)
    return device


@transaction.atomic
def report_found(*, device: Device, by: Cadre) -> Device:
    """It was found, or never lost: the phone takes a new copy at its next log-in."""
    device = _locked(device)
    if device.lost_at is not None:
        device.lost_at = device.wiped_at = None
        device.save(update_fields=["lost_at", "wiped_at"])
        log.info("phone %s of account %s found, says %s", device.pk, device.cadre_id, by.pk)
    return device


def _locked(device: Device) -> Device:
    rows = Device.objects.select_for_update(of=("self",)).select_related("cadre")
    return rows.get(pk=device.pk)


def phones_of(cadre: Cadre) -> QuerySet[Device]:
    """The phones that a cadre was last logged in on, with what each said; the latest first."""
    last = DeviceContact.objects.filter(device=OuterRef("pk")).order_by("-on")
    rows = Device.objects.filter(cadre=cadre).annotate(
        last_at=Subquery(last.values("at")[:1]),
        unsent=Subquery(last.values("unsent")[:1]),
        unsent_photos=Subquery(last.values("unsent_photos")[:1]),
    )
    return rows.order_by("-last_at", "pk")


@dataclass(frozen=True)
class Unsent:
    """Phones that may still hold visits of an area, which its figures do not know (DOMAIN 4.18)."""

    phones: int  # whose last contact said so
    silent: int  # apart from them, not heard of for longer than three days

    @property
    def said(self) -> str:
        """Beside the as-of time of a figure: 2部手机还有没发出的走访，1部超过3天没联系."""
        told = ngettext(
            "%(count)d phone holds visits that were not sent yet",
            "%(count)d phones hold visits that were not sent yet",
            self.phones,
        ) % {"count": self.phones}
        if not self.silent:
            return told
        silent = ngettext(
            "%(count)d was not heard of for over %(days)d days",
            "%(count)d were not heard of for over %(days)d days",
            self.silent,
        ) % {"count": self.silent, "days": SILENT_AFTER.days}
        return pgettext("between two facts", "; ").join([told, silent])

    def as_dict(self) -> dict[str, int]:
        """As export, API and command print it."""
        return {"unsent": self.phones, "silent": self.silent}


UNSENT_SQL = """
    SELECT count(*) FILTER (WHERE said.holds),
           count(*) FILTER (WHERE NOT said.holds AND said.at < %(silent_before)s)
    FROM visits_device AS device
    CROSS JOIN LATERAL (
        SELECT contact.at, contact.unsent > 0 AS holds, contact.area_paths
        FROM visits_devicecontact AS contact
        WHERE contact.device_id = device.id AND contact.on <= %(on)s
        ORDER BY contact.on DESC LIMIT 1
    ) AS said
    WHERE (device.lost_at IS NULL OR device.lost_at >= %(until)s)
      AND EXISTS (
        SELECT FROM jsonb_array_elements_text(said.area_paths) AS path
        WHERE starts_with(path, %(path)s)
      )
"""


def unsent_of(area: Area, *, on: date, at: datetime) -> Unsent:
    """Phones of the area that hold unsent visits, and silent ones, at the end of a day or now.

    A past day is told by the contacts before its 24:00. A phone counts where its cadre's posts
    were at that contact; one reported lost counts no more: what it holds will not come.
    """
    midnight = datetime.combine(on + timedelta(days=1), time(), SHANGHAI)
    until = min(midnight, at)
    told: dict[str, Any] = {
        "on": on,
        "until": until,
        "silent_before": until - SILENT_AFTER,
        "path": area.path,
    }
    with connection.cursor() as cursor:
        cursor.execute(UNSENT_SQL, told)
        phones, silent = cursor.fetchone()
    return Unsent(phones, silent)
