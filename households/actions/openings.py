"""Every reading of a household leaves a line (DOMAIN 10)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

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


@dataclass(frozen=True)
class Read:
    """A card that a cadre read on a phone without a network."""

    place_id: int
    under_id: int  # the post
    at: datetime


@transaction.atomic
def note_opened_offline(*, cadre: Cadre, read: Sequence[Read]) -> int:
    """Write down cards read offline, told later: one line a place and minute; return how many.

    Told again, nothing is added: the phone tells until it hears that it was understood.
    """
    if not read:
        return 0
    Cadre.objects.select_for_update(no_key=True).get(pk=cadre.pk)  # two phones, or one twice
    times = [one.at for one in read]
    known = PlaceOpening.objects.filter(
        cadre=cadre,
        kind=PlaceOpening.Kind.OPENED,
        place__in={one.place_id for one in read},
        at__gte=_minute(min(times)),
        at__lt=_minute(max(times)) + timedelta(minutes=1),
    )
    seen = {(place_id, _minute(at)) for place_id, at in known.values_list("place_id", "at")}
    fresh = {(one.place_id, _minute(one.at)): one for one in read}
    rows = [
        PlaceOpening(
            place_id=one.place_id,
            cadre=cadre,
            under_id=one.under_id,
            kind=PlaceOpening.Kind.OPENED,
            at=one.at,
        )
        for key, one in fresh.items()
        if key not in seen
    ]
    PlaceOpening.objects.bulk_create(rows)
    return len(rows)


def _minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)
