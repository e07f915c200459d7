from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from config import catalogues


class Command(BaseCommand):
    help = "Collect the words to translate into the catalogues; --check only looks."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("apps", nargs="*", help="all, when none is named")
        parser.add_argument("--check", action="store_true", help="change nothing, fail on a fault")

    def handle(self, *args: Any, apps: list[str], check: bool, **options: Any) -> None:
        try:
            books = catalogues.books(apps)
        except LookupError as problem:
            raise CommandError(str(problem)) from problem
        if check:
            found = list(catalogues.faults(books))
            if found:
                raise CommandError("\n".join(found))
            return
        for book in books:
            if book.rewrite():
                open_ = [m for m in book.written() if m.id and not all(catalogues.translations(m))]
                self.stdout.write(f"{book.app}: {len(open_)} without Chinese")
