"""What the pages of the area tree show."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, QuerySet
from django.db.models.functions import Left, Length
from django.urls import reverse

from cadres import queries as cadres
from cadres.access import Grant
from cadres.models import Area, Front
from cadres.queries import Crumb
from households.models import Place
from visits.queries import in_scope


@dataclass(frozen=True)
class Row:
    """One area of the next level: its doors in scope by front, and what lies in it."""

    area: Area
    url: str
    below: int
    doors: list[int]  # village, community, enterprise; never one sum over them


def areas_for(grants: Iterable[Grant]) -> QuerySet[Area]:
    """The areas of these grants."""
    return cadres.areas_within(grants)


def rows_of(area: Area, *, on: date) -> list[Row]:
    """The next level down. Two queries, whatever lies below."""
    children = list(
        Area.objects.filter(parent=area).annotate(below=Count("children")).order_by("path")
    )
    return _rows(children, on=on)


def tops(grants: Iterable[Grant], *, on: date) -> list[Row]:
    """The areas that the grants name, none inside another."""
    paths = {path for grant in grants for path in grant.paths}
    outer = [p for p in paths if not any(p != one and p.startswith(one) for one in paths)]
    found = Area.objects.filter(path__in=outer).annotate(below=Count("children"))
    return _rows(list(found.order_by("path")), on=on)


def _rows(areas: Sequence[Area], *, on: date) -> list[Row]:
    doors = _doors(areas, on)
    return [
        Row(
            area=one,
            url=reverse("office:areas", args=[one.code]),
            below=one.below,  # type: ignore[attr-defined]  # annotated
            doors=[doors[one.path, front] for front in Front.values],
        )
        for one in areas
    ]


def _doors(areas: Sequence[Area], on: date) -> Counter[tuple[str, str]]:
    """How many doors in scope stand below each path, by front; siblings share a length."""
    found: Counter[tuple[str, str]] = Counter()
    for length in {len(area.path) for area in areas}:
        inside = [area for area in areas if len(area.path) == length]
        places = Place.objects.filter(area_path__gte=inside[0].path, area_path__lt=_after(inside))
        counted = (
            in_scope(places, on=on)
            .order_by()
            .annotate(stem=Left("area_path", length), long=Length("area_path"))
            .filter(long__gte=length)
            .values_list("stem", "front")
            .annotate(count=Count("pk"))
        )
        for stem, front, count in counted:
            found[stem, front] += count
    return found


def _after(areas: Sequence[Area]) -> str:
    """The first path behind everything below the last of them; `/` follows the full stop."""
    return areas[-1].path[:-1] + "/"


def has_villages(area: Area) -> bool:
    """Whether an official file or a hand brought in a village below."""
    return Area.objects.below(area.path).filter(level=Area.Level.VILLAGE).exists()


def crumbs(area: Area, grants: Sequence[Grant]) -> list[Crumb]:
    """Where the area stands; links where the grants reach."""
    above = [
        Crumb(
            one.spoken,
            reverse("office:areas", args=[one.code])
            if any(grant.covers(one.path) for grant in grants)
            else "",
        )
        for one in cadres.areas_above(area)
    ]
    return [*above, Crumb(area.spoken)]


def by_codes(codes: Iterable[str]) -> list[Area]:
    """Areas by code, deepest first."""
    return list(Area.objects.filter(code__in=codes).order_by(F("path").desc()))
