"""What a phone tells of itself after sending: what is left on it, which cards were opened."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from cadres.access import Grant, grants_of
from cadres.models import Cadre
from households.actions import openings
from households.models import Place
from phone.queries import reach

COPY_LASTS = timedelta(days=7)  # without contact (DOMAIN 10)
REMEMBERED_FOR = timedelta(days=90)
MOST_OPENED = 500  # cards of one contact


@dataclass(frozen=True)
class Card:
    """A card that was opened without a network."""

    place_id: int
    at: datetime


def paths_of(cadre: Cadre, *, on: date) -> list[str]:
    """The areas whose boards the cadre's visits count on (DOMAIN 4.18)."""
    grants = [grant for grant in grants_of(cadre, on=on) if grant.may("visit")]
    paths = {path for grant in grants for path in grant.paths or (grant.post_path,)}
    return sorted(paths)


def note_opened(*, cadre: Cadre, cards: Iterable[Card], at: datetime) -> int:
    """Write down which cards were read offline, under the post of that day; return how many.

    A card that the cadre could open neither that day nor while the copy was good is none. The
    phone's clock may run ahead: nothing was opened later than now.
    """
    by_day: dict[date, list[Card]] = defaultdict(list)
    for card in list(cards)[:MOST_OPENED]:
        if card.at > at - REMEMBERED_FOR:
            told = Card(card.place_id, min(card.at, at))
            by_day[timezone.localdate(told.at)].append(told)
    read = [one for day, told in by_day.items() for one in _read(cadre, day, told)]
    return openings.note_opened_offline(cadre=cadre, read=read)


def _read(cadre: Cadre, day: date, cards: Sequence[Card]) -> Iterator[openings.Read]:
    """Each card with the post whose ground is nearest; first of that day, then of the copy's."""
    left = list(cards)
    for on in (day, day - COPY_LASTS):
        grants = grants_of(cadre, on=on) if left else []
        wanted = {card.place_id for card in left}
        rows = Place.objects.within(grants).filter(pk__in=wanted) if grants else ()
        places = {place.pk: place for place in rows}
        for card in left:
            if card.place_id in places:
                yield openings.Read(card.place_id, _nearest(grants, places[card.place_id]), card.at)
        left = [card for card in left if card.place_id not in places]


def _nearest(grants: Sequence[Grant], place: Place) -> int:
    return max(grants, key=lambda grant: reach(grant, place)).post_id
