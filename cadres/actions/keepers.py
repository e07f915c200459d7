"""Somebody always administers: no two people lock each other, and so the house, out (DOMAIN 8)."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import connection
from django.utils.translation import gettext as _

from cadres.access import ROLE_MAY
from cadres.models import Post, Tenure
from cadres.spans import lineage

KEEPERS = ROLE_MAY["keep_people"]
_KEEPING = 0x4B454550  # advisory lock


def take_turns() -> None:
    """Whatever may take an administrator away happens one after another, until each commits."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_KEEPING])


def check_kept(post: Post, *, on: date) -> None:
    """Whether, after a change, somebody still administers where an administrator's post did.

    Asked under `take_turns`: an account that is switched on, which from `on` at the latest holds a
    post over the same area or one above, without an end. Raises ValidationError, code
    "last_administrator".
    """
    held = Tenure.objects.filter(
        post__role__in=KEEPERS,
        post__area__path__in=lineage(post.area.path),
        cadre__is_active=True,
        from_on__lte=on,
        to_on__isnull=True,
    )
    if not held.exists():
        raise ValidationError(
            _(
                "Then nobody would administer %(area)s any more. Let somebody else begin as "
                "administrator first."
            )
            % {"area": post.area.spoken},
            code="last_administrator",
        )
