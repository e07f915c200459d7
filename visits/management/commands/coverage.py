import json
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from cadres.models import Area, Front
from households.models import Exclusion
from visits.coverage import AreaCoverage, coverage
from visits.figures import FrontCoverage


class Command(BaseCommand):
    help = "Print an area's coverage on a day: the board's own figures."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--area", required=True, metavar="CODE", help="official area code")
        parser.add_argument("--on", metavar="DATE", help="YYYY-MM-DD; today where it is left out")
        parser.add_argument("--json", action="store_true", help="print as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        area = Area.objects.filter(code=options["area"]).first()
        if area is None:
            raise CommandError(
                _("There is no area with the code %(code)s.") % {"code": options["area"]}
            )
        at = timezone.now()
        try:
            figures = coverage(area=area, on=self._day(options["on"]), at=at)
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages)) from refusal
        if options["json"]:
            text = json.dumps(figures.as_dict(), ensure_ascii=False, indent=2)
        else:
            text = "\n".join(_lines(figures))
        self.stdout.write(text)

    def _day(self, text: str | None) -> date:
        try:
            return date.fromisoformat(text) if text else timezone.localdate()
        except ValueError as fault:
            raise CommandError(_("“%(day)s” is no date.") % {"day": text}) from fault


def _lines(figures: AreaCoverage) -> list[str]:
    as_of = timezone.localtime(figures.as_of).strftime("%Y-%m-%d %H:%M")
    lines = [f"{figures.area.name} {figures.on} ({as_of})", figures.phones.said]
    lines += [_line(str(Front(front).label), one) for front, one in figures.fronts.items()]
    for row in figures.children:
        lines.append(row.area.name if row.area else _("in none of them"))
        lines += [
            "  " + _line(str(Front(front).label), one)
            for front, one in row.fronts.items()
            if not one.is_absent
        ]
    return lines


def _line(name: str, figures: FrontCoverage) -> str:
    share = "–" if figures.percent is None else f"{figures.percent} %"
    line = f"{name}: {share} {figures.covered}/{figures.in_scope}"
    if figures.excluded:
        told = figures.excluded_by_reason.items()
        reasons = ", ".join(f"{Exclusion.Reason(why).label} {n}" for why, n in told)
        out = {"n": figures.excluded, "reasons": reasons}
        line += _("; not counted: %(n)d (%(reasons)s)") % out
    return line
