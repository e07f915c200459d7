"""The rows of the board: each grid, each village without grids, and what stands in no grid."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from cadres import queries as cadres
from cadres.models import Area
from cadres.spans import Span, by_path, has_gap, spans
from households.models import Place
from visits.queries import in_scope

Loads = dict[str, Counter[str]]  # by area path: how many of each kind of place


@dataclass(frozen=True)
class Line:
    """One area that somebody should answer for, with its doors in scope and who answers when."""

    area: Area
    village: Area  # itself where it has no grids
    households: int
    enterprises: int
    spans: list[Span]
    is_rest: bool  # doors of a village or town that stand in no grid

    def ahead(self, on: date) -> list[Span]:
        """The stretches of that day and later."""
        return [span for span in self.spans if span.to_on is None or span.to_on > on]

    def has_gap(self, on: date) -> bool:
        """Whether nobody answers, on that day or later (断)."""
        return has_gap(self.ahead(on))


def lines_of(area: Area, *, since: date, on: date) -> list[Line]:
    """Every row below an area in the order of its code; spans from `since`. Three queries."""
    below = list(Area.objects.below(area.path).order_by("path"))
    held = by_path(cadres.held_over(area, since=min(since, on)))
    loads = doors_by_path(area, on=on)
    parents = {one.parent_id for one in below}
    by_pk = {one.pk: one for one in below}
    found = []
    for one in below:
        is_leaf = one.level == Area.Level.GRID or (
            one.level == Area.Level.VILLAGE and one.pk not in parents
        )
        doors = loads.get(one.path, Counter())
        if not is_leaf and not doors:
            continue
        is_grid = one.level == Area.Level.GRID and one.parent_id is not None
        village = by_pk.get(one.parent_id or 0, one) if is_grid else one
        found.append(
            Line(
                area=one,
                village=village,
                households=doors[Place.Kind.HOUSEHOLD],
                enterprises=doors[Place.Kind.ENTERPRISE],
                spans=spans(one.path, held, since=min(since, on)),
                is_rest=not is_leaf,
            )
        )
    return found


def doors_by_path(area: Area, *, on: date) -> Loads:
    """How many households and enterprises in scope stand at each path of an area. One query."""
    doors = in_scope(Place.objects.below(area.path), on=on).order_by()
    found: Loads = {}
    for path, kind, count in doors.values_list("area_path", "kind").annotate(Count("pk")):
        found.setdefault(path, Counter())[kind] = count
    return found


def gaps_in(areas: Iterable[Area], *, on: date) -> int:
    """The same of whole areas, none inside another; three queries each."""
    return sum(gaps_of(lines_of(area, since=on, on=on), on=on) for area in areas)


def gaps_of(lines: Iterable[Line], *, on: date) -> int:
    """How many rows nobody answers for, now or later."""
    return sum(line.has_gap(on) for line in lines)
