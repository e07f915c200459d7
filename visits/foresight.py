"""What a standard would change, reckoned before it holds (FACE 6): asked of the log, nothing kept.

Both sides are told by the one rule in `visits.credit`, on the day from which it would hold, so
that what is foreseen is what the board says that day if nothing else happens.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from functools import reduce
from operator import or_

from django.db.models import Q

from cadres.responsibility import responsible_posts
from households.models import CategorySpell, PlaceStay, ResidenceSpell
from visits import log
from visits.credit import (
    Standard,
    clock_of,
    is_covered,
    is_in_scope,
    is_overdue,
    two_dates,
)
from visits.models import StandardVersion

AT_MOST = 10_000  # places that are gone through; of more, every second, third … one
BATCH = 5000
MONTH = Fraction(365, 12)
Dates = tuple[date | None, date]  # covered until, next due on


@dataclass
class Foresight:
    """Before and after, on the day from which it would hold. Counts are of places in scope."""

    on: date
    every: int = 1  # every how many places were asked; more than one: the figures are about
    fits_before: int = 0
    fits: int = 0
    covered_before: int = 0  # of those that fit before or after
    covered: int = 0
    falls: int = 0  # reached before, not afterwards
    overdue: int = 0  # not overdue before, overdue that very day
    overdue_from: date | None = None  # else the first day on which one is, for it
    visits_before: int = 0  # a month
    visits: int = 0
    posts: int = 0  # that answer for those that fit
    paths: set[str] = field(default_factory=set)

    @property
    def more_a_post(self) -> int:
        """How many visits a month come on top for each post, about."""
        return round((self.visits - self.visits_before) / self.posts) if self.posts else 0


def foresee(
    *, before: StandardVersion | None, after: StandardVersion | None, on: date
) -> Foresight:
    """What becomes of the places when `after` holds instead of `before` from `on` on.

    Either may be none: a standard that is new, or one that ends. Bounded by `AT_MOST` places.
    """
    told = Foresight(on)
    old, new = [log.as_standard(one) if one else None for one in (before, after)]
    others = [one for one in log.standards(on=on) if old is None or one.id != old.id]
    ids = _candidates([one for one in (before, after) if one], on)
    told.every = max(1, -(-len(ids) // AT_MOST))
    asked = ids[:: told.every]
    for start in range(0, len(asked), BATCH):
        for life in log.lives(asked[start : start + BATCH], on=on, at=log.ALL_HEARD):
            if is_in_scope(life.place, on):
                _weigh(told, life, others, old, new)
    _scale(told)
    told.visits_before = round(told.fits_before * rate(old)) if old else 0
    told.visits = round(told.fits * rate(new)) if new else 0
    told.posts = len(set(responsible_posts(told.paths, on=on).values()))
    return told


def rate(standard: Standard) -> Fraction:
    """How many visits a place needs in a month."""
    if standard.period is not None:
        return Fraction(standard.times or 0, standard.period.months)
    return MONTH / (standard.every_days or 1)


def _weigh(
    told: Foresight,
    life: log.Life,
    others: Sequence[Standard],
    old: Standard | None,
    new: Standard | None,
) -> None:
    """Count one place, under the old and under the new, where either asks for it."""
    on, place = told.on, life.place
    fitted = old is not None and old.applies_to(place, on)
    fits = new is not None and new.applies_to(place, on)
    if not fitted and not fits:
        return
    told.fits_before += fitted
    told.fits += fits
    if fits:
        told.paths.add(place.area_path)
    beside = [(one, clock_of(one, life.visits)) for one in others if one.applies_to(place, on)]
    sides = []
    for standard, asks in ((old, fitted), (new, fits)):
        mine = [(standard, clock_of(standard, life.visits))] if standard and asks else []
        sides.append(two_dates([*beside, *mine], joined_on=place.joined_on))
    _compare(told, *sides)


def _compare(told: Foresight, before: Dates, after: Dates) -> None:
    on = told.on
    covered_before, covered = is_covered(before[0], on), is_covered(after[0], on)
    told.covered_before += covered_before
    told.covered += covered
    told.falls += covered_before and not covered
    if after[1] >= before[1] or is_overdue(before[1], on):
        return
    if is_overdue(after[1], on):
        told.overdue += 1
    else:
        first = after[1] + timedelta(days=1)
        told.overdue_from = min(told.overdue_from or first, first)


def _candidates(versions: Iterable[StandardVersion], on: date) -> list[int]:
    """Ids of places to which one of these may apply that day, in a few index scans."""
    wanted: list[Q] = [_may_apply(version, on) for version in versions]
    if not wanted:
        return []
    stays = PlaceStay.objects.on(on).filter(reduce(or_, wanted))
    return list(stays.order_by("place_id").values_list("place_id", flat=True))


def _may_apply(version: StandardVersion, on: date) -> Q:
    fits = Q(area_path__startswith=version.area_path)
    if version.fronts:
        fits &= Q(front__in=version.fronts)
    if version.categories:
        tagged = CategorySpell.objects.on(on).filter(category__in=version.categories)
        fits &= Q(place__in=tagged.values("place"))
    if version.residences:
        spells = ResidenceSpell.objects.on(on).filter(residence__in=version.residences)
        fits &= Q(place__in=spells.values("household"))
    return fits


def _scale(told: Foresight) -> None:
    """Of a sample, figures for all."""
    for name in ("fits_before", "fits", "covered_before", "covered", "falls", "overdue"):
        setattr(told, name, getattr(told, name) * told.every)
