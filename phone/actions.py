"""What a cadre does at the door: one visit with its issue, in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Unpack
from uuid import UUID, uuid5

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from cadres.models import Cadre, Post
from households.models import Place
from issues import actions as issues
from issues.models import IssueCategory
from issues.titles import title_of
from phone import outcomes
from photos import actions as photos
from photos.models import Photo
from visits import actions as visits
from visits import retelling
from visits.content import Told, VisitorLine
from visits.models import Promise, Visit


@dataclass(frozen=True)
class Raised:
    """What the household raised during the visit."""

    id: UUID
    text: str
    category: IssueCategory
    urgency: str
    is_solved: bool = False  # on the spot; they are asked all the same (DOMAIN 6)


@dataclass(frozen=True)
class Promised:
    """What was promised at the door; of a company the next appointment."""

    text: str
    due_on: date


def log_visit_inside(
    *,
    id: UUID,
    place: Place,
    by: Cadre,
    under: Post,
    visitors: Sequence[VisitorLine],
    phone_at: datetime,
    at: datetime,
    raised: Raised | None = None,
    promised: Promised | None = None,
    kept: Sequence[Promise] = (),
    lives_there: str = "",
    clock_offset_ms: int = 0,
    digest: bytes | None = None,
    is_taken: bool = False,
    **told: Unpack[Told],
) -> Visit:
    """Keep a visit, what was raised and promised in it (DOMAIN 5); photos hang on its id already.

    Whoever moved away, and whoever lives there now (`lives_there`), is passed on for a decision. A
    double tap or a reload sends the same ids and makes one of each. A promise counts from the
    moment at the door, however late it is sent. Raises ValidationError as the actions of visits,
    issues and promises do.
    """
    visit = visits.record_inside(
        id=id,
        place=place,
        by=by,
        under=under,
        visitors=visitors,
        phone_at=phone_at,
        at=at,
        clock_offset_ms=clock_offset_ms,
        digest=digest,
        is_taken=is_taken,
        **told,
    )
    if digest and visit.received_at != at:  # all of it came before, whatever became of it since
        return visit
    if raised:
        issues.raise_issue(
            id=raised.id,
            place=place,
            visit=visit,
            by=by,
            under=under,
            title=title_of(raised.text),
            text=raised.text,
            category=raised.category,
            urgency=raised.urgency,
            solved_by_saying=(told.get("note", "") or raised.text) if raised.is_solved else "",
            at=at,
        )
    if promised:
        visits.make_promise(
            id=uuid5(id, "promise"),
            place=place,
            visit=visit,
            text=promised.text,
            due_on=promised.due_on,
            by=by,
            under=under,
            at=visit.happened_at,
        )
    for promise in kept:
        visits.keep_promise(promise=promise, by=by, at=at)
    if visit.received_at == at:  # told for the first time
        outcomes.pass_on(visit=visit, by=by, under=under, lives_there=lives_there, at=at)
    return visit


log_visit = transaction.atomic(log_visit_inside)


def keep_photos(
    *,
    visit_id: UUID,
    files: Sequence[UploadedFile],
    by: Cadre,
    at: datetime,
    keep_place: bool,
) -> tuple[list[Photo], list[ValidationError]]:
    """Keep the sound photos of a form that may yet be refused; return them, and the refusals.

    A photo may arrive before its visit, so what was taken at the door is never chosen twice.
    Each refusal names its file. Raises ValidationError when the visit is somebody else's, or
    received so long ago that it is edited no more (DOMAIN 5).
    """
    if not files:
        return [], []
    _check_photos_are_open(visit_id, by, at)
    kept, refused = [], []
    for file in files:
        try:
            kept.append(
                photos.store(
                    id=None,
                    file=file,
                    subject_kind="visit",
                    subject_id=visit_id,
                    by=by,
                    at=at,
                    keep_place=keep_place,
                )
            )
        except ValidationError as refusal:
            told = {"name": file.name, "why": refusal.messages[0]}
            refused.append(ValidationError(_("%(name)s: %(why)s"), code=refusal.code, params=told))
    return kept, refused


@transaction.atomic
def drop_photos(*, visit_id: UUID, photo_ids: Sequence[UUID], by: Cadre, at: datetime) -> None:
    """Take away photos that the cadre kept on the open form and does not want after all.

    Raises ValidationError as `keep_photos` does.
    """
    if not photo_ids:
        return
    _check_photos_are_open(visit_id, by, at)
    own = Photo.objects.filter(subject_kind="visit", subject_id=visit_id, taken_by=by)
    for photo in own.filter(pk__in=photo_ids):
        photos.take_down(photo=photo, by=by)


def _check_photos_are_open(visit_id: UUID, by: Cadre, at: datetime) -> None:
    """The visit is not there yet, or the cadre's own and as young as one that may be edited."""
    visit = Visit.objects.filter(pk=visit_id).first()
    if visit is not None:
        _check_own(visit, by)
        if at >= visit.received_at + visits.EDITABLE_FOR:
            raise ValidationError(
                _("It is too long ago to change its photos. Correct it with a reason."), code="late"
            )


def _check_own(visit: Visit, by: Cadre) -> None:
    if visit.logged_by_id != by.pk:
        raise ValidationError(_("This visit was written down by somebody else."), code="not_own")


@transaction.atomic
def take_back(*, visit: Visit, by: Cadre, at: datetime) -> Visit:
    """Undo a save: the author's own visit, within the time in which it may be edited (DOMAIN 5).

    What was promised in it goes with it, and what its outcome asked for. What was raised in it
    stands: others may hold it already. Raises ValidationError afterwards.
    """
    _check_own(visit, by)
    if at >= visit.received_at + visits.EDITABLE_FOR:
        raise ValidationError(
            _("It is too long ago to take it back. Correct it with a reason."), code="late"
        )
    why = _("taken back by its author")
    retelling.lock([visit.place_id])  # as every change of a visit does
    visit.refresh_from_db(fields=["withdrawn_at", "withdrawn_why"])
    if visit.withdrawn_at is not None:  # nothing was typed here that could be lost
        return visit
    visit = visits.withdraw(visit=visit, by=by, why=why, at=at)
    outcomes.drop_what_followed(visit=visit, by=by, why=why, at=at)
    return visit
