"""What the board counts beside coverage: doors that nobody answers for (没人包)."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count

from cadres.models import Area
from dashboards.lists import answered, by_front
from households import queries as answering
from households.models import Place
from visits.coverage import Standing
from visits.figures import Figure, figures_of, places_in


@dataclass
class Gaps:
    """Places nobody answers for, by front and by the area path where they stand."""

    unassigned: Counter[tuple[str, str]] = field(default_factory=Counter)
    never: Counter[str] = field(default_factory=Counter)  # of the unassigned, by front
    never_three: Counter[str] = field(default_factory=Counter)  # never met, three times tried
    never_three_unassigned: Counter[str] = field(default_factory=Counter)

    def of(self, front: str, path: str = "", *, exactly: bool = False) -> int:
        """How many of a front stand below a path, or exactly at it."""
        return sum(
            count
            for (told, at), count in self.unassigned.items()
            if told == front and (at == path if exactly else at.startswith(path))
        )


def gaps(*, area: Area, on: date, told: Iterable[Standing] | None = None) -> Gaps:
    """What nobody answers for in an area, and how that cuts across what was never met.

    `told` are the area's standings on a day gone by; None asks for today's places.
    """
    return _live(area, on) if told is None else _told(told, on)


def _live(area: Area, on: date) -> Gaps:
    told = Gaps()
    scope = Place.objects.below(area.path).filter(places_in(Figure.IN_SCOPE, on=on)).order_by()
    never = places_in(Figure.NEVER_SEEN, on=on)
    never_three = never & places_in(Figure.THREE_TIMES_NOBODY, on=on)
    rows = answering.unassigned(scope, on=on).values_list("front", "area_path")
    for front, path, count, unseen, tried in rows.annotate(
        n=Count("pk"),
        unseen=Count("pk", filter=never),
        tried=Count("pk", filter=never_three),
    ):
        told.unassigned[front, path] += count
        told.never[front] += unseen
        told.never_three_unassigned[front] += tried
    told.never_three.update(by_front(scope.filter(never_three)))
    return told


def _told(standings: Iterable[Standing], on: date) -> Gaps:
    told = Gaps()
    paths: dict[int, str] = {}
    facts: dict[int, tuple[str, set[Figure]]] = {}
    for life, outlook in standings:
        figures = figures_of(life.place, outlook, on)
        if Figure.IN_SCOPE in figures:
            paths[life.place_id] = life.place.area_path
            facts[life.place_id] = life.place.front, figures
    held = answered(paths, on=on)
    for place_id, (front, figures) in facts.items():
        is_three = {Figure.NEVER_SEEN, Figure.THREE_TIMES_NOBODY} <= figures
        told.never_three[front] += is_three
        if place_id not in held:
            told.unassigned[front, paths[place_id]] += 1
            told.never[front] += Figure.NEVER_SEEN in figures
            told.never_three_unassigned[front] += is_three
    return told
