"""The working calendar of a year, as stretches of days off and single days made up."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from cadres.workdays import is_provisional, is_workday


@dataclass(frozen=True)
class DaysOff:
    """At least three days in a row without work, or fewer that no weekend explains."""

    first: date
    last: date

    @property
    def count(self) -> int:
        """How many days."""
        return (self.last - self.first).days + 1


@dataclass(frozen=True)
class Year:
    """What differs from plain weeks."""

    year: int
    is_provisional: bool
    off: list[DaysOff]
    made_up: list[date]  # worked Saturdays and Sundays


def calendar_of(year: int) -> Year:
    """A year told from the working days that every limit is counted by."""
    days = list(_days(year))
    stretches: list[DaysOff] = []
    for day in days:
        if is_workday(day):
            continue
        if stretches and stretches[-1].last == day - timedelta(days=1):
            stretches[-1] = DaysOff(stretches[-1].first, day)
        else:
            stretches.append(DaysOff(day, day))
    off = [one for one in stretches if any(day.weekday() < 5 for day in _within(one))]
    made_up = [day for day in days if day.weekday() >= 5 and is_workday(day)]
    return Year(year, is_provisional(year), off, made_up)


def _days(year: int) -> Iterator[date]:
    day = date(year, 1, 1)
    while day.year == year:
        yield day
        day += timedelta(days=1)


def _within(stretch: DaysOff) -> Iterator[date]:
    for number in range(stretch.count):
        yield stretch.first + timedelta(days=number)
