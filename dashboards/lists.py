"""The places behind a number: the same sets that the board counts, narrowed by filters.

Today's are conditions on the places' rows; those of a day gone by are told from the log.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from cadres.models import Area
from cadres.responsibility import responsible_posts
from dashboards.listing import NOBODY, SETS, SOMEBODY, THREE, Kind, Listing
from households import queries as answering
from households.models import CategorySpell, Exclusion, Place, PlaceAssignment
from households.models.place import PlaceQuerySet
from visits import log
from visits.coverage import Standing
from visits.credit import Outlook
from visits.figures import Figure, figures_of, places_in


def places(
    listing: Listing, *, area: Area, on: date, told: Iterable[Standing] | None = None
) -> PlaceQuerySet:
    """The places of a list, in walking order; `area` is the list's, which the caller may see.

    `told` are the area's standings on a day gone by; None asks for today's places.
    """
    if told is None:
        found = _live(listing, area, on)
    else:
        found = Place.objects.filter(pk__in=_told(listing, area, on, told))
    if listing.q:
        found = found.filter(Q(name__icontains=listing.q) | Q(address__icontains=listing.q))
    return found.in_walking_order()


def by_front(found: PlaceQuerySet) -> dict[str, int]:
    """How many of each front; never one sum over them."""
    rows = found.order_by().values_list("front").annotate(n=Count("front"))
    return dict(rows)


def fronts_of(
    kinds: Sequence[Kind], *, area: Area, on: date, told: Iterable[Standing] | None = None
) -> dict[Kind, dict[str, int]]:
    """How many of each front stand in several lists of an area, in one statement or one pass."""
    if told is not None:
        figures = [(life.place.front, figures_of(life.place, stood, on)) for life, stood in told]
        return {
            kind: Counter(front for front, stood in figures if SETS[kind] in stood)
            for kind in kinds
        }
    counts = {str(kind): Count("front", filter=places_in(SETS[kind], on=on)) for kind in kinds}
    rows = Place.objects.below(area.path).order_by().values("front").annotate(**counts)
    found = {row["front"]: row for row in rows}
    return {kind: {front: row[kind] for front, row in found.items()} for kind in kinds}


# Today


def _live(listing: Listing, area: Area, on: date) -> PlaceQuerySet:
    found = Place.objects.below(area.path).filter(places_in(SETS[Kind(listing.kind)], on=on))
    if listing.direct:
        found = found.filter(area_path=area.path)
    if listing.front:
        found = found.filter(front=listing.front)
    if listing.residence:
        found = found.filter(household__residence=listing.residence)
    if listing.tries:
        three = places_in(Figure.THREE_TIMES_NOBODY, on=on)
        found = found.filter(three) if listing.tries == THREE else found.exclude(three)
    if listing.category:
        spells = CategorySpell.objects.on(on).filter(category__code=listing.category)
        found = found.filter(Exists(spells.filter(place=OuterRef("pk"))))
    if listing.kind == Kind.EXCLUDED and listing.reason:
        why = exclusions_in_force(on).filter(place=OuterRef("pk")).values("reason")[:1]
        found = found.alias(why=Subquery(why)).filter(why=listing.reason)
    if listing.kind == Kind.PERIOD:
        found = found.filter(_kept_already(listing, on))
    if listing.kind == Kind.UNASSIGNED or listing.who == NOBODY:
        return answering.unassigned(found, on=on)
    return answering.assigned(found, on=on) if listing.who == SOMEBODY else found


def exclusions_in_force(on: date) -> QuerySet[Exclusion]:
    still = Q(ended_on__isnull=True) | Q(ended_on__gt=on)
    return Exclusion.objects.filter(still, approved_on__lte=on).order_by("approved_on", "pk")


def _kept_already(listing: Listing, on: date) -> Q:
    for standard in log.standards(on=on):
        if standard.id == listing.standard and standard.period is not None:
            return Q(
                clocks__standard=standard.id,
                clocks__open_period=standard.period.first_day(on),
                clocks__open_credits__gte=standard.times,
            )
    return Q(pk__in=())


# A day gone by


def _told(listing: Listing, area: Area, on: date, told: Iterable[Standing]) -> list[int]:
    kept = _Kept(listing, area, on)
    found = [
        (life.place_id, life.place.area_path) for life, stood in told if kept.holds(life, stood)
    ]
    who = NOBODY if listing.kind == Kind.UNASSIGNED else listing.who
    if not who:
        return [place_id for place_id, _ in found]
    held = answered(dict(found), on=on)
    return [place_id for place_id, _ in found if (place_id in held) == (who == SOMEBODY)]


def answered(paths: Mapping[int, str], *, on: date) -> Collection[int]:
    """Of these places, by id with the path where they stood, those that a post answered for."""
    areas = responsible_posts(paths.values(), on=on)
    # All single places of the day: few, where the ids asked may be those of a county.
    singly = PlaceAssignment.objects.on(on).filter(duty="responsible")
    held = set(singly.values_list("place_id", flat=True))
    return {place_id for place_id, path in paths.items() if path in areas or place_id in held}


class _Kept:
    """Whether a place, as the log tells it, stands in a list."""

    def __init__(self, listing: Listing, area: Area, on: date) -> None:
        self.listing, self.path, self.on = listing, area.path, on
        self.figure = SETS[Kind(listing.kind)]
        self.categories: set[int] = set()
        if listing.category:
            spells = CategorySpell.objects.filter(category__code=listing.category)
            self.categories = set(spells.values_list("category_id", flat=True)[:1])
        standards = log.standards(on=on) if listing.kind == Kind.PERIOD else []
        self.standard = next((one for one in standards if one.id == listing.standard), None)

    def holds(self, life: log.Life, told: Outlook) -> bool:
        """Every filter but those of who answers."""
        listing, place = self.listing, life.place
        figures = figures_of(place, told, self.on)
        is_case = Figure.THREE_TIMES_NOBODY in figures
        return (
            self.figure in figures
            and listing.front in ("", place.front)
            and listing.residence in ("", place.residence)
            and (not listing.direct or place.area_path == self.path)
            and (not listing.tries or (listing.tries == THREE) == is_case)
            and (not listing.category or not self.categories.isdisjoint(place.categories))
            and listing.reason in ("", place.excluded_for)
            and (listing.kind != Kind.PERIOD or self._is_kept(told))
        )

    def _is_kept(self, told: Outlook) -> bool:
        standard = self.standard
        if standard is None or standard.period is None or standard.times is None:
            return False
        first = standard.period.first_day(self.on)
        return any(
            clock.standard_id == standard.id and clock.credits_in(first) >= standard.times
            for clock in told.clocks
        )
