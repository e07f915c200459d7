"""What the phone's lists show: today's doors, a door by name, the next one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Value
from django.utils import timezone

from cadres.access import Grant, grants_for, grants_of
from cadres.models import Area, Assignment, Cadre, Duty, Post
from households import queries as households
from households.models import Place, PlaceAssignment, Resident
from households.models.place import PlaceQuerySet
from households.walking import group
from phone.blocks import Block, blocks_among
from visits.models import Outcome, Promise, Visit, Visitor

DUE_SOON_DAYS = 14
PROMISED_AHEAD_DAYS = 7  # an agreed day shows up a week before
STRIP_DOORS = 20  # FACE 4: above that the strip is a coverage bar
ROWS = 60  # of one group, before "all of them"
FOUND = 30  # of one search
NEXT_DOORS = 12  # a phone passes over those that it has not sent yet


def where_of(place: Place) -> str:
    """Village and group; the whole address where it has no group: 瞿巷村3组."""
    area = place.area
    village = area.parent if area.level == Area.Level.GRID and area.parent else area
    return f"{village.spoken}{group(place.address) or place.address}"


@dataclass(frozen=True)
class Promised:
    """An agreed day; with words, a thing that somebody promised by that day."""

    on: date
    text: str = ""


@dataclass(frozen=True)
class Door:
    """One row: a place, why it is worth a walk now, and what became of it today."""

    place: Place
    on: date
    promised: Promised | None = None
    visit: Visit | None = None  # today's last one by this cadre

    @property
    def group(self) -> str:
        """What stands before the door number: 3组."""
        return group(self.place.address)

    @property
    def where(self) -> str:
        """Village and group, where doors of several villages stand together."""
        return where_of(self.place)

    @property
    def days_left(self) -> int | None:
        """Until the last day in time; negative once it has gone by."""
        due_on = self.place.next_due_on
        return (due_on - self.on).days if due_on else None

    @property
    def days_late(self) -> int:
        """How many days the place is overdue; 0 while it is in time."""
        left = self.days_left
        return -left if left is not None and left < 0 else 0

    @property
    def is_near(self) -> bool:
        """The last five days are amber, the others ink (FACE 4)."""
        return self.days_left is not None and self.days_left <= 5

    @property
    def is_soon(self) -> bool:
        """Whether the last day in time is near enough to stand on a list."""
        return self.days_left is not None and 0 <= self.days_left <= DUE_SOON_DAYS

    @property
    def is_promise_late(self) -> bool:
        """Whether the agreed day has gone by."""
        return self.promised is not None and self.promised.on < self.on

    @property
    def was_met(self) -> bool:
        """Somebody was met today."""
        return self.visit is not None and self.visit.outcome == Outcome.MET

    @property
    def is_reached(self) -> bool:
        """Whether the plate is enamelled: met today, or met before and nothing is due soon."""
        far = not self.days_late and not self.is_soon
        return self.was_met or far and self.place.last_met_on is not None

    @cached_property
    def order(self) -> tuple[str, str, int]:
        """Walking order, as the database has it."""
        return (self.place.area_path, self.place.walk_key, self.place.pk)


@dataclass(frozen=True)
class Group:
    """Doors under one heading; the first `ROWS` of them unless all were asked for."""

    kind: str
    doors: Sequence[Door]
    shown: Sequence[Door]

    @property
    def blocks(self) -> list[Block]:
        """Buildings with at least two of these doors."""
        return [
            block for block in blocks_among(d.place for d in self.doors) if len(block.places) > 1
        ]

    @property
    def hidden(self) -> int:
        """How many are not shown."""
        return len(self.doors) - len(self.shown)


@dataclass(frozen=True)
class Today:
    """The day of one cadre."""

    on: date
    promised: Sequence[Door]
    overdue: Sequence[Door]
    soon: Sequence[Door]
    walked: Sequence[Door]
    has_ground: bool  # whether anything was handed to the posts at all

    @cached_property
    def to_walk(self) -> list[Door]:
        """All three groups, in walking order."""
        return sorted([*self.promised, *self.overdue, *self.soon], key=lambda door: door.order)

    @property
    def met(self) -> int:
        """Doors where somebody was met today."""
        return sum(door.was_met for door in self.walked)

    @property
    def tried(self) -> int:
        """Doors walked to today without meeting anybody."""
        return len(self.walked) - self.met

    @property
    def left(self) -> int:
        """Doors of the list that were not walked to yet."""
        return len(self.to_try)

    @property
    def total(self) -> int:
        """Met, tried and still to go."""
        return self.met + self.tried + self.left

    @property
    def to_try(self) -> list[Door]:
        """The doors that `left` counts: what is written on the phone is taken off there."""
        return [door for door in self.to_walk if door.visit is None]

    @property
    def marks(self) -> list[str]:
        """One small plate a door: d met, a tried, "" to go; none above `STRIP_DOORS`."""
        if self.total > STRIP_DOORS:
            return []
        return ["d"] * self.met + ["a"] * self.tried + [""] * self.left

    def groups(self, *, whole: str = "") -> list[Group]:
        """The groups that have doors; the one named `whole` with all of its rows, "all": each."""
        told = {"promised": self.promised, "overdue": self.overdue, "soon": self.soon}
        return [
            Group(kind, doors, doors if whole in (kind, "all") else doors[:ROWS])
            for kind, doors in told.items()
            if doors
        ]


@dataclass(frozen=True)
class Ground:
    """What the posts of one cadre were handed: whole areas and single places."""

    post_ids: Sequence[int]
    areas: Sequence[Assignment]
    singles: Sequence[PlaceAssignment]

    def places(self, *, on: date) -> PlaceQuerySet:
        """Active places that the posts answer for, or help with; nobody else's."""
        own, helped = Q(pk__in=()), Q(pk__in=())
        for assignment in self.areas:
            inside = Q(area_path__startswith=assignment.area.path)
            if assignment.duty == Duty.RESPONSIBLE:
                own |= inside
            else:
                helped |= inside
        own |= Q(pk__in=[row.place_id for row in self.singles if row.duty == Duty.RESPONSIBLE])
        helped |= Q(pk__in=[row.place_id for row in self.singles if row.duty != Duty.RESPONSIBLE])
        places = households.with_responsible(Place.objects.active().filter(own | helped), on=on)
        return places.filter(helped | Q(responsible_post_id__in=self.post_ids))


def ground_of(cadre: Cadre, *, on: date, grants: Sequence[Grant] | None = None) -> Ground:
    """What was handed to the cadre's posts; a supervisor's county is no ground of visits.

    `grants` saves asking for the cadre's again. Raises PermissionDenied for whoever holds no
    visiting post.
    """
    visiting = [grant for grant in grants or () if grant.may("visit")]
    posts = [grant.post_id for grant in visiting or grants_for(cadre, "visit", on=on)]
    held = Assignment.objects.on(on).filter(post__in=posts).select_related("area")
    single = PlaceAssignment.objects.on(on).filter(post__in=posts)
    return Ground(posts, list(held), list(single))


def today(cadre: Cadre, *, on: date, grants: Sequence[Grant] | None = None) -> Today:
    """Promises, what is overdue and what falls due, in walking order; what was walked today.

    A door stands in one group only. Whoever was met today is on no list, whatever is due next.
    """
    ground = ground_of(cadre, on=on, grants=grants)
    places = ground.places(on=on)
    promises = _promises(places, on)
    walked = walked_on(cadre, on)
    in_time_until = on + timedelta(days=DUE_SOON_DAYS)
    wanted = Q(next_due_on__lte=in_time_until) | Q(pk__in=promises)
    rows = places.filter(wanted, is_excluded=False).in_walking_order()
    doors = [
        Door(place, on, promises.get(place.pk), walked.get(place.pk))
        for place in rows
        if place.last_met_on != on
    ]
    return Today(
        on=on,
        promised=[door for door in doors if door.promised],
        overdue=[door for door in doors if not door.promised and door.days_late],
        soon=[door for door in doors if not door.promised and not door.days_late],
        walked=[Door(visit.place, on, visit=visit) for visit in walked.values()],
        has_ground=bool(ground.areas or ground.singles),
    )


def _promises(places: PlaceQuerySet, on: date) -> dict[int, Promised]:
    """What was promised by place, for today's list: an agreed day, or a thing to be done.

    The nearest day first. A promise stands until somebody says that it was kept or dropped.
    """
    ids = places.order_by().values("pk")
    until = on + timedelta(days=PROMISED_AHEAD_DAYS)
    open_ = Promise.objects.open().filter(due_on__lte=until, place__in=ids)
    rows = open_.values_list("place_id", "due_on", "text").union(_agreed(ids, until), all=True)
    told = [(place_id, Promised(day, text)) for place_id, day, text in rows]
    told.sort(key=lambda one: one[1].on, reverse=True)
    return dict(told)


def _agreed(ids: QuerySet[Any], until: date) -> QuerySet[Any, Any]:
    """Agreed days: kept once we came on it or after, met somebody, or agreed anew."""
    agreed = Visit.objects.standing().filter(
        outcome=Outcome.POSTPONED, again_on__lte=until, place__in=ids
    )
    later = Visit.objects.standing().filter(
        Q(outcome__in=[Outcome.MET, Outcome.POSTPONED, Outcome.MOVED])
        | Q(visited_on__gte=OuterRef("again_on")),
        place=OuterRef("place"),
        happened_at__gt=OuterRef("happened_at"),
    )
    words = Value("", output_field=CharField())
    return agreed.filter(~Exists(later)).values_list("place_id", "again_on", words)


def walked_on(cadre: Cadre, on: date) -> dict[int, Visit]:
    """The cadre's visits of that day by place, the last of each; the latest first."""
    went = Visitor.objects.filter(cadre=cadre, visit__visited_on=on).values("visit")
    wrote = Visit.objects.filter(logged_by=cadre, visited_on=on).order_by().values("pk")
    rows = Visit.objects.standing().filter(pk__in=went.union(wrote)).select_related("place")
    walked: dict[int, Visit] = {}
    for visit in rows.order_by("-happened_at"):
        kept = walked.setdefault(visit.place_id, visit)
        if visit.outcome == Outcome.MET and kept.outcome != Outcome.MET:
            walked[visit.place_id] = visit  # met at noon stays met, whatever came after
    return walked


def next_doors(day: Today, place: Place) -> list[Place]:
    """The other doors of today's list that nobody went to yet, from this one on, round to it.

    Not all of them: enough for a phone to pass over those that it has not sent.
    """
    here = Door(place, day.on).order
    open_ = [door for door in day.to_walk if door.visit is None and door.place.pk != place.pk]
    after = [door for door in open_ if door.order > here]
    before = [door for door in open_ if door.order < here]
    return [door.place for door in [*after, *before]][:NEXT_DOORS]


def looked_up(text: str) -> Q:
    """Places by the beginning of a name, by door number or address, or by pinyin initials."""
    text = " ".join(text.replace("\x00", "").split())
    letters = text.lower()
    members = Resident.objects.filter(household=OuterRef("pk"), name__startswith=text)
    found = Q(name__startswith=text) | Q(plate=text) | Q(address__startswith=text)
    found |= Q(Exists(members))
    if letters.isascii() and letters.isalnum():
        found |= Q(initials__startswith=letters) | Q(initials__contains=f" {letters}")
        found |= Q(plate=letters.lstrip("0"))
    return found


def search(cadre: Cadre, text: str, *, on: date) -> list[Door]:
    """Own places by the beginning of a name, by door number, or by pinyin initials.

    Raises PermissionDenied for whoever holds no visiting post.
    """
    places = Place.objects.visible_for(cadre, "visit").active().filter(looked_up(text))
    rows = places.select_related("area__parent").in_walking_order()[: FOUND + 1]
    walked = walked_on(cadre, on)
    return [Door(place, on, visit=walked.get(place.pk)) for place in rows]


@dataclass(frozen=True)
class Opened:
    """A place that a cadre may open, the post it is opened under, and whether to visit it."""

    place: Place
    under: Post
    may_visit: bool
    grants: Sequence[Grant] = ()  # of the cadre, those that were asked


def place_for(cadre: Cadre, place_id: int, *, verb: str = "") -> Opened | None:
    """A place inside the cadre's grants; None where it is not there or not the cadre's.

    With `verb`, only grants whose role may do it count.
    """
    grants = grants_of(cadre, on=timezone.localdate())
    if verb:
        grants = [grant for grant in grants if grant.may(verb)]
    rows = Place.objects.within(grants).select_related(
        "area__parent", "last_met_by__unit", "household", "enterprise"
    )
    place = rows.filter(pk=place_id).first()
    if place is None:
        return None
    reaching = [grant for grant in grants if reach(grant, place)]
    nearest = max(reaching, key=lambda grant: reach(grant, place))
    return Opened(
        place=place,
        under=Post.objects.select_related("unit").get(pk=nearest.post_id),
        may_visit=any(grant.may("visit") for grant in reaching),
        grants=grants,
    )


def reach(grant: Grant, place: Place) -> int:
    """How near a grant's ground is: a single place, then the longest area; 0 is outside."""
    if place.pk in grant.place_ids:
        return 1000
    inside = [len(path) for path in grant.paths if place.area_path.startswith(path)]
    return max(inside, default=0)


def answers(place_id: int, *, on: date) -> str:
    """The post that answers for a place, for whoever asked at the wrong door; "" for nobody."""
    places = households.with_responsible(Place.objects.filter(pk=place_id), on=on)
    post_id = places.values_list("responsible_post_id", flat=True).first()
    post = Post.objects.select_related("unit").filter(pk=post_id).first() if post_id else None
    return str(post) if post else ""


def own_visit(cadre: Cadre, visit_id: UUID | None) -> Visit | None:
    """A visit that the cadre wrote down; the same nothing for "not there" and "not yours"."""
    if visit_id is None:
        return None
    rows = Visit.objects.filter(pk=visit_id, logged_by=cadre).select_related("place")
    return rows.first()


def posts_of(grants: Sequence[Grant]) -> list[Post]:
    """The posts that a cadre holds, by the grants of the day."""
    held = [grant.post_id for grant in grants]
    return list(Post.objects.filter(pk__in=held).select_related("unit", "area").order_by("pk"))
