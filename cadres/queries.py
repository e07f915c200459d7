"""Reads across areas, posts and assignments for whoever assigns."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, Q, QuerySet, Subquery

from cadres.access import ANSWERING, Grant
from cadres.models import Area, Assignment, Duty, Post, Tenure
from cadres.spans import Held, lineage


def areas_within(grants: Iterable[Grant]) -> QuerySet[Area]:
    """The areas that these grants cover; none where there is no grant."""
    inside = Q(pk__in=())
    for grant in grants:
        for path in grant.paths:
            inside |= Q(path__startswith=path)
    return Area.objects.filter(inside)


def areas_above(area: Area) -> QuerySet[Area]:
    """Everything the area lies in, from the top on."""
    return Area.objects.filter(path__in=lineage(area.path)[1:]).order_by("path")


def held_over(area: Area, *, since: date) -> list[Held]:
    """Who is responsible in an area or above it, on any day from `since` on. One query."""
    inside = Q(area__path__startswith=area.path) | Q(area__path__in=lineage(area.path))
    held = Assignment.objects.filter(inside, duty=Duty.RESPONSIBLE)
    held = held.filter(Q(to_on__isnull=True) | Q(to_on__gt=since))
    rows = held.values_list("area__path", "post_id", "from_on", "to_on").order_by("from_on")
    return [Held(*row) for row in rows]


def beside(area: Area, *, since: date) -> QuerySet[Assignment]:
    """Supporting and paired assignments in an area, on any day from `since` on."""
    held = Assignment.objects.filter(area__path__startswith=area.path)
    held = held.exclude(duty=Duty.RESPONSIBLE).filter(Q(to_on__isnull=True) | Q(to_on__gt=since))
    return held.select_related("area", "post__unit").order_by("area__path", "from_on", "pk")


def planned_in(areas: Iterable[Area], *, on: date) -> QuerySet[Assignment]:
    """Responsible assignments of these very areas that begin today or later."""
    planned = Assignment.objects.filter(area__in=areas, duty=Duty.RESPONSIBLE, from_on__gte=on)
    return planned.select_related("area", "post__unit").order_by("area__path", "from_on")


def answering_posts(area: Area, grants: Iterable[Grant], *, on: date) -> QuerySet[Post]:
    """Posts that may answer for doors in `area` and that the grants cover, by unit.

    Those whose own area or unit stands in it, and those of units above it. Each has
    `holder_name`, empty where nobody holds it on the day.
    """
    holder = Tenure.objects.on(on).filter(post=OuterRef("pk")).values("cadre__name")[:1]
    above = lineage(area.path)
    near = (
        Q(area__path__startswith=area.path)
        | Q(unit__area__path__startswith=area.path)
        | Q(unit__area__path__in=above)
    )
    within = areas_within(grants)
    posts = Post.objects.filter(near, role__in=ANSWERING)
    posts = posts.filter(Q(area__in=within) | Q(unit__area__in=within))
    posts = posts.annotate(holder_name=Subquery(holder)).select_related("unit")
    return posts.order_by("unit__area__path", "unit_id", "name")


def posts_with_holders(post_ids: Collection[int], *, on: date) -> Mapping[int, tuple[Post, str]]:
    """Posts by id, each with the name of who holds it on the day; empty where nobody does."""
    posts = Post.objects.filter(pk__in=post_ids).select_related("unit")
    held = Tenure.objects.on(on).filter(post__in=posts).values_list("post_id", "cadre__name")
    names = dict(held)
    return {post.pk: (post, names.get(post.pk, "")) for post in posts}


@dataclass(frozen=True)
class Crumb:
    """A step of the way from the top of what a person sees; the last has no address."""

    name: str
    url: str = ""
