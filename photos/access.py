"""Who may look at a photo: whoever may see what it hangs on.

Visits and issues stand above photos; each tells here, when Django starts, what its kind is. A photo
may arrive before its visit: until then only the one who took it sees it.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, Model, OuterRef, QuerySet

from cadres.models import Cadre
from photos.models import Photo

_subjects: dict[str, type[Model]] = {}
_expected: dict[str, Callable[[], QuerySet[Any, UUID]]] = {}


def hang_on(kind: str, subject: type[Model]) -> None:
    """Register a kind of subject: a model with a UUID key and `objects.visible_to`."""
    _subjects[kind] = subject


def expect(kind: str, ids: Callable[[], QuerySet[Any, UUID]]) -> None:
    """Register where the ids of subjects stand that are not there yet and still may come."""
    _expected[kind] = ids


def photo_for(cadre: Cadre, photo_id: UUID) -> Photo | None:
    """The photo, when the cadre may see it; the same nothing for "not there" and "not yours"."""
    photo = Photo.objects.filter(pk=photo_id).first()
    return photo if photo and may_see(cadre, photo) else None


def may_see(cadre: Cadre, photo: Photo) -> bool:
    """Ask what the photo hangs on; unknown kinds are closed."""
    subject = _subjects.get(photo.subject_kind)
    if subject is None:
        return False
    rows = subject._default_manager
    if rows.visible_to(cadre).filter(pk=photo.subject_id).exists():  # type: ignore[attr-defined]
        return True
    return photo.taken_by_id == cadre.pk and not rows.filter(pk=photo.subject_id).exists()


def unhung(*, before: datetime) -> QuerySet[Photo]:
    """Photos received before a moment whose subject never came and is expected no more."""
    waiting = Photo.objects.filter(received_at__lt=before)
    for kind, subject in _subjects.items():
        there = subject._default_manager.filter(pk=OuterRef("subject_id"))
        waiting = waiting.exclude(Exists(there), subject_kind=kind)
    for kind, ids in _expected.items():
        waiting = waiting.exclude(subject_kind=kind, subject_id__in=ids())
    return waiting
