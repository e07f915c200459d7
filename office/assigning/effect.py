"""What an assignment would change, told before it is made: by making it and taking it back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from statistics import median, quantiles

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import ngettext, pgettext

from cadres import actions
from cadres.models import Area, Assignment, Post
from cadres.queries import planned_in
from cadres.responsibility import responsible_posts
from households.models import Place, PlaceAssignment
from households.queries import answered_by, with_responsible
from issues.models import Issue
from office.assigning.lines import Line
from visits.queries import due_soon, in_scope

FEW = 4  # posts of the same kind, under which nothing is usual
TIMES = 2  # as many as usual, from which on it is said to be much
SOON = timedelta(days=14)


@dataclass(frozen=True)
class Load:
    """How many doors a post answers for."""

    households: int
    enterprises: int


@dataclass(frozen=True)
class TooMuch:
    """Several times what posts of this kind usually have."""

    low: int
    high: int
    times: int


@dataclass(frozen=True)
class Handed:
    """What goes along with the doors."""

    issues: int
    due_soon: int

    @property
    def words(self) -> str:
        """Each that is not none, in one list."""
        told = []
        if self.issues:
            open_ = ngettext("%(count)d open issue", "%(count)d open issues", self.issues)
            told.append(open_ % {"count": self.issues})
        if self.due_soon:
            soon = ngettext("%(count)d door due soon", "%(count)d doors due soon", self.due_soon)
            told.append(soon % {"count": self.due_soon})
        return pgettext("between parts of a sentence", ", ").join(told)


@dataclass
class Effect:
    """Before and after, on the day from which it holds; with a refusal nothing else is told."""

    from_on: date
    to_on: date | None
    refusal: str = ""
    before: Load | None = None
    after: Load | None = None
    too_much: TooMuch | None = None
    empty_before: int = 0
    empty_after: int = 0
    waiting: list[Line] = field(default_factory=list)  # nobody until then; could begin today
    handed: Handed | None = None
    opened: Load | None = None  # supporting or paired: what the post will see besides its own

    @property
    def waits_until(self) -> date:
        """The last day of those that wait."""
        return self.from_on - timedelta(days=1)


def effect(
    *,
    post: Post,
    lines: Sequence[Line],
    starts: Sequence[tuple[Area, date]],
    from_on: date,
    to_on: date | None,
    town: Area,
    on: date,
) -> Effect:
    """What becomes of `starts`; nothing is kept."""
    told = Effect(from_on=from_on, to_on=to_on)
    told.waiting = [line for line in lines if from_on > on and _is_empty(line, on)]
    told.handed = _handed(lines, on)
    paths = [line.area.path for line in lines]
    told.before = load_of(post, on=from_on, today=on)
    told.empty_before = len(paths) - len(responsible_posts(paths, on=from_on))
    usual = _usual(post, town, on=from_on, today=on)
    with transaction.atomic():
        try:
            actions.assign(post=post, starts=starts, to_on=to_on, by=None, on=on)
        except ValidationError as refusal:
            told.refusal = " ".join(refusal.messages)
        else:
            told.after = load_of(post, on=from_on, today=on)
            told.empty_after = len(paths) - len(responsible_posts(paths, on=from_on))
            told.too_much = _too_much(told.before, told.after, usual)
        transaction.set_rollback(True)
    return told


def effect_beside(
    *,
    post: Post,
    duty: str,
    lines: Sequence[Line],
    starts: Sequence[tuple[Area, date]],
    to_on: date | None,
    on: date,
) -> Effect:
    """What supporting or pairing opens; nobody's doors change hands, and nothing is kept."""
    told = Effect(from_on=min(day for _area, day in starts), to_on=None)
    told.opened = Load(
        sum(line.households for line in lines), sum(line.enterprises for line in lines)
    )
    with transaction.atomic():
        try:
            actions.assign(post=post, starts=starts, to_on=to_on, by=None, on=on, duty=duty)
        except ValidationError as refusal:
            told.refusal = " ".join(refusal.messages)
        transaction.set_rollback(True)
    return told


def planned(lines: Iterable[Line], *, on: date) -> list[Assignment]:
    """What of these lines is planned already and may still be dropped."""
    return list(planned_in([line.area for line in lines], on=on))


def load_of(post: Post, *, on: date, today: date) -> Load:
    """The doors in scope today that `post` answers for on a day."""
    paths = Assignment.objects.on(on).filter(post=post).values_list("area__path", flat=True)
    near = Q(pk__in=PlaceAssignment.objects.on(on).filter(post=post).values("place"))
    for path in paths:
        near |= Q(area_path__startswith=path)
    doors = answered_by(in_scope(Place.objects.filter(near), on=today), post_id=post.pk, on=on)
    count = dict(doors.order_by().values_list("kind").annotate(Count("pk")))
    return Load(count.get(Place.Kind.HOUSEHOLD, 0), count.get(Place.Kind.ENTERPRISE, 0))


def _usual(post: Post, town: Area, *, on: date, today: date) -> list[int]:
    """How many households the other posts of the town have, smallest first."""
    doors = in_scope(Place.objects.below(town.path), on=today)
    doors = with_responsible(doors.filter(kind=Place.Kind.HOUSEHOLD), on=on).order_by()
    counted = doors.values_list("responsible_post_id").annotate(Count("pk"))
    return sorted(count for post_id, count in counted if post_id not in (None, post.pk))


def _too_much(before: Load, after: Load, usual: Sequence[int]) -> TooMuch | None:
    if len(usual) < FEW or after.households <= before.households:
        return None
    times = after.households / median(usual)
    if times < TIMES:
        return None
    low, _middle, high = quantiles(usual, n=4, method="inclusive")
    return TooMuch(low=round(low), high=round(high), times=round(times))


def _is_empty(line: Line, on: date) -> bool:
    return line.ahead(on)[0].post_id is None


def _handed(lines: Iterable[Line], on: date) -> Handed:
    paths = [line.area.path for line in lines]
    doors = Place.objects.filter(area_path__in=paths)
    return Handed(
        issues=Issue.objects.open().filter(area_path__in=paths).count(),
        due_soon=due_soon(doors, on=on, until=on + SOON).count(),
    )
