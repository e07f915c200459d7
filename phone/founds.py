"""Where a found household may be told, and what the cadre told so far."""

from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from cadres.access import Grant, grants_for
from cadres.models import Area, Cadre, Post
from cadres.queries import areas_within
from households.actions.found import WHERE
from households.models import FoundHousehold, Place

MOST_AREAS = 400  # a longer list helps nobody: then villages only
LATEST = 30


def ground(cadre: Cadre, *, on: date) -> list[Grant]:
    """Raises PermissionDenied for whoever holds no visiting post."""
    return grants_for(cadre, "visit", on=on)


def areas_of(grants: list[Grant]) -> list[Area]:
    """Villages and grids of the cadre's ground, in the order of the tree."""
    singly = [pk for grant in grants for pk in grant.place_ids]
    beside = Place.objects.filter(pk__in=singly).values("area") if singly else []
    rows = Area.objects.filter(Q(pk__in=areas_within(grants)) | Q(pk__in=beside))
    rows = rows.filter(level__in=WHERE).select_related("parent").order_by("path")
    if rows.count() > MOST_AREAS:
        rows = rows.filter(level=Area.Level.VILLAGE)
    return list(rows)


def under_of(grants: list[Grant], area: Area) -> Post:
    """The post whose ground is nearest to the area."""

    def reach(grant: Grant) -> int:
        return max((len(path) for path in grant.paths if area.path.startswith(path)), default=0)

    return Post.objects.get(pk=max(grants, key=reach).post_id)


def told_by(cadre: Cadre) -> QuerySet[FoundHousehold]:
    """The cadre's own reports, those that wait first, then the latest."""
    rows = FoundHousehold.objects.filter(found_by=cadre)
    rows = rows.select_related("area__parent", "decided_by").order_by("-found_at")
    return rows[:LATEST]


def own_pending(cadre: Cadre, found_id: UUID) -> FoundHousehold | None:
    """One's own report; the same nothing for "not there" and "not yours"."""
    return FoundHousehold.objects.filter(pk=found_id, found_by=cadre).first()
