"""One worker that sends what waits and then ends; run as a program, so that it can be killed."""

import sys
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.utils import timezone  # noqa: E402

from reminders import delivering  # noqa: E402


def main(folder: str) -> None:
    told: Any = settings
    told.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    told.EMAIL_FILE_PATH = folder
    while delivering.deliver_next(at=timezone.now()):
        pass


if __name__ == "__main__":
    main(sys.argv[1])
