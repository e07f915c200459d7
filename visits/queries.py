"""Lists of places by how they stand today; the same sets that the board counts (DOMAIN 4)."""

from datetime import date

from django.db.models import QuerySet

from households.models import Place
from visits.figures import Figure, places_in
from visits.models import PlaceClock


def counted(places: QuerySet[Place], figure: Figure, *, on: date) -> QuerySet[Place]:
    """Of `places`, those that the board's figure of today counts."""
    return places.filter(places_in(figure, on=on))


def in_scope(places: QuerySet[Place], *, on: date) -> QuerySet[Place]:
    """Active, joined and not excluded, assigned to somebody or not."""
    return counted(places, Figure.IN_SCOPE, on=on)


def never_seen(places: QuerySet[Place], *, on: date) -> QuerySet[Place]:
    """In scope and nobody ever met at the door, at whatever address (DOMAIN 4.10)."""
    return counted(places, Figure.NEVER_SEEN, on=on)


def overdue(places: QuerySet[Place], *, on: date) -> QuerySet[Place]:
    """In scope and past the last day in time (DOMAIN 4.1, 4.3)."""
    return counted(places, Figure.OVERDUE, on=on)


def uncovered(places: QuerySet[Place], *, on: date) -> QuerySet[Place]:
    """In scope and not every standard met: overdue, or new and not yet met."""
    return counted(places, Figure.UNCOVERED, on=on)


def due_soon(places: QuerySet[Place], *, on: date, until: date) -> QuerySet[Place]:
    """In scope, still in time, with the last day in time up to `until`."""
    return in_scope(places, on=on).filter(next_due_on__gte=on, next_due_on__lte=until)


def three_times_nobody(places: QuerySet[Place], *, on: date) -> QuerySet[Place]:
    """In scope and empty-handed at three clock hours since the last credit (DOMAIN 4.14)."""
    return counted(places, Figure.THREE_TIMES_NOBODY, on=on)


def clocks_of(place: Place) -> QuerySet[PlaceClock]:
    """The place's clocks with their standards, the base one first."""
    return place.clocks.select_related("standard").order_by("-standard__is_base", "standard__name")
