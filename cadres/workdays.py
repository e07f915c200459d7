"""Working time of the Chinese calendar (DOMAIN 6): 09:00-17:00 Shanghai, make-up days whole.

A year whose arrangement is not published yet counts plain weekdays and is provisional.
"""

from datetime import date, datetime, time, timedelta
from functools import cache
from itertools import accumulate
from typing import NamedTuple
from zoneinfo import ZoneInfo

import chinese_calendar

SHANGHAI = ZoneInfo("Asia/Shanghai")
OPENS, CLOSES = time(9), time(17)
DAY_MINUTES = 8 * 60


class WorkingTime(NamedTuple):
    """A stretch of working time as people say it: 2 working days, 2 hours, 28 minutes."""

    days: int
    hours: int
    minutes: int


def is_workday(day: date) -> bool:
    """Whether `day` is worked: holidays and make-up days where the year is known."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return day.weekday() < 5


def is_provisional(year: int) -> bool:
    """Whether the year's arrangement is not published in the calendar that we ship."""
    try:
        chinese_calendar.is_workday(date(year, 1, 1))
    except NotImplementedError:
        return True
    return False


def next_workday(day: date) -> date:
    """The first worked day after `day`."""
    day += timedelta(days=1)
    while not is_workday(day):
        day += timedelta(days=1)
    return day


def closing_after(raised_at: datetime, days: int) -> datetime:
    """Closing time of the n-th working day after the day of `raised_at`.

    The day of raising does not count (Civil Code 201, 203).
    """
    day = raised_at.astimezone(SHANGHAI).date()
    for _ in range(days):
        day = next_workday(day)
    return datetime.combine(day, CLOSES, SHANGHAI)


def minutes_between(start: datetime, end: datetime) -> int:
    """Working minutes from `start` to `end`; the whole days between are counted, not walked."""
    first, last = start.astimezone(SHANGHAI), end.astimezone(SHANGHAI)
    if first.date() >= last.date():
        return _minutes_of_a_day(first, last)
    first_closes = datetime.combine(first.date(), CLOSES, SHANGHAI)
    last_opens = datetime.combine(last.date(), OPENS, SHANGHAI)
    whole = workdays_between(first.date() + timedelta(days=1), last.date())
    partly = _minutes_of_a_day(first, first_closes) + _minutes_of_a_day(last_opens, last)
    return whole * DAY_MINUTES + partly


def _minutes_of_a_day(start: datetime, end: datetime) -> int:
    """Working minutes between two moments of one day."""
    day = start.date()
    if not is_workday(day):
        return 0
    opens = max(start, datetime.combine(day, OPENS, SHANGHAI))
    closes = min(end, datetime.combine(day, CLOSES, SHANGHAI))
    return max(0, int((closes - opens).total_seconds() // 60))


def workdays_between(first: date, end: date) -> int:
    """How many days are worked from `first` up to, not including, `end`."""
    if first >= end:
        return 0
    until_first = _worked(first.year)[first.timetuple().tm_yday - 1]
    until_end = _worked(end.year)[end.timetuple().tm_yday - 1]
    return sum(_worked(year)[-1] for year in range(first.year, end.year)) - until_first + until_end


@cache
def _worked(year: int) -> tuple[int, ...]:
    """How many days of the year are worked before each of its days, and in all of it."""
    first = date(year, 1, 1)
    days = (date(year + 1, 1, 1) - first).days
    worked = (is_workday(first + timedelta(days=n)) for n in range(days))
    return tuple(accumulate(worked, initial=0))


def working_time_between(start: datetime, end: datetime) -> WorkingTime:
    """Working time from `start` to `end`; a working day has eight hours."""
    days, rest = divmod(minutes_between(start, end), DAY_MINUTES)
    return WorkingTime(days, *divmod(rest, 60))


def after_minutes(start: datetime, minutes: int) -> datetime:
    """The moment at which `minutes` of working time after `start` are used up."""
    local = start.astimezone(SHANGHAI)
    day, left = local.date(), minutes
    while True:
        if is_workday(day):
            opens = max(local, datetime.combine(day, OPENS, SHANGHAI))
            room = int((datetime.combine(day, CLOSES, SHANGHAI) - opens).total_seconds() // 60)
            if 0 < left <= room or left == 0 and room >= 0:
                return opens + timedelta(minutes=left)
            left -= max(0, room)
        day += timedelta(days=1)


def near(raised_at: datetime, due_at: datetime) -> datetime:
    """When 80 % of the working minutes between raising and limit are used up."""
    return after_minutes(raised_at, minutes_between(raised_at, due_at) * 8 // 10)
