"""What earns credit, and until when a place is in time (DOMAIN 4): values in, values out.

The one home of the rule. Whatever tells a place's dates, live from an action or anew from the log
for a past date, hands its rows to `outlook`. Nothing here knows a database or asks a clock.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

DOOR = "door"
MET = "met"
POSTPONED = "postponed"
NOBODY: frozenset[str] = frozenset()
CASE_AFTER_HOURS = 3  # decision 14: the third empty-handed one, each at another clock hour


class Period(StrEnum):
    """A stretch of the calendar in which a place is to be seen n times."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    YEAR = "year"

    @property
    def months(self) -> int:
        return {"month": 1, "quarter": 3, "half_year": 6, "year": 12}[self.value]

    def first_day(self, day: date) -> date:
        """The first day of the period in which `day` lies; it lies inside itself (decision 17)."""
        month = (day.month - 1) // self.months * self.months + 1
        return date(day.year, month, 1)

    def following(self, first_day: date) -> date:
        """The first day of the period after the one that begins on `first_day`."""
        months = first_day.year * 12 + first_day.month - 1 + self.months
        return date(months // 12, months % 12 + 1, 1)

    def last_day_of_next(self, day: date) -> date:
        """The last day of the period after the one in which `day` lies."""
        following = self.following(self.first_day(day))
        return self.following(following) - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Situation:
    """Where a place stands on one day: what standards and scope ask of it."""

    front: str
    area_path: str
    joined_on: date
    is_active: bool = True
    residence: str | None = None
    categories: frozenset[int] = frozenset()
    excluded_for: str | None = None  # the reason of the earliest approved exclusion

    def is_known_on(self, on: date) -> bool:
        return self.is_active and self.joined_on <= on


@dataclass(frozen=True, slots=True)
class Standard:
    """Which places, how often, by whom: one version of a visit standard (DOMAIN 4).

    Either `every_days`, or `times` a `period`. An empty set asks nothing.
    """

    id: int
    every_days: int | None = None
    times: int | None = None
    period: Period | None = None
    fronts: frozenset[str] = frozenset()
    categories: frozenset[int] = frozenset()
    residences: frozenset[str] = frozenset()
    area_path: str = ""
    roles: frozenset[str] = frozenset()
    modes: frozenset[str] = frozenset({DOOR})
    from_on: date = date.min
    to_on: date | None = None
    is_base: bool = False
    name: str = ""

    def is_in_force(self, on: date) -> bool:
        """From day inside, to day the first one outside (decision 8)."""
        return self.from_on <= on and (self.to_on is None or on < self.to_on)

    def applies_to(self, place: Situation, on: date) -> bool:
        """Judged by the standard, categories, area and front of that date (decision 9).

        A residence that nobody told meets no restriction by residence (decision 25).
        """
        return (
            self.is_in_force(on)
            and (not self.fronts or place.front in self.fronts)
            and place.area_path.startswith(self.area_path)
            and (not self.categories or not self.categories.isdisjoint(place.categories))
            and (not self.residences or place.residence in self.residences)
        )


@dataclass(frozen=True, slots=True)
class Visited:
    """One visit as it is known now, reduced to what the rules ask of it.

    `unconfirmed` are roles that somebody else wrote down for a leader and that the leader has not
    confirmed: they cover, and meet no demand for a role (decision 21). `hour` is the clock hour,
    or the part of day of a visit entered later (decision 23).
    """

    day: date
    outcome: str = MET
    mode: str = DOOR
    roles: frozenset[str] = frozenset({"main"})
    unconfirmed: frozenset[str] = NOBODY
    hour: str | None = None
    agreed_on: date | None = None
    post_id: int | None = None  # of whoever went first; told with the last credit at the door

    def earns(self, standard: Standard) -> bool:
        """Whether this visit is a credit under `standard` (DOMAIN 4; decisions 4, 21, 22)."""
        return (
            self.outcome == MET
            and self.mode in standard.modes
            and bool(self.roles or self.unconfirmed)
            and (not standard.roles or not standard.roles.isdisjoint(self.roles))
        )

    @property
    def is_door_credit(self) -> bool:
        """Somebody was met at the door: this ends *never visited* (decision 10)."""
        return self.outcome == MET and self.mode == DOOR and bool(self.roles or self.unconfirmed)

    @property
    def is_empty_handed(self) -> bool:
        """An attempt at the door that counts; a new date that was agreed does not (14, 23)."""
        if self.mode != DOOR or self.outcome == MET:
            return False
        return self.outcome != POSTPONED or self.agreed_on is None


@dataclass(frozen=True, slots=True)
class Clock:
    """How a place stands under one standard: last credited day; for n times a period, the last
    kept one and the credits of the period in which the last credit lies, by their first days."""

    standard_id: int
    last_credit_on: date | None = None
    kept_period_on: date | None = None
    open_period_on: date | None = None
    open_credits: int = 0

    def credits_in(self, period_on: date) -> int:
        return self.open_credits if self.open_period_on == period_on else 0


@dataclass(frozen=True, slots=True)
class Outlook:
    """All that is kept about a place: its clocks, its two dates, its attempts."""

    clocks: tuple[Clock, ...]
    covered_until: date | None
    next_due_on: date
    last_met: Visited | None  # at the door, whatever the standards say
    last_credit_on: date | None  # under any standard of the place
    attempt_hours: int  # at how many different clock hours an attempt was made since then

    @property
    def is_case(self) -> bool:
        """Three times nobody at three clock hours: a case for the supervisor, if in scope."""
        return self.attempt_hours >= CASE_AFTER_HOURS


def clock_of(standard: Standard, visits: Iterable[Visited]) -> Clock:
    """The clock of a place under `standard`; at most one credit a day (DOMAIN 4, decision 17)."""
    days = {visit.day for visit in visits if visit.earns(standard)}
    if not days:
        return Clock(standard.id)
    last = max(days)
    if standard.period is None:
        return Clock(standard.id, last_credit_on=last)
    counts: dict[date, int] = {}
    for day in days:
        first = standard.period.first_day(day)
        counts[first] = counts.get(first, 0) + 1
    open_on = standard.period.first_day(last)
    kept = [first for first, count in counts.items() if count >= (standard.times or 1)]
    return Clock(standard.id, last, max(kept, default=None), open_on, counts[open_on])


def covered_until(standard: Standard, clock: Clock) -> date | None:
    """The last day still in time; none where the standard was never met (decisions 1, 17)."""
    if standard.period is not None:
        kept_on = clock.kept_period_on
        return None if kept_on is None else standard.period.last_day_of_next(kept_on)
    if clock.last_credit_on is None:
        return None
    return clock.last_credit_on + timedelta(days=standard.every_days or 0)


def next_due_on(standard: Standard, clock: Clock, *, joined_on: date) -> date:
    """The last day in time; a standard never met counts from joining (decisions 3, 17, 19)."""
    until = covered_until(standard, clock)
    if until is not None:
        return until
    if standard.period is not None:
        return standard.period.last_day_of_next(joined_on)
    return joined_on + timedelta(days=standard.every_days or 0)


def two_dates(
    pairs: Collection[tuple[Standard, Clock]], *, joined_on: date
) -> tuple[date | None, date]:
    """`covered_until` and `next_due_on` over all standards of a place (DOMAIN 4)."""
    untils = [covered_until(standard, clock) for standard, clock in pairs]
    met = [until for until in untils if until is not None]
    dues = [next_due_on(standard, clock, joined_on=joined_on) for standard, clock in pairs]
    return min(met) if len(met) == len(untils) else None, min(dues)


def is_in_scope(place: Situation, on: date) -> bool:
    """Every active place that has joined and is not out by approval (DOMAIN 4, decision 13)."""
    return place.is_known_on(on) and place.excluded_for is None


def is_covered(until: date | None, on: date) -> bool:
    """Covered on `on` when every standard is met; the last day in time is inside (decision 1)."""
    return until is not None and on <= until


def is_overdue(due_on: date, on: date) -> bool:
    """Overdue from the day after the last day in time (decision 1)."""
    return due_on < on


def outlook(
    *, place: Situation, standards: Collection[Standard], visits: Iterable[Visited], on: date
) -> Outlook:
    """Tell all that is kept about a place on `on`, over all its visits up to that day (9).

    `standards` are all versions there are; those that apply to the place that day are picked here.
    Raises ValueError when none does: the base standard always applies.
    """
    known = [visit for visit in visits if visit.day <= on]
    mine = [standard for standard in standards if standard.applies_to(place, on)]
    if not mine:
        raise ValueError(f"no standard applies on {on}; the base standard has to be in force")
    pairs = [(standard, clock_of(standard, known)) for standard in mine]
    until, due_on = two_dates(pairs, joined_on=place.joined_on)
    credited = [clock.last_credit_on for _, clock in pairs if clock.last_credit_on is not None]
    last_credit_on = max(credited, default=None)
    tries = _attempts_after(last_credit_on, known)
    return Outlook(
        clocks=tuple(clock for _, clock in pairs),
        covered_until=until,
        next_due_on=due_on,
        last_met=max((v for v in known if v.is_door_credit), key=lambda v: v.day, default=None),
        last_credit_on=last_credit_on,
        attempt_hours=len({visit.hour for visit in tries}),
    )


def _attempts_after(last_credit_on: date | None, visits: Iterable[Visited]) -> list[Visited]:
    """Empty-handed attempts from the day after the last credit on (decision 23)."""
    return [
        visit
        for visit in visits
        if visit.is_empty_handed and (last_credit_on is None or visit.day > last_credit_on)
    ]
