"""Where documents lie: `files/ab/<id>` under the data folder, by the id's last two digits.

No public address: one view asks whether the person may see the issue.
"""

import os
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings


def path_of(file_id: UUID) -> Path:
    """The file of one document; it need not exist."""
    return Path(settings.DATA_DIR) / "files" / file_id.hex[-2:] / str(file_id)


def write(file_id: UUID, body: bytes) -> None:
    """Put the file down whole: a crash leaves the old state or the new one, never a half."""
    path = path_of(file_id)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = path.with_suffix(".new")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def remove(file_id: UUID) -> None:
    """Take the file away, if it is there."""
    path_of(file_id).unlink(missing_ok=True)


def older_than(moment: datetime) -> list[tuple[UUID, Path]]:
    """The files that were last written before, with their ids; half-written ones (`.new`) too."""
    found: list[tuple[UUID, Path]] = []
    for path in (Path(settings.DATA_DIR) / "files").glob("*/*"):
        try:
            if path.stat().st_mtime < moment.timestamp():
                found.append((UUID(path.stem), path))
        except (FileNotFoundError, ValueError):  # gone meanwhile, or nothing of ours
            continue
    return found
