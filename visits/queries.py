"""Lists of places by how they stand today; the same sets that the board counts (DOMAIN 4)."""

from datetime import date
from typing import Any, TypeVar

from django.db.models import QuerySet

from households.models import Place
from visits.figures import Figure, places_in
from visits.models import PlaceClock

Places = TypeVar("Places", bound=QuerySet[Any])  # of places; a narrowed one stays what it is


def counted(places: Places, figure: Figure, *, on: date) -> Places:
    """Of `places`, those that the board's figure of today counts."""
    return places.filter(places_in(figure, on=on))


def in_scope(places: Places, *, on: date) -> Places:
    """Active, joined and not excluded, assigned to somebody or not."""
    return counted(places, Figure.IN_SCOPE, on=on)


def never_seen(places: Places, *, on: date) -> Places:
    """In scope and nobody ever met at the door, at whatever address (DOMAIN 4.10)."""
    return counted(places, Figure.NEVER_SEEN, on=on)


def overdue(places: Places, *, on: date) -> Places:
    """In scope and past the last day in time (DOMAIN 4.1, 4.3)."""
    return counted(places, Figure.OVERDUE, on=on)


def uncovered(places: Places, *, on: date) -> Places:
    """In scope and not every standard met: overdue, or new and not yet met."""
    return counted(places, Figure.UNCOVERED, on=on)


def due_soon(places: Places, *, on: date, until: date) -> Places:
    """In scope, still in time, with the last day in time up to `until`."""
    return in_scope(places, on=on).filter(next_due_on__gte=on, next_due_on__lte=until)


def three_times_nobody(places: Places, *, on: date) -> Places:
    """In scope and empty-handed at three clock hours since the last credit (DOMAIN 4.14)."""
    return counted(places, Figure.THREE_TIMES_NOBODY, on=on)


def clocks_of(place: Place) -> QuerySet[PlaceClock]:
    """The place's clocks with their standards, the base one first."""
    return place.clocks.select_related("standard").order_by("-standard__is_base", "standard__name")
