"""What a coverage figure is made of, and which places stand behind each number (DOMAIN 4).

Every number counts one set of places. Live, a set is a condition on `Place` rows, whose dates the
actions keep; for a day gone by it is what the log says of each place. Both are written here side by
side, and boards, lists, exports and reminders take them from here.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from django.db.models import Q

from cadres.models import Front
from households.models import Residence
from visits.credit import (
    CASE_AFTER_HOURS,
    Outlook,
    Situation,
    is_covered,
    is_in_scope,
    is_overdue,
)

AWAY_RESIDENCES = (Residence.AWAY.value, Residence.REGISTERED_ONLY.value)


class Figure(StrEnum):
    """A number on the board; the list behind it goes by the same name."""

    IN_SCOPE = "in_scope"
    COVERED = "covered"
    UNCOVERED = "uncovered"
    OVERDUE = "overdue"
    NEVER_SEEN = "never_seen"
    THREE_TIMES_NOBODY = "three_times_nobody"
    AWAY = "away"  # `away` and `registered_only`: in the main figure too (DOMAIN 4.25)
    AWAY_COVERED = "away_covered"
    EXCLUDED = "excluded"


def places_in(figure: Figure, *, on: date, prefix: str = "") -> Q:
    """The places that a figure of today counts; `prefix` leads from another row to its place."""

    def place(**wanted: object) -> Q:
        return Q(**{prefix + name: value for name, value in wanted.items()})

    known = place(is_active=True, joined_on__lte=on)
    if figure == Figure.EXCLUDED:
        return known & place(is_excluded=True)
    scope = known & place(is_excluded=False)
    # Not `exclude`: a place that was never covered has no date, and NULL compares to nothing.
    uncovered = place(covered_until__isnull=True) | place(covered_until__lt=on)
    away = place(household__residence__in=AWAY_RESIDENCES)
    return {
        Figure.IN_SCOPE: scope,
        Figure.COVERED: scope & place(covered_until__gte=on),
        Figure.UNCOVERED: scope & uncovered,
        Figure.OVERDUE: scope & place(next_due_on__lt=on),
        Figure.NEVER_SEEN: scope & place(last_met_on__isnull=True),
        Figure.THREE_TIMES_NOBODY: scope & place(empty_handed__gte=CASE_AFTER_HOURS),
        Figure.AWAY: scope & away,
        Figure.AWAY_COVERED: scope & away & place(covered_until__gte=on),
    }[figure]


def figures_of(place: Situation, told: Outlook, on: date) -> set[Figure]:
    """The figures of a day that count this place, as the log tells it."""
    if not place.is_known_on(on):
        return set()
    if not is_in_scope(place, on):
        return {Figure.EXCLUDED}
    covered = is_covered(told.covered_until, on)
    away = place.residence in AWAY_RESIDENCES
    counts = {
        Figure.IN_SCOPE: True,
        Figure.COVERED: covered,
        Figure.UNCOVERED: not covered,
        Figure.OVERDUE: is_overdue(told.next_due_on, on),
        Figure.NEVER_SEEN: told.last_met is None,
        Figure.THREE_TIMES_NOBODY: told.is_case,
        Figure.AWAY: away,
        Figure.AWAY_COVERED: away and covered,
    }
    return {figure for figure, holds in counts.items() if holds}


@dataclass(slots=True)
class PeriodCount:
    """How many places have the open period's n visits already (DOMAIN 4.17)."""

    standard_id: int
    name: str
    times: int
    period: str
    begins_on: date
    already: int = 0
    of: int = 0


@dataclass(slots=True)
class FrontCoverage:
    """The figures of one front in one area. Numerator and denominator never part."""

    counts: Counter[str] = field(default_factory=Counter)
    excluded_by_reason: Counter[str] = field(default_factory=Counter)
    periods: dict[int, PeriodCount] = field(default_factory=dict)

    @property
    def in_scope(self) -> int:
        return self.counts[Figure.IN_SCOPE]

    @property
    def covered(self) -> int:
        return self.counts[Figure.COVERED]

    @property
    def uncovered(self) -> int:
        return self.counts[Figure.UNCOVERED]

    @property
    def overdue(self) -> int:
        return self.counts[Figure.OVERDUE]

    @property
    def never_seen(self) -> int:
        return self.counts[Figure.NEVER_SEEN]

    @property
    def three_times_nobody(self) -> int:
        return self.counts[Figure.THREE_TIMES_NOBODY]

    @property
    def away(self) -> int:
        return self.counts[Figure.AWAY]

    @property
    def away_covered(self) -> int:
        return self.counts[Figure.AWAY_COVERED]

    @property
    def excluded(self) -> int:
        return self.counts[Figure.EXCLUDED]

    @property
    def percent(self) -> Decimal | None:
        """One decimal; none where nothing is in scope; 100.0 only when every place is covered."""
        return percent(self.covered, self.in_scope)

    @property
    def away_percent(self) -> Decimal | None:
        return percent(self.away_covered, self.away)

    @property
    def is_absent(self) -> bool:
        """No place of this front is here, in scope or out."""
        return self.in_scope == 0 and self.excluded == 0

    def add(self, other: "FrontCoverage") -> None:
        """Take another area's figures in."""
        self.counts += other.counts
        self.excluded_by_reason += other.excluded_by_reason
        for standard_id, theirs in other.periods.items():
            self.period(theirs).already += theirs.already
            self.periods[standard_id].of += theirs.of

    def period(self, like: PeriodCount) -> PeriodCount:
        """This front's count for the standard of `like`, begun at nothing."""
        mine = self.periods.get(like.standard_id)
        if mine is None:
            mine = PeriodCount(like.standard_id, like.name, like.times, like.period, like.begins_on)
            self.periods[like.standard_id] = mine
        return mine

    def as_dict(self) -> dict[str, object]:
        """As export, API and command print it."""
        return {
            **{figure.value: self.counts[figure] for figure in Figure},
            "percent": None if self.percent is None else float(self.percent),
            "excluded_by_reason": dict(sorted(self.excluded_by_reason.items())),
            "open_periods": [
                {
                    "standard": period.name,
                    "times": period.times,
                    "period": period.period,
                    "begins_on": period.begins_on.isoformat(),
                    "already": period.already,
                    "of": period.of,
                }
                for _, period in sorted(self.periods.items())
            ],
        }


def percent(part: int, whole: int) -> Decimal | None:
    """A share to one decimal; 100 only for all of them, 0 only for none."""
    if whole == 0:
        return None
    exact = (Decimal(part) * 100 / whole).quantize(Decimal("0.1"), ROUND_HALF_UP)
    if 0 < part < whole:
        return min(max(exact, Decimal("0.1")), Decimal("99.9"))
    return exact


def three_fronts() -> dict[str, FrontCoverage]:
    """All three fronts, side by side; no total hides one."""
    return {front.value: FrontCoverage() for front in Front}
