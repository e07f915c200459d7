"""Who answers for a place on a day: the one truth for boards, lists, reminders and assigning.

A single place beats an area, a nearer area beats an ancestor (ARCHITECTURE, Storage). Both
questions are set-wise: areas hang on places by joins, and each level is asked by its key.
`cadres.responsibility` says the same of areas alone; a test holds the two together.
"""

from datetime import date

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from cadres.models import Area, Assignment, Duty
from households.models import Place, PlaceAssignment
from households.models.place import PlaceQuerySet

# From the place's own area up to the province: six levels, the nearest first.
_LEVELS = 6
_CHAIN = tuple("__".join(["area", *["parent"] * up]) + "_id" for up in range(_LEVELS))


def with_responsible(places: PlaceQuerySet, *, on: date) -> PlaceQuerySet:
    """Add `responsible_post_id`: the post that answers for each place; None where nobody does."""
    singly = _singly(on).filter(place=OuterRef("pk")).values("post_id")[:1]
    by_area = [
        Subquery(_by_area(on).filter(area=OuterRef(link)).values("post_id")[:1]) for link in _CHAIN
    ]
    return places.annotate(responsible_post_id=Coalesce(Subquery(singly), *by_area))


def unassigned(places: PlaceQuerySet, *, on: date) -> PlaceQuerySet:
    """Of these places, those that no post answers for (没人包)."""
    return places.filter(_nobody(on))


def assigned(places: PlaceQuerySet, *, on: date) -> PlaceQuerySet:
    """Of these places, those that a post answers for."""
    return places.exclude(pk__in=unassigned(Place.objects.order_by(), on=on).values("pk"))


def answered_by(places: PlaceQuerySet, *, post_id: int, on: date) -> PlaceQuerySet:
    """Of these places, those that this post answers for."""
    return with_responsible(places, on=on).filter(responsible_post_id=post_id)


def _nobody(on: date) -> Q:
    # The areas without anybody first: they are few, and lead to their places by the index.
    held = _by_area(on).values("area_id")
    alone = Q()
    for up in range(_LEVELS):
        link = "__".join(["parent"] * up) or "pk"
        alone &= ~Q(**{f"{link}__in": held})
    singly = _singly(on).values("place_id")
    return Q(area__in=Area.objects.filter(alone).order_by()) & ~Q(pk__in=singly)


def _by_area(on: date) -> QuerySet[Assignment]:
    return Assignment.objects.on(on).filter(duty=Duty.RESPONSIBLE).order_by()


def _singly(on: date) -> QuerySet[PlaceAssignment]:
    return PlaceAssignment.objects.on(on).filter(duty=Duty.RESPONSIBLE).order_by()
