"""The day's message as an e-mail: text and HTML, in the recipient's language.

A letter box is read by others: of a door only where it stands, of an issue its title (FACE 8).
"""

import re
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from reminders import queries
from reminders.models import Delivery

HEADINGS_IN_SUBJECT = 2


def message_of(delivery: Delivery, *, at: datetime) -> EmailMessage | None:
    """The e-mail of a digest; None where nothing is left to be said, or nobody to say it to."""
    digest = delivery.digest
    person = digest.recipient
    if not person.email or not person.is_active:
        return None
    with translation.override(person.language):
        sections = queries.message(digest, at=at)
        if not sections:
            return None
        told = {
            "groups": queries.groups_of(sections),
            "site": settings.SITE_URL,
            "inbox": f"{settings.SITE_URL}{reverse('reminders:inbox')}",
            "preferences": f"{settings.SITE_URL}{reverse('reminders:preferences')}",
            "digest": digest,
            "language": "zh-Hans" if person.language == "zh-hans" else person.language,
        }
        text = render_to_string("reminders/mail/message.txt", told)
        message = EmailMultiAlternatives(
            subject=_subject([section.heading for section in sections]),
            body=_tidy(text),
            to=[person.email],
            headers={
                # The same one if it is ever sent again: the reader's program shows it once.
                "Message-ID": f"<message-{delivery.pk}-{digest.day:%Y%m%d}@{_domain()}>",
                "Auto-Submitted": "auto-generated",
            },
        )
        message.attach_alternative(
            render_to_string("reminders/mail/message.html", told), "text/html"
        )
    return message


def _subject(headings: list[str]) -> str:
    said = pgettext("between clauses", ", ").join(headings[:HEADINGS_IN_SUBJECT])
    more = len(headings) > HEADINGS_IN_SUBJECT
    return (
        _("Doorstep: %(said)s and more") % {"said": said}
        if more
        else _("Doorstep: %(said)s") % {"said": said}
    )


def _tidy(text: str) -> str:
    """The text without the blank lines that a template leaves behind."""
    lines = "\n".join(line.rstrip() for line in text.strip().splitlines())
    return re.sub(r"\n{3,}", "\n\n", re.sub(r"\n+(?=  )", "\n", lines)) + "\n"


def _domain() -> str:
    return urlsplit(settings.SITE_URL).hostname or "localhost"
