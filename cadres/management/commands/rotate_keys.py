from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from cadres import encryption, rotation


class Command(BaseCommand):
    help = "Add an encryption key and seal all identity numbers and phones anew under it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--resume", action="store_true", help="finish a rotation; add no further key"
        )

    def handle(self, *args: Any, resume: bool, **options: Any) -> None:
        file = Path(settings.FIELD_KEYS_FILE)
        encryption.keys()  # writes a first key file where there is none
        try:
            number = encryption.keys().current if resume else encryption.add_key(file)
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages)) from refusal
        self.stdout.write(
            _("Key %(number)d is the current one. Keep a copy of %(file)s.")
            % {"number": number, "file": file}
        )
        for column in rotation.columns():
            total, done = rotation.left(column), 0
            for count in rotation.reseal(column):
                done += count
                self.stdout.write(f"{column.place}: {done}/{total}")
        self.stdout.write(_("Everything is sealed under the current key."))
