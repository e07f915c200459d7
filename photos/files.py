"""Where the files lie: `photos/ab/<id>.jpg` under the data folder, by the id's last two digits.

The first digits of a UUIDv7 are the time, so they would put everything into one folder.
"""

import os
from pathlib import Path
from uuid import UUID

from django.conf import settings


def path_of(photo_id: UUID) -> Path:
    """The file of one photo; it need not exist."""
    return Path(settings.PHOTOS_ROOT) / photo_id.hex[-2:] / f"{photo_id}.jpg"


def write(photo_id: UUID, jpeg: bytes) -> None:
    """Put the file down whole: a crash leaves the old state or the new one, never a half."""
    path = path_of(photo_id)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = path.with_suffix(".new")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(jpeg)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def remove(photo_id: UUID) -> None:
    """Take the file away, if it is there."""
    path_of(photo_id).unlink(missing_ok=True)
