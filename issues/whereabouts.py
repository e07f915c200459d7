"""Where an issue comes from, as far as its reader may know (DOMAIN 10).

Whoever may not open the household reads "a household of the group": who said something is not
shown to whom it is about.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from cadres.models import Area
from households.models import Place
from issues.models import Issue

_GROUP = re.compile(r"^\D{0,12}\d{1,3}组")


@dataclass(frozen=True)
class Whereabouts:
    """The village, and the part of it that may be named."""

    village: str
    part: str = ""  # group or grid

    def __str__(self) -> str:
        return f"{self.village}{self.part}"


def whereabouts(issues: Iterable[Issue]) -> dict[str, Whereabouts]:
    """By issue key; one query for all. The issues come with their places."""
    issues = list(issues)
    paths = {issue.area_path for issue in issues}
    areas = Area.objects.filter(path__in=paths).select_related("parent")
    by_path = {area.path: area for area in areas}
    return {str(issue.pk): _of(issue, by_path.get(issue.area_path)) for issue in issues}


def household(issue: Issue) -> str:
    """Whose issue it is for those who may not open the place."""
    if issue.place is None:
        return _("nobody named")
    if issue.place.kind == Place.Kind.ENTERPRISE:
        return _("a firm there")
    return _("a household of the group") if _group(issue) else _("a household there")


def _of(issue: Issue, area: Area | None) -> Whereabouts:
    if area is None:
        return Whereabouts("")
    is_grid = area.level == Area.Level.GRID and area.parent is not None
    village = area.parent.spoken if is_grid else area.spoken  # type: ignore[union-attr]
    part = _group(issue)
    if not part and is_grid:
        part = area.name.removeprefix(village)
    return Whereabouts(village, part)


def _group(issue: Issue) -> str:
    found = _GROUP.match(issue.place.address) if issue.place else None
    return found[0] if found else ""
