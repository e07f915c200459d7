"""import_roster FILE.xlsx --area CODE [--dry-run] [--faults OUT.csv]"""

import csv
import json
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cadres.models import Area
from households import previews
from households.actions import rosters
from households.models import RosterImport


class Command(BaseCommand):
    help = "Import a roster of households or enterprises; sound rows go in, faulty ones are told."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--area", required=True, help="official code of the area it speaks of")
        parser.add_argument("--dry-run", action="store_true", help="look, and write nothing")
        parser.add_argument("--faults", type=Path, help="write row,column,code,message here")

    def handle(
        self,
        *args: Any,
        file: Path,
        area: str,
        dry_run: bool,
        faults: Path | None,
        **options: Any,
    ) -> None:
        where = Area.objects.filter(code=area).first()
        if where is None:
            raise CommandError(_("There is no area with the code %(code)s.") % {"code": area})
        if not file.is_file():
            raise CommandError(_("There is no file %(path)s.") % {"path": file})
        try:
            with transaction.atomic():
                self.bring_in(where, file, is_rehearsal=dry_run, faults=faults)
                if dry_run:
                    transaction.set_rollback(True)
        except ValidationError as refusal:
            raise CommandError(f"{file.name}: {' '.join(refusal.messages)}") from refusal

    def bring_in(self, area: Area, file: Path, *, is_rehearsal: bool, faults: Path | None) -> None:
        """Preview, tell the faults, and unless it is a rehearsal write."""
        at = timezone.now()
        roster = rosters.receive(area=area, by=None, file_name=file.name, at=at)
        roster = rosters.preview(roster=roster, path=file, at=at)
        if faults:
            write_faults(roster, faults)
        if not is_rehearsal:
            roster = rosters.confirm(roster=roster, at=at)
            roster = rosters.apply(import_=roster, by=None, at=at)
        self.tell(roster)
        # An operator has no page to come back to: nothing of the rows is kept.
        roster.rows.all().delete()

    def tell(self, roster: RosterImport) -> None:
        """Print the counts, one line of words each and one of JSON for programs."""
        counts = roster.counts
        summary = {
            "kind": roster.kind,
            "rows": roster.rows_total,
            **{key: counts[key] for key in ("sound", "mended", "faulty")},
            **counts.get("written", counts["places"]),
            "grids": counts["places"]["grids"],
            "absent": counts["places"]["absent"],
        }
        for line in previews.spoken_counts(roster):
            self.stdout.write(line)
        self.stdout.write(json.dumps(summary))


def write_faults(roster: RosterImport, path: Path) -> None:
    """Each faulty or mended cell as row,column,code,message."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["row", "column", "code", "message"])
        for row in previews.faulty_cells(roster):
            writer.writerow([previews.plain_text(cell) for cell in row])
