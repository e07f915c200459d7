"""Coverage of an area on a day: the one function (DOMAIN 4).

Board, export, API, command and reminders call it. Today is read from the places' own rows, one
range of the index; a day gone by is told from the log. Both count the sets in `visits.figures`.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db.models import CharField, Count, F, Func, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Substr
from django.utils.translation import gettext as _

from cadres.models import Area
from cadres.workdays import SHANGHAI
from households.copying import many_rows
from households.models import Exclusion, Place, PlaceStay
from visits import log
from visits.credit import Outlook, Standard
from visits.devices import Unsent, unsent_of
from visits.figures import (
    Figure,
    FrontCoverage,
    PeriodCount,
    figures_of,
    places_in,
    three_fronts,
)
from visits.models import PlaceClock

BATCH = 5000
Standing = tuple[log.Life, Outlook]  # a place on a day, and how it stood
Tallies = dict[tuple[str, str], FrontCoverage]  # by (path segment below the area, front)


@dataclass(frozen=True, slots=True)
class AreaRow:
    """One area of the next level down; `area` is None for what stands in none of them."""

    area: Area | None
    path: str
    fronts: dict[str, FrontCoverage]


@dataclass(frozen=True, slots=True)
class AreaCoverage:
    """The figures of an area on a day, as known at `as_of`, with those of the next level down."""

    area: Area
    on: date
    as_of: datetime
    fronts: dict[str, FrontCoverage]
    children: list[AreaRow]
    phones: Unsent  # what the figures cannot know yet (DOMAIN 4.18)

    def as_dict(self) -> dict[str, object]:
        """As export, API and command print it."""
        return {
            "area": self.area.code,
            "name": self.area.name,
            "on": self.on.isoformat(),
            "as_of": self.as_of.isoformat(),
            "phones": self.phones.as_dict(),
            "fronts": {front: figures.as_dict() for front, figures in self.fronts.items()},
            "children": [
                {
                    "area": row.area.code if row.area else None,
                    "name": row.area.name if row.area else None,
                    "fronts": {front: figures.as_dict() for front, figures in row.fronts.items()},
                }
                for row in self.children
            ],
        }


def coverage(*, area: Area, on: date, at: datetime) -> AreaCoverage:
    """The figures of `area` on `on` as known at `at` (DOMAIN 4; decisions 5, 6, 9).

    Raises ValidationError, code "future", for a day that has not begun.
    """
    today = _not_ahead(on, at)
    tallies = (
        _live(area.path, on) if on == today else _from_log(area.path, on, _told(area.path, on, at))
    )
    return _assemble(area, on, at, tallies)


def coverage_from_log(
    *, area: Area, on: date, at: datetime, told: Iterable[Standing] | None = None
) -> AreaCoverage:
    """The same figures told from the log alone, for any day up to today's.

    `told` are the area's `standings`, from whoever has gone through the log already.
    """
    _not_ahead(on, at)
    told = _told(area.path, on, at) if told is None else told
    return _assemble(area, on, at, _from_log(area.path, on, told))


def places_behind(
    figure: Figure, *, area: Area, on: date, at: datetime, front: str = ""
) -> QuerySet[Place]:
    """The places that a number counts, in the area as it stood that day (issue: the list behind).

    Not scoped: the caller chooses an area it may see, or narrows with `visible_for`.
    """
    if on == _not_ahead(on, at):
        places = Place.objects.below(area.path).filter(places_in(figure, on=on))
        return places.filter(front=front) if front else places
    ids = [
        life.place_id
        for life, told in _told(area.path, on, at)
        if front in ("", life.place.front) and figure in figures_of(life.place, told, on)
    ]
    return Place.objects.filter(pk__in=ids)


def standings(*, area: Area, on: date, at: datetime) -> list[Standing]:
    """Every place that stood in the area that day, and how it stood as known at `at`."""
    _not_ahead(on, at)
    with many_rows():
        return list(_told(area.path, on, at))


def _not_ahead(on: date, at: datetime) -> date:
    today = at.astimezone(SHANGHAI).date()
    if on > today:
        raise ValidationError(_("This day has not come yet."), code="future")
    return today


def _live(path: str, on: date) -> Tallies:
    tallies: Tallies = defaultdict(FrontCoverage)
    _count_places(tallies, path, on)
    _count_away(tallies, path, on)
    _count_reasons(tallies, path, on)
    _count_periods(tallies, path, on)
    return tallies


def _child(path: str, prefix: str = "") -> Func:
    """The path segment below `path`; empty where a place stands in none."""
    rest = Substr(f"{prefix}area_path", len(path) + 1)
    return Func(rest, Value("."), Value(1), function="split_part", output_field=CharField())


def _count_places(tallies: Tallies, path: str, on: date) -> None:
    away = {Figure.AWAY, Figure.AWAY_COVERED}  # ask the household's row; told apart below
    counted = {
        # `front` stands in the board's index, the key does not: no row of the table is visited.
        f"n_{figure}": Count("front", filter=places_in(figure, on=on))
        for figure in Figure
        if figure not in away
    }
    rows = Place.objects.below(path).values("front", child=_child(path)).annotate(**counted)
    for row in rows.order_by():
        counts = tallies[row["child"], row["front"]].counts
        for name in counted:
            counts[name.removeprefix("n_")] = row[name]


def _count_away(tallies: Tallies, path: str, on: date) -> None:
    away = Place.objects.below(path).filter(places_in(Figure.AWAY, on=on))
    covered = Count("pk", filter=places_in(Figure.COVERED, on=on))
    rows = away.values("front", child=_child(path)).annotate(n=Count("pk"), n_covered=covered)
    for row in rows.order_by():
        counts = tallies[row["child"], row["front"]].counts
        counts[Figure.AWAY] = row["n"]
        counts[Figure.AWAY_COVERED] = row["n_covered"]


def _count_reasons(tallies: Tallies, path: str, on: date) -> None:
    """Of two approved exclusions the earlier gives the reason (DOMAIN 4.25)."""
    in_force = Exclusion.objects.filter(
        Q(ended_on__isnull=True) | Q(ended_on__gt=on), place=OuterRef("pk"), approved_on__lte=on
    ).order_by("approved_on", "pk")
    out = Place.objects.below(path).filter(places_in(Figure.EXCLUDED, on=on))
    rows = (
        out.annotate(why=Subquery(in_force.values("reason")[:1]))
        .values("front", "why", child=_child(path))
        .annotate(n=Count("pk"))
        .order_by()
    )
    for row in rows:
        tallies[row["child"], row["front"]].excluded_by_reason[row["why"]] = row["n"]


def _count_periods(tallies: Tallies, path: str, on: date) -> None:
    """Clocks stand for the standards that apply to a place today, credited or not."""
    open_now = {
        standard.id: _open_period(standard, on)
        for standard in log.standards(on=on)
        if standard.period is not None
    }
    if not open_now:
        return
    already = Q(pk__in=())
    for period in open_now.values():
        already |= Q(
            standard=period.standard_id,
            open_period=period.begins_on,
            open_credits__gte=period.times,
        )
    rows = (
        PlaceClock.objects.filter(standard__in=open_now, place__area_path__startswith=path)
        .filter(places_in(Figure.IN_SCOPE, on=on, prefix="place__"))
        .values("standard", child=_child(path, "place__"), front=F("place__front"))
        .annotate(of=Count("pk"), already=Count("pk", filter=already))
        .order_by()
    )
    for row in rows:
        count = tallies[row["child"], row["front"]].period(open_now[row["standard"]])
        count.already, count.of = row["already"], row["of"]


def _open_period(standard: Standard, on: date) -> PeriodCount:
    if standard.period is None or standard.times is None:
        raise ValueError(f"standard {standard.id} asks for no period")
    begins_on = standard.period.first_day(on)
    return PeriodCount(standard.id, standard.name, standard.times, standard.period, begins_on)


def _from_log(path: str, on: date, told_of: Iterable[Standing]) -> Tallies:
    tallies: Tallies = defaultdict(FrontCoverage)
    periods = {
        standard.id: _open_period(standard, on)
        for standard in log.standards(on=on)
        if standard.period is not None
    }
    for life, told in told_of:
        segment = life.place.area_path[len(path) :].partition(".")[0]
        front = tallies[segment, life.place.front]
        figures = figures_of(life.place, told, on)
        front.counts.update(figures)
        if Figure.EXCLUDED in figures and life.place.excluded_for is not None:
            front.excluded_by_reason[life.place.excluded_for] += 1
        if Figure.IN_SCOPE not in figures:
            continue
        for clock in told.clocks:
            if clock.standard_id in periods:
                count = front.period(periods[clock.standard_id])
                count.of += 1
                count.already += clock.credits_in(count.begins_on) >= count.times
    return tallies


def _told(path: str, on: date, at: datetime) -> Iterator[Standing]:
    """Every place that stood below `path` that day, and how it stood as known at `at`."""
    standards = log.standards(on=on)
    stays = PlaceStay.objects.on(on).filter(area_path__startswith=path)
    ids = list(stays.order_by("place_id").values_list("place_id", flat=True))
    for start in range(0, len(ids), BATCH):
        lives = log.lives(ids[start : start + BATCH], on=on, at=at)
        yield from log.outlooks(lives, standards=standards, on=on)


def _assemble(area: Area, on: date, at: datetime, tallies: Tallies) -> AreaCoverage:
    fronts = three_fronts()
    below: dict[str, dict[str, FrontCoverage]] = defaultdict(three_fronts)
    for (segment, front), figures in tallies.items():
        fronts[front].add(figures)
        below[segment][front].add(figures)
    children = [
        AreaRow(child, child.path, below.pop(_segment(child, area), three_fronts()))
        for child in area.children.order_by("code")
    ]
    # What stands in no area below (a village's "no grid"), and in areas that are no more.
    children += [
        AreaRow(None, f"{area.path}{segment}." if segment else area.path, rest)
        for segment, rest in sorted(below.items())
    ]
    return AreaCoverage(area, on, at, fronts, children, unsent_of(area, on=on, at=at))


def _segment(child: Area, area: Area) -> str:
    return child.path.removeprefix(area.path).rstrip(".")
