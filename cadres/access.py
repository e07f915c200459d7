"""Who may see and do what on a day: the only reader of tenures for access.

A cadre's scope is a list of grants, one per tenure, never merged: who supervises A and visits
in B does not supervise B. Rows are reached through `visible_to`; what a verb needs is asked of
one grant by `grants_for`. An empty list sees nothing.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Self

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cadres.models import Assignment, Cadre, Role, Tenure

# Which role may do which verb. The walk over every route (tests/access/) holds the pages to it.
ROLE_MAY: dict[str, frozenset[Role]] = {
    "visit": frozenset({Role.CADRE, Role.DESK, Role.SUPERVISOR, Role.LEADER}),
    "see_coverage": frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR, Role.LEADER}),
    "approve_exclusions": frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR}),
    "go_as_leader": frozenset({Role.LEADER}),
    "settle_held": frozenset({Role.SUPERVISOR}),
    # issues
    "receive_issues": frozenset({Role.DESK}),
    "dispatch_issues": frozenset({Role.DISPATCH, Role.SUPERVISOR}),
    "handle_issues": frozenset({Role.HANDLER}),
    "oversee_issues": frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR, Role.LEADER, Role.DISPATCH}),
    # the administrator's desk
    "assign": frozenset({Role.ADMINISTRATOR}),
    "import_rosters": frozenset({Role.ADMINISTRATOR}),
    "keep_people": frozenset({Role.ADMINISTRATOR}),
    "keep_areas": frozenset({Role.ADMINISTRATOR}),
    "set_standards": frozenset({Role.ADMINISTRATOR}),
    "keep_topics": frozenset({Role.ADMINISTRATOR}),
    "read_feedback": frozenset({Role.ADMINISTRATOR}),
    "operate": frozenset({Role.ADMINISTRATOR}),
}

# Posts whose work is at the doors; a supervisor's or a handler's post answers for no area.
ANSWERING = frozenset({Role.CADRE, Role.DESK})

# A handler's post opens no household (ARCHITECTURE, Access); dispatch sorts issues.
OPENS_PLACES = frozenset({Role.CADRE, Role.DESK, Role.SUPERVISOR, Role.ADMINISTRATOR, Role.LEADER})


@dataclass(frozen=True)
class Grant:
    """What one tenure opens on one day."""

    role: Role
    post_id: int
    unit_id: int
    paths: tuple[str, ...]  # of areas; empty for a handler: no household by area
    post_path: str  # of the post's own area; opens no household by itself
    place_ids: tuple[int, ...]  # resolved first: OR with a subquery scans the table

    def may(self, verb: str) -> bool:
        """Whether this grant's role may do `verb`."""
        return self.role in ROLE_MAY[verb]

    def covers(self, path: str) -> bool:
        """Whether an area path lies inside."""
        return any(path.startswith(own) for own in self.paths)


_single_places: Callable[[int, date], Iterable[int]] = lambda post_id, day: ()  # noqa: E731


def resolve_single_places_with(resolver: Callable[[int, date], Iterable[int]]) -> None:
    """Tell how the single places of a post are found; places stand a floor higher."""
    global _single_places
    _single_places = resolver


@dataclass
class _Kept:
    """What was read already, by cadre and day."""

    tenures: dict[tuple[int, date], list[Tenure]] = field(default_factory=dict)
    grants: dict[tuple[int, date], list[Grant]] = field(default_factory=dict)


_kept: ContextVar[_Kept | None] = ContextVar("kept_grants", default=None)


@contextmanager
def asked_once() -> Iterator[None]:
    """Tenures and grants are read once while it lasts: for one request, never longer."""
    before = _kept.set(_Kept())
    try:
        yield
    finally:
        _kept.reset(before)


def tenures_of(cadre: Cadre, *, on: date) -> list[Tenure]:
    """What the cadre holds on a day, with post, unit and area."""
    kept, key = _kept.get() or _Kept(), (cadre.pk, on)
    if key not in kept.tenures:
        kept.tenures[key] = list(Tenure.objects.of(cadre.pk, on=on))
    return kept.tenures[key]


def grants_of(cadre: Cadre, *, on: date) -> list[Grant]:
    """The cadre's grants on a day: two queries, and one more per visiting post."""
    if not cadre.is_authenticated or not cadre.is_active:
        return []
    kept, key = _kept.get() or _Kept(), (cadre.pk, on)
    if key not in kept.grants:
        kept.grants[key] = _read_grants(cadre, on)
    return list(kept.grants[key])


def _read_grants(cadre: Cadre, on: date) -> list[Grant]:
    tenures = tenures_of(cadre, on=on)
    areas: dict[int, list[str]] = {tenure.post_id: [] for tenure in tenures}
    held = Assignment.objects.on(on).filter(post__in=areas).select_related("area")
    for assignment in held:
        areas[assignment.post_id].append(assignment.area.path)
    return [_grant(tenure, areas[tenure.post_id], on) for tenure in tenures]


def _grant(tenure: Tenure, assigned: list[str], on: date) -> Grant:
    role = Role(tenure.post.role)
    paths: list[str] = []
    place_ids: tuple[int, ...] = ()
    if role in OPENS_PLACES and role != Role.CADRE:
        paths = [tenure.post.area.path]
    if role in ANSWERING:  # a visiting cadre's scope is the assignments; a desk may have some too
        paths = [*paths, *assigned]
        place_ids = tuple(_single_places(tenure.post_id, on))
    return Grant(
        role,
        tenure.post_id,
        tenure.post.unit_id,
        tuple(sorted(set(paths))),
        tenure.post.area.path,
        place_ids,
    )


def grants_for(cadre: Cadre, verb: str, *, on: date) -> list[Grant]:
    """The grants under which the cadre may do `verb`.

    Raises PermissionDenied, worded for the person, when there is none.
    """
    grants = [grant for grant in grants_of(cadre, on=on) if grant.may(verb)]
    if not grants:
        raise PermissionDenied(_("Your post does not open this page. Ask your administrator."))
    return grants


class ScopedQuerySet(QuerySet[Any]):
    """Rows with an area path and, by `place_field`, perhaps a single place."""

    place_field = "pk"
    path_field = "area_path"

    def visible_to(self, cadre: Cadre) -> Self:
        """What the cadre's tenures of today open."""
        return self.within(grants_of(cadre, on=timezone.localdate()))

    def visible_for(self, cadre: Cadre, verb: str) -> Self:
        """What today's tenures open for one verb. Raises PermissionDenied when none does."""
        return self.within(grants_for(cadre, verb, on=timezone.localdate()))

    def within(self, grants: Iterable[Grant]) -> Self:
        """What these grants open."""
        inside = Q(pk__in=())
        for grant in grants:
            for path in grant.paths:
                inside |= Q(**{f"{self.path_field}__startswith": path})
            if grant.place_ids:
                inside |= Q(**{f"{self.place_field}__in": grant.place_ids})
        return self.filter(inside)
