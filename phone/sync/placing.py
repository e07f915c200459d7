"""Where a visit belongs, and to whom: never today's scope, but the day's tenures (DOMAIN 5)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS
from django.db.models import Model
from django.utils.translation import gettext as _

from cadres.access import grants_of
from cadres.models import Cadre, Post, Tenure
from cadres.statements import ask
from cadres.workdays import SHANGHAI
from households.models import Exclusion, Place
from phone.models import Held
from phone.queries import reach
from phone.sync.items import Companion, Told, VisitItem
from visits.content import Content, Location, VisitorLine
from visits.content import Told as Content_
from visits.models import Promise


@cache
def _names(model: type[Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]


def _columns(model: type[Model], alias: str) -> str:
    return ", ".join(f"{alias}.{field.column}" for field in model._meta.concrete_fields)


_PLACE_AND_POSTS = f"""
SELECT {_columns(Place, "place")}, {_columns(Post, "post")}
  FROM households_place place
  LEFT JOIN (cadres_tenure tenure JOIN cadres_post post ON post.id = tenure.post_id)
         ON tenure.cadre_id = %(by)s::bigint AND tenure.from_on <= %(day)s::date
        AND (tenure.to_on IS NULL OR tenure.to_on > %(day)s::date)
 WHERE place.id = %(place)s::bigint ORDER BY post.id
   FOR NO KEY UPDATE OF place
"""


class Unplaceable(Exception):
    """It fits nowhere; a person looks at it. `place` is where it nearly belongs."""

    def __init__(self, reason: str, place: Place | None = None) -> None:
        super().__init__(reason)
        self.reason, self.place = reason, place


@dataclass(frozen=True)
class Placed:
    """Whose door a visit was at, and under which post it is kept."""

    place: Place
    under: Post
    visitors: Sequence[VisitorLine]


def placed(item: VisitItem, *, by: Cadre, at: datetime) -> Placed:
    """The place, its row taken for this transaction, the post and who went.

    Raises Unplaceable without the place or a tenure on the visit's day, ValidationError, code
    "companions", for somebody who held no such post that day.
    """
    day = content_of(item).visited_on(received_at=at)
    place, posts = _place_and_posts(item.place, by, day)
    if place is None:
        raise Unplaceable(Held.Reason.NO_PLACE)
    if not posts:
        raise Unplaceable(Held.Reason.NO_TENURE, place)
    under = _nearest(posts, by, place, day)
    went = companions_of(item.companions, day)
    if item.role:
        went = [VisitorLine(cadre=by, post=under, role=item.role), *went]
    return Placed(place, under, went)


def content_of(item: VisitItem) -> Content:
    """The visit as the log judges its day."""
    told = told_of(item)
    return Content(phone_at=item.phone_at, clock_offset_ms=item.clock_offset_ms, **told)


def told_of(item: Told, *, location: Location | None = None) -> Content_:
    """What is told of a visit, as the actions take it."""
    where = item.location if isinstance(item, VisitItem) else None
    if where:
        accuracy = None if where.accuracy_m is None else round(where.accuracy_m)
        location = Location(
            latitude=round(where.latitude, 6),
            longitude=round(where.longitude, 6),
            accuracy_m=accuracy,
        )
    later = item.entered_for
    return {
        "outcome": item.outcome,
        "others_live_here": item.others_live_here,
        "mode": item.mode,
        "entered_for": (later.day, later.part) if later else None,
        "help": item.help,
        "cash_yuan": item.cash_yuan,
        "policies": item.policies,
        "note": item.note,
        "again_on": item.again_on,
        "location": location,
        "spoke_with": item.spoke_with,
        "spoke_with_as": item.spoke_with_as,
        "demands": item.demands,
    }


def _place_and_posts(place_id: int, by: Cadre, day: date) -> tuple[Place | None, list[Post]]:
    """The place, and what the cadre held on the day, the first post first; one way there."""
    told = {"place": place_id, "by": by.pk, "day": day}
    (rows,) = ask([(_PLACE_AND_POSTS, told)], often=True)
    if not rows:
        return None, []
    names = _names(Place)
    place = Place.from_db(DEFAULT_DB_ALIAS, names, rows[0][: len(names)])
    posts = [Post.from_db(DEFAULT_DB_ALIAS, _names(Post), row[len(names) :]) for row in rows]
    return place, [post for post in posts if post.pk]


def _nearest(posts: Sequence[Post], by: Cadre, place: Place, day: date) -> Post:
    """Of the posts of that day the one whose ground lies nearest to the door, else the first."""
    if len(posts) == 1:
        return posts[0]
    near = {grant.post_id: reach(grant, place) for grant in grants_of(by, on=day)}
    return max(posts, key=lambda post: near.get(post.pk, 0))


def companions_of(told: Sequence[Companion], day: date) -> list[VisitorLine]:
    """Who came along. Raises ValidationError for somebody who held no such post that day."""
    if not told:
        return []
    named = {"cadre__in": [one.cadre for one in told], "post__in": [one.post for one in told]}
    rows = Tenure.objects.on(day).filter(**named).select_related("cadre", "post")
    held = {(row.cadre_id, row.post_id): row for row in rows}
    lines = []
    for one in told:
        tenure = held.get((one.cadre, one.post))
        if tenure is None:
            raise ValidationError(
                _("Somebody who came along held no such post on that day. Choose again who came."),
                code="companions",
            )
        lines.append(VisitorLine(cadre=tenure.cadre, post=tenure.post, role=one.role))
    return lines


def promises_kept(item: VisitItem, place: Place) -> tuple[list[Promise], list[str]]:
    """Those of the door that were done now, and what is to be said of the others."""
    if not item.kept_promises:
        return [], []
    rows = Promise.objects.filter(pk__in=item.kept_promises, place=place, dropped_at__isnull=True)
    kept = list(rows.order_by("pk"))
    if len(kept) == len(set(item.kept_promises)):
        return kept, []
    return kept, [_("One promise that you ticked is not open at this door any more.")]


def state_of(place: Place, *, at: datetime) -> list[str]:
    """What whoever went there should know of a door that does not count now."""
    if not place.is_active:
        return [_("This door is not on the roster any more; ask the supervisor to look.")]
    if not place.is_excluded:
        return []
    day = at.astimezone(SHANGHAI).date()
    why = (
        Exclusion.objects.in_force(on=day)
        .filter(place=place)
        .order_by("approved_on", "pk")
        .values_list("reason", flat=True)
        .first()
    )
    if why == Exclusion.Reason.MOVED_OUT:
        return [_("They have moved away; ask the supervisor to look.")]
    return [_("This door is left out of the count; ask the supervisor to look.")]
