"""What every page of one place does: note the opening, or say whose the place is."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from cadres.requests import CadreRequest
from households.actions import openings
from households.models import PlaceOpening, Resident
from phone import queries


def note_opening(
    request: CadreRequest,
    opened: queries.Opened,
    kind: str = PlaceOpening.Kind.OPENED,
    resident: Resident | None = None,
) -> None:
    """Note that a place was opened, or one of its people called (DOMAIN 10)."""
    openings.note_opening(
        place=opened.place,
        cadre=request.user,
        under=opened.under,
        kind=kind,
        resident=resident,
        at=timezone.now(),
    )


def not_yours(request: CadreRequest, place_id: int) -> HttpResponse:
    """Whom to ask, without a word about who lives there; the same page where nobody does."""
    context = {"post": queries.answers(place_id, on=timezone.localdate())}
    return render(request, "phone/not_yours.html", context, status=404)
