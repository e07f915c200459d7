"""`./run manage make_screenshots`: the pictures of README and guides, from the running demo."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _


class Command(BaseCommand):
    help = "Take the pictures of the guides anew; ./run with the demo must be running."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--site", default=settings.SITE_URL, help="where the demo is served")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            from docs import picture, screens  # Playwright belongs to the tests' packages
        except ImportError:
            raise CommandError(_("Run ./run test once: it brings the browser's package.")) from None

        for path in screens.make_all(options["site"]):
            self.stdout.write(f"{path}: {path.stat().st_size:,} bytes")
        self.stdout.write(str(picture.make(options["site"])))
