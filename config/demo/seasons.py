"""On which days cadres knock: fewer at weekends, far more around Spring Festival."""

from bisect import bisect_left
from datetime import date, datetime, time, timedelta
from functools import cache
from itertools import accumulate
from random import Random

from lunar_python import Lunar

from cadres.workdays import SHANGHAI, is_workday

BEFORE_FESTIVAL, AFTER_FESTIVAL = 15, 14  # DOMAIN 4.15
FESTIVAL_WEIGHT = {True: 3.4, False: 1.8}  # before the feast, after it
DAY_OFF_WEIGHT = 0.4
# Clock hours by how often a door is knocked at; evenings count the same.
HOURS = ((9, 15), (10, 18), (11, 8), (14, 12), (15, 15), (16, 12), (18, 7), (19, 10), (20, 3))


@cache
def spring_festival(year: int) -> date:
    """The first day of the lunar year that begins in `year`."""
    solar = Lunar.fromYmd(year, 1, 1).getSolar()
    return date(solar.getYear(), solar.getMonth(), solar.getDay())


def is_around_festival(day: date) -> bool:
    """Within Spring Festival's 30 days."""
    feast = spring_festival(day.year)
    return feast - timedelta(BEFORE_FESTIVAL) <= day <= feast + timedelta(AFTER_FESTIVAL)


class Season:
    """Draws days of the past, each as likely as life makes it."""

    def __init__(self, *, first: date, last: date, rng: Random) -> None:
        self._first, self._rng = first, rng
        days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        feasts = {year: spring_festival(year) for year in range(first.year, last.year + 1)}
        self._sums = list(accumulate((_weight(day, feasts[day.year]) for day in days), initial=0.0))

    def day(self, first: date, last: date) -> date:
        """A day from `first` to `last`, both included."""
        low = max(0, (first - self._first).days)
        high = min(len(self._sums) - 1, (last - self._first).days + 1)
        drawn = self._rng.uniform(self._sums[low], self._sums[high])
        index = max(low + 1, bisect_left(self._sums, drawn))
        return self._first + timedelta(days=min(index, high) - 1)

    def moment(self, day: date) -> datetime:
        """A clock time at which somebody knocks."""
        hour = self._rng.choices([h for h, _ in HOURS], [w for _, w in HOURS])[0]
        minute, second = self._rng.randrange(60), self._rng.randrange(60)
        return datetime.combine(day, time(hour, minute, second), SHANGHAI)


def _weight(day: date, feast: date) -> float:
    weight = 1.0 if is_workday(day) else DAY_OFF_WEIGHT
    away = (day - feast).days
    if -BEFORE_FESTIVAL <= away <= AFTER_FESTIVAL:
        return FESTIVAL_WEIGHT[away < 0] * (1.0 if 0 <= away <= 2 else max(weight, 0.8))
    return weight
