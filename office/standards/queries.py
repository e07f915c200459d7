"""Which standards an administrator sees and may set, and how many places each asks for."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from cadres.access import Grant
from cadres.models import Area
from cadres.queries import Crumb, areas_above, areas_within
from cadres.spans import lineage
from households.models import Category, Place
from visits.figures import Figure, places_in
from visits.models import PlaceClock, StandardVersion, VisitStandard

Fronts = Mapping[str, int]


def own_areas(grants: Iterable[Grant]) -> list[Area]:
    """The areas that the grants name, none inside another."""
    paths = {path for grant in grants for path in grant.paths}
    outer = [path for path in paths if not any(path != o and path.startswith(o) for o in paths)]
    return list(Area.objects.filter(path__in=outer).order_by("path"))


def standards_near(tops: Sequence[Area]) -> QuerySet[VisitStandard]:
    """The base standard, those of areas above the own ones and those within, oldest first."""
    near = Q(area_path="")
    for top in tops:
        near |= Q(area_path__startswith=top.path) | Q(area_path__in=lineage(top.path))
    versions = StandardVersion.objects.filter(near, standard=OuterRef("pk"))
    return VisitStandard.objects.filter(Exists(versions)).order_by("-is_base", "pk")


def versions_of(standards: Iterable[VisitStandard]) -> dict[int, list[StandardVersion]]:
    """Their versions by standard, the oldest first. One query."""
    told: dict[int, list[StandardVersion]] = defaultdict(list)
    rows = StandardVersion.objects.filter(standard__in=standards).order_by("from_on")
    for version in rows.select_related("standard", "set_by"):
        told[version.standard_id].append(version)
    return told


def may_set(versions: Sequence[StandardVersion], grants: Iterable[Grant], *, on: date) -> bool:
    """Whether all that stands or is planned lies within the grants; else it is to read only."""
    if any(one.standard.is_base for one in versions):
        return False
    open_ = [one for one in versions if one.to_on is None or one.to_on > on] or versions[-1:]
    return all(covered(one.area_path, grants) for one in open_)


def covered(path: str, grants: Iterable[Grant]) -> bool:
    """Whether an area lies within the grants; what holds everywhere lies within nobody's."""
    return any(grant.covers(path) for grant in grants)


def areas_to_choose(
    tops: Sequence[Area], grants: Iterable[Grant], *, besides: str = ""
) -> list[Area]:
    """The own area, its towns, and of a town the villages; and one chosen before."""
    wanted = Q(path__in=[one.path for one in tops]) | Q(parent__in=tops) | Q(path=besides)
    within = areas_within(grants).filter(wanted).exclude(level=Area.Level.GRID)
    return list(within.order_by("path"))


def names_of_areas(paths: Iterable[str]) -> dict[str, str]:
    """How areas are called, by path. One query."""
    rows = Area.objects.filter(path__in={path for path in paths if path})
    return {area.path: area.spoken for area in rows}


def names_of_categories() -> dict[int, str]:
    """Every category's name by key, in their order."""
    return dict(Category.objects.values_list("pk", "name"))


def asked_for(tops: Sequence[Area], *, on: date) -> Mapping[int | None, Fronts]:
    """How many places in scope each standard of today asks for here, by front.

    None stands for the base standard: all in scope. Clocks stand for what applies (DOMAIN 4).
    """
    told: dict[int | None, dict[str, int]] = defaultdict(dict)
    inside, beneath = Q(pk__in=()), Q(pk__in=())
    for top in tops:
        inside |= Q(area_path__startswith=top.path)
        beneath |= Q(place__area_path__startswith=top.path)
    places = Place.objects.filter(inside).filter(places_in(Figure.IN_SCOPE, on=on)).order_by()
    for front, count in places.values_list("front").annotate(Count("pk")):
        told[None][front] = count
    clocks = PlaceClock.objects.filter(beneath, standard__is_base=False)
    clocks = clocks.filter(places_in(Figure.IN_SCOPE, on=on, prefix="place__")).order_by()
    counted = clocks.values("standard", front=F("place__front")).annotate(n=Count("pk"))
    for row in counted:
        told[row["standard"]][row["front"]] = row["n"]
    return told


def crumbs(tops: Sequence[Area]) -> list[Crumb]:
    """Where the administrator stands; nothing where that is several places."""
    if len(tops) != 1:
        return []
    above = [one for one in areas_above(tops[0]) if one.level != Area.Level.PROVINCE]
    return [*(Crumb(one.spoken) for one in above), Crumb(tops[0].spoken)]
