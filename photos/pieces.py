"""A photo that arrives piece by piece over a weak network (DOMAIN 5)."""

import io
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import BinaryField, F, Func, Value
from django.db.models.functions import Length
from django.utils.translation import gettext as _

from cadres.models import Cadre
from photos import actions
from photos.models import Photo, PhotoPart

LARGEST_PIECE = 128 * 1024
LARGEST_WHOLE = 5_000_000  # a phone shrinks to 400 KB; one that cannot sends what the camera made
PARTS_WAIT_FOR = timedelta(days=14)


class Status(StrEnum):
    PARTIAL = "partial"  # go on at `received`
    RECEIVED = "received"
    REFUSED = "refused"  # for good: this file will never be a photo here


@dataclass(frozen=True)
class Receipt:
    """How far a photo has come."""

    status: Status
    received: int
    at: datetime
    why: str = ""  # of a refusal, in words


@dataclass(frozen=True)
class Piece:
    """Some bytes of a photo of `size` bytes, from `offset` on."""

    id: UUID
    size: int
    offset: int
    data: bytes


class NotYours(Exception):
    """Somebody else began to send a photo under this id."""


@transaction.atomic
def take(
    *,
    piece: Piece,
    subject_kind: str,
    subject_id: UUID,
    by: Cadre,
    at: datetime,
    keep_place: bool = False,
) -> Receipt:
    """Put a piece behind those that have come; the last one makes the photo (DOMAIN 5).

    Any piece may come again, in any order, from two tabs at once: one that does not follow is
    answered with how much is here. What is no picture is refused in words and forgotten. Raises
    NotYours.
    """
    if piece.size > LARGEST_WHOLE:
        return Receipt(Status.REFUSED, 0, at, _too_heavy())
    part = _locked(piece, by, at)
    kept = Photo.objects.filter(pk=piece.id).first()
    if part is None:
        # Another tab has just sent the last piece, or it was refused there.
        return _of(kept, subject_kind, subject_id, piece.size) if kept else _partial(0, at)
    if kept is not None:
        part.delete()
        return _of(kept, subject_kind, subject_id, piece.size)
    if part.taken_by_id != by.pk:
        raise NotYours
    come: int = part.come  # type: ignore[attr-defined]  # annotated
    if part.size_bytes != piece.size:  # shrunk anew: what was here is of another file
        come = 0
        PhotoPart.objects.filter(pk=part.pk).update(size_bytes=piece.size, data=b"")
    if come != piece.offset:
        return _partial(come, at)
    _append(part, piece, at)
    come += len(piece.data)
    if come < piece.size:
        return _partial(come, at)
    return _make(part, subject_kind, subject_id, by, at, keep_place)


def _locked(piece: Piece, by: Cadre, at: datetime) -> PhotoPart | None:
    """The row of this photo, made where there is none, locked; without its bytes."""
    fresh = PhotoPart(pk=piece.id, taken_by=by, size_bytes=piece.size, data=b"", touched_at=at)
    PhotoPart.objects.bulk_create([fresh], ignore_conflicts=True)
    rows = PhotoPart.objects.select_for_update().defer("data")
    return rows.annotate(come=Length("data")).filter(pk=piece.id).first()


def _append(part: PhotoPart, piece: Piece, at: datetime) -> None:
    longer = Func(
        F("data"),
        Value(piece.data, output_field=BinaryField()),
        template="(%(expressions)s)",
        arg_joiner=" || ",
        output_field=BinaryField(),
    )
    PhotoPart.objects.filter(pk=part.pk).update(data=longer, touched_at=at)


def _make(
    part: PhotoPart, kind: str, subject_id: UUID, by: Cadre, at: datetime, keep_place: bool
) -> Receipt:
    """All of it is here: the photo, or a refusal; no bytes are left behind."""
    whole = bytes(PhotoPart.objects.values_list("data", flat=True).get(pk=part.pk))
    PhotoPart.objects.filter(pk=part.pk).delete()
    try:
        actions.store(
            id=part.pk,
            file=io.BytesIO(whole),
            subject_kind=kind,
            subject_id=subject_id,
            by=by,
            at=at,
            keep_place=keep_place,
        )
    except ValidationError as refusal:
        return Receipt(Status.REFUSED, 0, at, refusal.messages[0])
    return Receipt(Status.RECEIVED, len(whole), at)


def _of(kept: Photo, kind: str, subject_id: UUID, size: int) -> Receipt:
    """What a photo that is kept already is answered with."""
    if (kept.subject_kind, kept.subject_id) != (kind, subject_id):
        return Receipt(Status.REFUSED, 0, kept.received_at, _("This photo is kept already."))
    return Receipt(Status.RECEIVED, size, kept.received_at)


def _partial(come: int, at: datetime) -> Receipt:
    return Receipt(Status.PARTIAL, come, at)


def _too_heavy() -> str:
    return _("This photo is over %(most)s MB. Choose a smaller one, or take it anew.") % {
        "most": LARGEST_WHOLE // 1_000_000
    }


@transaction.atomic
def drop_stale(*, at: datetime) -> int:
    """Forget pieces of photos that were not gone on with for 14 days; return of how many.

    The phone still holds such a photo, and begins it anew.
    """
    rows = PhotoPart.objects.filter(touched_at__lt=at - PARTS_WAIT_FOR)
    return rows.delete()[0]
