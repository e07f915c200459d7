"""Every change of a photo."""

from datetime import datetime, timedelta
from functools import partial
from typing import IO
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from uuid_utils.compat import uuid7

from cadres.models import Cadre
from photos import access, files
from photos.models import Photo
from photos.pictures import Picture, develop

MOST_A_SUBJECT = 9
# A visit that was refused may be mended on the phone and sent again; its photos are here already.
WAITS_FOR = timedelta(days=60)


@transaction.atomic
def store(
    *,
    id: UUID | None,
    file: IO[bytes],
    subject_kind: str,
    subject_id: UUID,
    by: Cadre,
    at: datetime,
    keep_place: bool = False,
) -> Photo:
    """Keep one upload, shrunk, upright and stripped (DOMAIN 5); return its row.

    The same file on the same subject, or the same id again, changes nothing. Time and place of
    the camera are kept as data only with `keep_place`. Raises ValidationError, worded for the
    person, for what is no photo, too big, or one too many.
    """
    known = Photo.objects.filter(pk=id).first() if id else None
    if known:
        if (known.subject_kind, known.subject_id) != (subject_kind, subject_id):
            raise ValidationError(_("This photo is kept already."), code="id_taken")
        return known
    picture = develop(file)
    hung = Photo.objects.filter(subject_kind=subject_kind, subject_id=subject_id)
    if hung.exclude(digest=picture.digest).count() >= MOST_A_SUBJECT:
        raise ValidationError(
            _("%(most)s photos are kept of one visit; this one is over.")
            % {"most": MOST_A_SUBJECT},
            code="too_many",
        )
    fresh = _row(id or uuid7(), picture, keep_place)
    fresh.subject_kind, fresh.subject_id = subject_kind, subject_id
    fresh.taken_by, fresh.received_at = by, at
    files.write(fresh.pk, picture.jpeg)
    Photo.objects.bulk_create([fresh], ignore_conflicts=True)
    kept: Photo = hung.get(digest=picture.digest)
    if kept.pk != fresh.pk:  # a second tap was faster
        files.remove(fresh.pk)
    return kept


def _row(photo_id: UUID, picture: Picture, keep_place: bool) -> Photo:
    place = keep_place and picture.latitude is not None and picture.longitude is not None
    return Photo(
        pk=photo_id,
        taken_at=picture.taken_at if keep_place else None,
        latitude=round(picture.latitude, 6) if place else None,  # type: ignore[arg-type]
        longitude=round(picture.longitude, 6) if place else None,  # type: ignore[arg-type]
        width=picture.width,
        height=picture.height,
        size_bytes=len(picture.jpeg),
        digest=picture.digest,
        look_hash=picture.look_hash,
    )


@transaction.atomic
def take_down(*, photo: Photo, by: Cadre) -> None:
    """Drop a photo that its taker does not want after all; the file goes once that is certain.

    Raises ValidationError for somebody else's photo.
    """
    if photo.taken_by_id != by.pk:
        raise ValidationError(_("Only who took a photo can take it away."), code="not_own")
    photo_id = photo.pk
    photo.delete()
    transaction.on_commit(partial(files.remove, photo_id))


@transaction.atomic
def drop_unhung(*, at: datetime) -> int:
    """Forget photos whose visit never came, files included; return how many.

    A form that was given up leaves them behind. A second run changes nothing.
    """
    waiting = access.unhung(before=at - WAITS_FOR).select_for_update(of=("self",))
    gone = list(waiting.values_list("pk", flat=True))
    Photo.objects.filter(pk__in=gone).delete()
    for photo_id in gone:
        transaction.on_commit(partial(files.remove, photo_id))
    return len(gone)
