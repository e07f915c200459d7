"""The rows of each list, within one's own grants."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from uuid import UUID

from django.db.models import F, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from cadres.access import ROLE_MAY, Grant
from cadres.models import Area, Cadre, Tenure
from cadres.queries import areas_within
from cadres.spans import lineage
from dashboards.exclusions.asked import Asked, Kind
from households.models import Exclusion, FoundHousehold, Place
from visits.models import Visit

VISITS_SHOWN = 3


def rows_of(asked: Asked, grants: Iterable[Grant], *, on: date) -> QuerySet[Exclusion]:
    """The rows of an exclusions' list; what waits longest stands first, what is out by place."""
    rows = Exclusion.objects.within(grants).select_related("place__area__parent", "asked_by")
    if asked.kind == Kind.OUT:
        rows = rows.in_force(on=on).select_related("approved_by")
        rows = rows.order_by("place__area_path", "place__walk_key", "pk")
    else:
        rows = rows.pending().order_by("asked_at", "pk")
    if asked.reason:
        rows = rows.filter(reason=asked.reason)
    if asked.q:
        rows = rows.filter(Q(place__name__icontains=asked.q) | Q(place__address__icontains=asked.q))
    return rows.filter(place__area_path__startswith=_path(asked, grants))


def found_of(asked: Asked, grants: Iterable[Grant]) -> QuerySet[FoundHousehold]:
    """Households that wait to be added, the longest first."""
    rows = FoundHousehold.objects.within(grants).pending()
    rows = rows.select_related("area__parent", "found_by", "at_place__area__parent")
    if asked.q:
        rows = rows.filter(Q(name__icontains=asked.q) | Q(address__icontains=asked.q))
    return rows.filter(area_path__startswith=_path(asked, grants)).order_by("found_at", "pk")


def area_of(asked: Asked, grants: Iterable[Grant]) -> Area | None:
    """The area the list is narrowed to, where the grants cover it."""
    return areas_within(grants).filter(code=asked.area).first() if asked.area else None


def areas_to_choose(asked: Asked, grants: list[Grant]) -> list[Area]:
    """The next level below what is shown."""
    here = area_of(asked, grants)
    if here is None:
        paths = [path for grant in grants for path in grant.paths]
        here = Area.objects.filter(path__in=paths).order_by("path").first()
    return list(Area.objects.filter(parent=here).order_by("code")) if here else []


def _path(asked: Asked, grants: Iterable[Grant]) -> str:
    area = area_of(asked, grants)
    return area.path if area else ""


def latest_visits(place_ids: Collection[int]) -> dict[int, list[Visit]]:
    """The last few standing visits of each place, the latest first; one statement."""
    numbered = Visit.objects.standing().filter(place__in=place_ids)
    order = [F("visited_on").desc(), F("happened_at").desc()]
    numbered = numbered.annotate(nth=Window(RowNumber(), partition_by=F("place"), order_by=order))
    visits: dict[int, list[Visit]] = {}
    for visit in numbered.filter(nth__lte=VISITS_SHOWN).order_by("place", "nth"):
        visits.setdefault(visit.place_id, []).append(visit)
    return visits


def alike(items: Sequence[FoundHousehold]) -> dict[UUID, list[Place]]:
    """Doors that may be the found household already: same address or same name in its village."""
    if not items:
        return {}
    villages = {item.pk: _village_path(item) for item in items}
    same = Q(pk__in=())
    for item in items:
        word = Q(address=item.address) | Q(name=item.name)
        same |= word & Q(area_path__startswith=villages[item.pk])
    places = list(Place.objects.active().filter(same).order_by("area_path", "walk_key"))
    return {
        item.pk: [
            place
            for place in places
            if place.area_path.startswith(villages[item.pk])
            and (place.address == item.address or place.name == item.name)
        ][:VISITS_SHOWN]
        for item in items
    }


def _village_path(item: FoundHousehold) -> str:
    area = item.area
    return area.parent.path if area.level == Area.Level.GRID and area.parent else area.path


def who_decides(paths: Collection[str], *, but: Cadre, on: date) -> dict[str, str]:
    """For each path, the nearest who else may decide: 高敏（走访办统筹岗）; "" for nobody."""
    if not paths:
        return {}
    above = {path: lineage(path) for path in paths}
    wanted = {one for chain in above.values() for one in chain}
    held = Tenure.objects.on(on).filter(
        post__role__in=ROLE_MAY["approve_exclusions"],
        post__area__path__in=wanted,
        cadre__is_active=True,
    )
    held = held.exclude(cadre=but).select_related("cadre", "post__unit", "post__area")
    by_path: dict[str, Tenure] = {}
    for tenure in held.order_by("-post__role", "pk"):  # a supervisor before an administrator
        by_path.setdefault(tenure.post.area.path, tenure)
    nearest = {
        path: next((by_path[one] for one in chain if one in by_path), None)
        for path, chain in above.items()
    }
    return {path: f"{one.cadre.name}（{one.post}）" if one else "" for path, one in nearest.items()}
