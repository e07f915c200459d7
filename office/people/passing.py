"""What passes on with a post when its holder leaves (DOMAIN 8), and what each post answers for."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from cadres.models import Assignment, Duty, Post
from households.models import Place, PlaceAssignment
from households.queries import with_responsible
from issues.models import Issue
from office.assigning.effect import load_of
from office.assigning.picking import together
from visits.models import Promise
from visits.queries import in_scope

NAMED = 3  # lines of areas that a row names


@dataclass(frozen=True)
class Passing:
    """What hangs on the post, not on the person."""

    households: int
    enterprises: int
    issues: int
    promises: int


@dataclass
class Charge:
    """What a post answers for, said in a row."""

    areas: str = ""
    more: int = 0
    households: int = 0
    enterprises: int = 0


def passing(post: Post, *, on: date, today: date) -> Passing:
    """Counted as it stands today; the doors by who answers on the day of the change."""
    load = load_of(post, on=on, today=today)
    held = Assignment.objects.on(today).filter(post=post, duty=Duty.RESPONSIBLE)
    near = Q(assignee=post)
    for path in held.values_list("area__path", flat=True):
        near |= Q(area_path__startswith=path)
    singly = PlaceAssignment.objects.on(today).filter(post=post, duty=Duty.RESPONSIBLE)
    near |= Q(place__in=singly.values("place"))  # open issues are few: a scan of them is cheap
    return Passing(
        households=load.households,
        enterprises=load.enterprises,
        issues=Issue.objects.open().filter(near).count(),
        promises=Promise.objects.open().filter(made_under=post).count(),
    )


def charges(posts: Sequence[Post], *, on: date) -> dict[int, Charge]:
    """By post: the areas it is responsible for, with their doors. Two queries for all."""
    told: dict[int, Charge] = defaultdict(Charge)
    villages: dict[int, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    held = Assignment.objects.on(on).filter(post__in=posts, duty=Duty.RESPONSIBLE)
    near = Q(pk__in=())
    for one in held.select_related("area").order_by("area__path"):
        village = one.area.parent_id if one.area.level == "grid" else one.area_id
        villages[one.post_id][village or 0].append(one.area.spoken)
        near |= Q(area_path__startswith=one.area.path)
    singly = PlaceAssignment.objects.on(on).filter(post__in=posts, duty=Duty.RESPONSIBLE)
    near |= Q(pk__in=singly.values("place"))
    for post_id, names in villages.items():
        lines = [together(own) for own in names.values()]
        told[post_id].areas = "、".join(lines[:NAMED])
        told[post_id].more = max(0, len(lines) - NAMED)
    doors = with_responsible(in_scope(Place.objects.filter(near), on=on), on=on).order_by()
    counted = doors.values_list("responsible_post_id", "kind").annotate(Count("pk"))
    for post_id, kind, count in counted:
        if kind == Place.Kind.ENTERPRISE:
            told[post_id].enterprises += count
        else:
            told[post_id].households += count
    return told
