from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from office.areas.loading import shipped_name
from office.people.inviting import invite_link
from office.start import actions


class Command(BaseCommand):
    help = (
        "Print a link, good once and for three days, for whoever shall administer this house. "
        "Refused as soon as somebody does."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--name", default="", help="of the person; may be changed later")
        parser.add_argument("--account", default="admin", help="for the log-in")
        parser.add_argument(
            "--area", default="", help="official code; without it the first page asks for it"
        )
        parser.add_argument("--link-only", action="store_true", help="print nothing else")

    @transaction.atomic
    def handle(
        self, *args: Any, name: str, account: str, area: str, link_only: bool, **options: Any
    ) -> None:
        today = timezone.localdate()
        try:
            cadre = actions.invite_first(
                name=name or _("Administrator"), username=account, at=timezone.now(), on=today
            )
            if area and actions.is_unfounded():
                lengths = [length for length in (4, 6, 9) if length <= len(area)]
                names = [shipped_name(area[:length]) or area[:length] for length in lengths]
                unit = _("Visiting office")
                actions.found(by=cadre, code=area, names=names, unit=unit, on=today)
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages)) from refusal
        link = invite_link(cadre, origin=settings.SITE_URL)
        if link_only:
            self.stdout.write(link)
            return
        self.stdout.write(
            _("The account is %(account)s. Set its password here, once, within three days:")
            % {"account": cadre.username}
        )
        self.stdout.write(link)
