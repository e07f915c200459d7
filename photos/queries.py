"""Reads of photos."""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from photos.models import Photo


def hanging_on(subject_kind: str, subject_id: UUID) -> list[Photo]:
    """The photos of one subject, in the order in which they came."""
    return by_subject(subject_kind, [subject_id])[subject_id]


def by_subject(subject_kind: str, subject_ids: Iterable[UUID]) -> dict[UUID, list[Photo]]:
    """The photos of several subjects, one query."""
    hung: dict[UUID, list[Photo]] = defaultdict(list)
    rows = Photo.objects.filter(subject_kind=subject_kind, subject_id__in=list(subject_ids))
    for photo in rows.order_by("pk"):
        hung[photo.subject_id].append(photo)
    return hung
