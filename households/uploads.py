"""Uploaded rosters on their way to being read: one file each, the owner's alone, gone once read.

Web server and worker share the data folder. Nothing here outlives the reading.
"""

import os
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

SMALL_BYTES = 300_000  # read while the person waits: some 3,500 rows, under two seconds


def path_of(roster_id: int) -> Path:
    """Where the upload of a roster lies until it is read."""
    return Path(settings.DATA_DIR) / "uploads" / f"roster-{roster_id}"


def keep(roster_id: int, upload: UploadedFile) -> Path:
    """Write an upload down, readable by this user only."""
    path = path_of(roster_id)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        for chunk in upload.chunks():
            file.write(chunk)
    return path


def drop(roster_id: int) -> None:
    """Delete an upload; one that is gone already is no fault."""
    path_of(roster_id).unlink(missing_ok=True)
