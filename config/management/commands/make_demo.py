from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from config.demo import building


class Command(BaseCommand):
    help = "Fill an empty Doorstep with an invented Changshu: people, places, a year of visits."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--places", type=int, default=2000, help="households and enterprises")
        parser.add_argument("--visits-per-place", type=float, default=3.0, help="on average")
        parser.add_argument("--seed", type=int, default=1, help="the same seed, the same demo")

    def handle(
        self, *args: Any, places: int, visits_per_place: float, seed: int, **options: Any
    ) -> None:
        if places < 1 or visits_per_place < 0:
            raise CommandError(_("A demo needs at least one place, and no fewer visits than none."))
        if not building.is_empty():
            raise CommandError(
                _(
                    "There are places already. The demo only fills an empty Doorstep, "
                    "so nothing was done."
                )
            )
        started = monotonic()
        words = {
            "areas": _("areas of Changshu"),
            "people": _("units, posts and people"),
            "places": _("households and enterprises"),
            "visits": _("a year of visits"),
            "issues": _("issues"),
            "dates": _("dates told from the visits"),
            "reminders": _("what people are reminded of"),
        }

        def tell(part: str) -> None:
            self.stdout.write(f"{monotonic() - started:5.1f} s  {words[part]}")
            self.stdout.flush()

        built = building.build(
            places=places, visits_a_place=visits_per_place, seed=seed, at=timezone.now(), tell=tell
        )
        self.stdout.write(
            _("%(places)d places in %(towns)d towns, %(visits)d visits, %(issues)d issues.")
            % {
                "places": built.places,
                "towns": built.towns,
                "visits": built.visits,
                "issues": built.issues,
            }
        )
