"""The demo log-ins and their one password, drawn once and kept in the data folder."""

import os
import secrets
from pathlib import Path

from django.conf import settings

LOG_INS = ("cadre1", "desk1", "dispatch1", "supervisor1", "admin1", "handler1", "leader1")
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that look alike


def password_file() -> Path:
    """Where the password stands, for `./run` to print."""
    return Path(settings.DATA_DIR) / "demo-password"


def password() -> str:
    """The demo password; drawn on first use, readable by its owner only."""
    file = password_file()
    file.parent.mkdir(parents=True, exist_ok=True)
    drawn = "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(3))
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return file.read_text().strip()
    with os.fdopen(descriptor, "w") as opened:
        opened.write(f"{drawn}\n")
    return drawn
