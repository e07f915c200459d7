"""All doors of a cadre, not only those that are due: searched, filtered, counted (FACE 6, 各户)."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q

from cadres.models import Cadre
from households.models import Place
from households.models.place import PlaceQuerySet
from phone.blocks import IN_A_BLOCK
from phone.queries import DUE_SOON_DAYS, Door, ground_of, looked_up, walked_on
from visits.figures import Figure, places_in

WHICH = ("all", "overdue", "soon", "never")


@dataclass(frozen=True)
class Doors:
    """What the page of all doors lists, and how many each filter would show."""

    places: PlaceQuerySet
    which: str
    kind: str
    text: str
    counts: dict[str, int]
    households: int  # of the whole ground, whatever is filtered
    companies: int
    flats: int  # doors in blocks of flats
    has_ground: bool


def doors_of(cadre: Cadre, *, which: str, kind: str, text: str, on: date) -> Doors:
    """Own places in walking order; three queries, the places themselves not among them.

    A search reaches whatever the cadre may visit, as the one on today's page does. Raises
    PermissionDenied for whoever holds no visiting post.
    """
    ground = ground_of(cadre, on=on)
    own = ground.places(on=on)
    whole = own.order_by().aggregate(
        households=Count("pk", filter=Q(kind=Place.Kind.HOUSEHOLD)),
        companies=Count("pk", filter=Q(kind=Place.Kind.ENTERPRISE)),
        flats=Count("pk", filter=IN_A_BLOCK),
    )
    found = own
    if text:
        found = Place.objects.visible_for(cadre, "visit").active().filter(looked_up(text))
    if kind in Place.Kind.values:
        found = found.filter(kind=kind)
    sets = sets_on(on)
    which = which if which in WHICH else "all"
    counts = found.order_by().aggregate(
        **{name: Count("pk", filter=chosen) for name, chosen in sets.items()}
    )
    shown = found.filter(sets[which]).select_related("area__parent").in_walking_order()
    has_ground = bool(ground.areas or ground.singles)
    return Doors(shown, which, kind, text, counts, **whole, has_ground=has_ground)


def sets_on(on: date) -> dict[str, Q]:
    """Which active places each filter of `WHICH` shows."""
    soon = Q(next_due_on__gte=on, next_due_on__lte=on + timedelta(days=DUE_SOON_DAYS))
    return {
        "all": Q(is_active=True),
        "overdue": places_in(Figure.OVERDUE, on=on),
        "soon": places_in(Figure.IN_SCOPE, on=on) & soon,
        "never": places_in(Figure.NEVER_SEEN, on=on),
    }


def doors_on(cadre: Cadre, places: list[Place], *, on: date) -> list[Door]:
    """A page of places as rows, with what became of each today."""
    walked = walked_on(cadre, on)
    return [Door(place, on, visit=walked.get(place.pk)) for place in places]
