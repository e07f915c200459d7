"""Whose photo a phone may add to which visit, and until when (DOMAIN 5)."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from cadres.models import Cadre
from phone.models import Held
from photos import pieces
from photos.pieces import Piece, Receipt, Status
from visits.actions import EDITABLE_FOR
from visits.models import Visit


def take(*, piece: Piece, visit_id: UUID, by: Cadre, at: datetime, keep_place: bool) -> Receipt:
    """Take a piece of a photo of a visit: one that is here, is held, or has yet to come.

    Photos are added for 72 hours after the visit came, as everything else of it is changed. When
    a photo was made is told by its id, so that one made at the door is taken however late it is
    sent. Raises photos.pieces.NotYours.
    """
    visit = Visit.objects.filter(pk=visit_id).first()
    if visit is not None and (why := _closed(visit, piece.id, by, at)):
        return Receipt(Status.REFUSED, 0, at, why)
    return pieces.take(
        piece=piece, subject_kind="visit", subject_id=visit_id, by=by, at=at, keep_place=keep_place
    )


def _closed(visit: Visit, photo_id: UUID, by: Cadre, at: datetime) -> str:
    """Why the visit takes no photo, in words; "" where it does."""
    if visit.logged_by_id != by.pk:
        return _("This visit was written down by somebody else.")
    # Of one clock: where the phone's runs ahead, the visit's id does too.
    until = max(visit.received_at, made_at(visit.pk) or visit.received_at) + EDITABLE_FOR
    if (made_at(photo_id) or at) >= until:
        return _("It is too long ago to change its photos. Correct it with a reason.")
    return ""


def made_at(record_id: UUID) -> datetime | None:
    """When a phone made an id, by its own clock; None where the id does not say."""
    if record_id.version != 7:
        return None
    try:
        return datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=record_id.int >> 80)
    except OverflowError:
        return None


def of_held_visits() -> QuerySet[Held, UUID]:
    """The ids of visits that wait for a person; their photos wait with them."""
    return Held.objects.waiting().filter(kind="visit").values_list("record_id", flat=True)


def spoken_clock(moment: datetime) -> str:
    """09:41"""
    return timezone.localtime(moment).strftime("%H:%M")
