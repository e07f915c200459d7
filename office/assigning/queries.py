"""Which areas an administrator may assign, and how they are listed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.urls import reverse

from cadres import queries as cadres
from cadres.access import Grant
from cadres.models import Area
from cadres.queries import Crumb
from office.assigning.board import counted
from office.assigning.lines import gaps_of, lines_of


@dataclass(frozen=True)
class AreaRow:
    """One area of a list; without figures where they would be too many to tell."""

    name: str
    url: str
    areas: str = ""
    gaps: int | None = None


def assignable(grants: Iterable[Grant]) -> QuerySet[Area]:
    """Areas with a page of their own: everything the grants cover but single grids."""
    return cadres.areas_within(grants).exclude(level=Area.Level.GRID)


def covers_all(grants: Iterable[Grant], area_ids: set[int]) -> bool:
    """Whether all of these areas lie within the grants."""
    return cadres.areas_within(grants).filter(pk__in=area_ids).count() == len(area_ids)


def tops(grants: Iterable[Grant]) -> list[Area]:
    """The areas that the grants name, none inside another."""
    paths = {path for grant in grants for path in grant.paths}
    outer = [
        path for path in paths if not any(path != one and path.startswith(one) for one in paths)
    ]
    return list(Area.objects.filter(path__in=outer).order_by("path"))


def named(areas: Iterable[Area]) -> list[AreaRow]:
    """Areas by name only."""
    return [AreaRow(area.spoken, reverse("office:assign", args=[area.code])) for area in areas]


def children(area: Area, *, on: date) -> list[AreaRow]:
    """The next level down; of a county's towns also how much there is to answer for, and not."""
    below = list(Area.objects.filter(parent=area).order_by("path"))
    if area.level != Area.Level.COUNTY:
        return named(below)
    lines = lines_of(area, since=on, on=on)
    rows = []
    for town, row in zip(below, named(below), strict=True):
        own = [line for line in lines if line.area.path.startswith(town.path)]
        rows.append(AreaRow(row.name, row.url, counted(own), gaps_of(own, on=on)))
    return rows


def crumbs(area: Area, grants: Sequence[Grant]) -> list[Crumb]:
    """Where the area stands; links where the grants reach."""
    above = [
        Crumb(one.spoken, reverse("office:assign", args=[one.code]))
        if any(grant.covers(one.path) for grant in grants)
        else Crumb(one.spoken, "")
        for one in cadres.areas_above(area)
        if one.level != Area.Level.PROVINCE
    ]
    return [*above, Crumb(area.spoken, "")]
