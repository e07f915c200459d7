"""Which areas a person may look at, and where they stand in the tree."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from cadres.access import Grant, grants_for
from cadres.models import Area, Cadre
from households.models import Category
from visits.models import Visit, VisitStandard


@dataclass(frozen=True)
class Seen:
    """An area that a cadre may look at, and what else the grants over it allow."""

    area: Area
    above: list[Area]  # those that the grants open too, from the top on
    opens_places: bool  # whether the doors in it may be opened
    giving: list[Grant]  # under which its doors may be given to a post


def seen_area(cadre: Cadre, code: str, *, on: date) -> Seen:
    """The area of a code, or the first one that the cadre looks after.

    Raises PermissionDenied, in words, for a post that sees no coverage; Http404 for an area
    outside, as for one that does not exist.
    """
    grants = grants_for(cadre, "see_coverage", on=on)
    area = _coded(code) if code else _top(grants)
    over = [grant for grant in grants if area is not None and grant.covers(area.path)]
    if area is None or not over:
        raise Http404(_("This area is not among yours."))
    above = [above for above in _above(area) if any(grant.covers(above.path) for grant in over)]
    giving = [grant for grant in over if grant.may("assign")]
    return Seen(area, above, any(grant.may("visit") for grant in over), giving)


def _coded(code: str) -> Area | None:
    return Area.objects.filter(code=code).first() if code.isalnum() else None


def _top(grants: list[Grant]) -> Area | None:
    paths = [path for grant in grants for path in grant.paths]
    return Area.objects.filter(path__in=paths).order_by("path").first()


def _above(area: Area) -> QuerySet[Area]:
    parts = area.path.split(".")[:-2]
    paths = [".".join(parts[: n + 1]) + "." for n in range(len(parts))]
    return Area.objects.filter(path__in=paths).order_by("path")


def areas_below(area: Area) -> QuerySet[Area]:
    """The areas of the next level down, in the order of their codes."""
    return Area.objects.filter(parent=area).order_by("code")


def categories() -> list[tuple[str, str]]:
    """Code and name of every category."""
    return list(Category.objects.values_list("code", "name"))


def standard_name(standard_id: int) -> str:
    """How a visit standard is called."""
    names = VisitStandard.objects.filter(pk=standard_id).values_list("name", flat=True)
    return names.first() or ""


def last_visits(place_ids: Collection[int], *, until: date) -> dict[int, Visit]:
    """The latest standing visit of each place up to a day, whatever came of it."""
    visits = Visit.objects.standing().filter(place__in=place_ids, visited_on__lte=until)
    latest = visits.order_by("place", "-visited_on", "-happened_at").distinct("place")
    return {visit.place_id: visit for visit in latest}
