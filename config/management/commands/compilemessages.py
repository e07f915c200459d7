from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from config import catalogues


class Command(BaseCommand):
    help = "Compile the catalogues. The .mo files are committed: a clone needs no Babel."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("apps", nargs="*", help="all, when none is named")

    def handle(self, *args: Any, apps: list[str], **options: Any) -> None:
        try:
            books = catalogues.books(apps)
        except LookupError as problem:
            raise CommandError(str(problem)) from problem
        for book in books:
            if book.po.exists():
                book.mo.write_bytes(book.compiled())
