"""What the database itself refuses about photos."""

from django.utils import timezone
from uuid_utils.compat import uuid7

from photos.models import Photo, PhotoPart
from tests.breaking import refused_by

VISIT = uuid7()


def hang(by, **told):
    told = {"width": 1200, "height": 1600, "size_bytes": 9, "digest": b"\1" * 32, **told}
    return Photo.objects.create(
        subject_kind="visit", subject_id=VISIT, taken_by=by, received_at=timezone.now(), **told
    )


def test_the_same_picture_hangs_once_on_a_visit(lin):
    hang(lin)

    with refused_by("photo_hangs_once_on_a_subject"):
        hang(lin)


def test_no_picture_is_larger_than_1600_pixels(lin):
    with refused_by("photo_is_at_most_1600_pixels"):
        hang(lin, width=1601)


def test_no_part_is_of_more_than_five_megabytes(lin):
    with refused_by("photo_part_is_at_most_a_photo"):
        PhotoPart.objects.create(
            id=VISIT, taken_by=lin, size_bytes=5_000_001, data=b"", touched_at=timezone.now()
        )
