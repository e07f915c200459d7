"""Every reading of a household leaves a line (DOMAIN 10)."""

from datetime import datetime

from django.db import transaction

from cadres.models import Cadre, Post
from households.models import Place, PlaceOpening, Resident


@transaction.atomic
def note_opening(
    *,
    place: Place,
    cadre: Cadre,
    under: Post,
    kind: str,
    at: datetime,
    resident: Resident | None = None,
) -> PlaceOpening:
    """Write down that a cadre opened a place's record, or called it, and under which post."""
    opening: PlaceOpening = PlaceOpening.objects.create(
        place=place, cadre=cadre, under=under, kind=kind, resident=resident, at=at
    )
    return opening
