"""The address under which a person sets the own password."""

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from cadres.invitations import good_until, key_of
from cadres.models import Cadre


def invite_link(cadre: Cadre, request: HttpRequest | None = None, *, origin: str = "") -> str:
    """The whole address of an open invitation; "" where there is none.

    Without a request (a command) it begins with the public address of the settings.
    """
    key = key_of(cadre)
    if not key:
        return ""
    path = reverse("office:join", args=[key])
    if settings.ORIGIN or origin or request is None:
        return f"{(origin or settings.ORIGIN).rstrip('/')}{path}"
    return request.build_absolute_uri(path)


def is_late(cadre: Cadre, *, at: datetime) -> bool:
    """Whether an invitation has run out unused."""
    until = good_until(cadre)
    return until is not None and until <= at
