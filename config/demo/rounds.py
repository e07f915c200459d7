"""A year of knocks at one door: which days, which outcome. Plans only; `visiting` makes rows."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from cadres.workdays import SHANGHAI
from config.demo.homes import JOINED_DAYS_AGO, Home, Step
from config.demo.land import STORY_GROUPS
from config.demo.seasons import Season

MET, NOBODY, REFUSED, POSTPONED = "met", "nobody_home", "refused", "postponed"
DOOR, PHONE = "door", "phone"
YEAR = 365
# How a door stands: seen in time, seen long ago, tried in vain, never seen.
MOODS = ("kept", "lapsed", "tried", "never")
CHANCES = {
    "village": (885, 85, 20, 10),
    "community": (790, 135, 30, 45),
    "enterprise": (640, 190, 25, 145),
}
NOBODY_ANSWERS = (330, 170, 120, 380)
# Categories and residences with a standard of their own, in days between two visits.
RHYTHMS = {"dibao": 90, "tekun": 90, "living_alone": 60}
HALF_YEAR_RESIDENCES = {"away", "registered_only"}
SLACK = 0.14  # share of such doors where the rhythm was lost
BY_PHONE = 0.03


@dataclass(frozen=True, slots=True)
class Knock:
    """One visit to be."""

    at: datetime
    outcome: str = MET
    mode: str = DOOR
    note: str = ""
    help: tuple[str, ...] = ()
    again_on: date | None = None
    is_told: bool = False  # by the story: nothing is added by chance


class Rounds:
    """Draws the knocks at a door, so that the whole looks like life."""

    def __init__(self, *, at: datetime, visits_a_place: float, rng: Random) -> None:
        self._now, self._rng = at.astimezone(SHANGHAI), rng
        self._on = self._now.date()
        self._mean = visits_a_place
        self._season = Season(
            first=self._on - timedelta(days=JOINED_DAYS_AGO), last=self._on, rng=rng
        )

    def at_door(self, home: Home, *, is_answered: bool) -> list[Knock]:
        """All knocks at a door, the oldest first."""
        if home.plan is not None:
            knocks = [self._told(step) for step in home.plan]
        elif home.leaf.area.code in STORY_GROUPS:
            knocks = self._kept(home, calm=True)
        else:
            knocks = self._drawn(home, is_answered)
        return sorted(knocks, key=lambda knock: knock.at)

    def _drawn(self, home: Home, is_answered: bool) -> list[Knock]:
        front = "enterprise" if home.firm else str(home.leaf.area.front)
        chances = CHANCES[front] if is_answered else NOBODY_ANSWERS
        mood = self._rng.choices(MOODS, chances)[0]
        if mood == "kept":
            return self._kept(home)
        if mood == "never":
            return [self._knock(self._recent(120), NOBODY)] if self._rng.random() < 0.3 else []
        knocks = []
        long_ago = self._on - timedelta(days=YEAR + 1)
        if home.joined_on < long_ago:
            knocks.append(self._knock(self._season.day(home.joined_on, long_ago), mode=DOOR))
        return knocks + (self._in_vain(home) if mood == "tried" else [])

    def _kept(self, home: Home, *, calm: bool = False) -> list[Knock]:
        """Seen in time under every standard of the door, but for some that lost the rhythm."""
        rhythm = min((RHYTHMS[code] for code in home.categories if code in RHYTHMS), default=YEAR)
        kept = rhythm == YEAR or self._rng.random() > SLACK
        within = rhythm if kept else YEAR
        # A calm door is in time for long; others come due day by day.
        earliest = max(home.joined_on, self._on - timedelta(days=300 if calm else within - 1))
        last = self._season.day(earliest, self._on - timedelta(days=8 if calm else 1))
        days = {last}
        if kept and rhythm < YEAR:
            day = last
            while day > max(home.joined_on, self._on - timedelta(days=YEAR)):
                days.add(day)
                day -= timedelta(days=self._rng.randint(rhythm * 2 // 3, rhythm))
        more = self._count(self._mean - 1)
        # Half of the doors were last seen by chance, the others as long ago as `last` says.
        latest = last if calm or self._rng.random() < 0.5 else self._on - timedelta(days=1)
        days |= {self._season.day(home.joined_on, latest) for _ in range(more)}
        knocks = [self._knock(day, mode=DOOR if day == last else "") for day in sorted(days)]
        if home.residence in HALF_YEAR_RESIDENCES and self._rng.random() > SLACK:
            knocks.append(self._knock(self._recent(175), mode=PHONE))
        if self._rng.random() < 0.2:
            knocks.append(self._knock(self._season.day(home.joined_on, last), self._failure()))
        return knocks

    def _in_vain(self, home: Home) -> list[Knock]:
        """Three empty-handed attempts at three hours of the day."""
        first = max(home.joined_on, self._on - timedelta(days=120))
        days = sorted({self._season.day(first, self._on - timedelta(days=1)) for _ in range(3)})
        outcomes = [NOBODY, NOBODY, REFUSED if self._rng.random() < 0.2 else NOBODY]
        clocks = self._rng.sample((time(9, 40), time(15, 10), time(19, 5), time(11, 20)), 3)
        days += [self._on - timedelta(days=2 + n) for n in range(3 - len(days))]
        return [
            Knock(datetime.combine(day, clock, SHANGHAI), outcome)
            for day, clock, outcome in zip(days, clocks, outcomes, strict=True)
        ]

    def _knock(self, day: date, outcome: str = MET, mode: str = "") -> Knock:
        if not mode:
            mode = PHONE if outcome == MET and self._rng.random() < BY_PHONE else DOOR
        return Knock(self._season.moment(day), outcome, mode)

    def _failure(self) -> str:
        return self._rng.choices((NOBODY, POSTPONED, REFUSED), (85, 10, 5))[0]

    def _recent(self, days: int) -> date:
        return self._on - timedelta(days=self._rng.randint(1, days))

    def _count(self, mean: float) -> int:
        """A whole number around a mean, never below 0."""
        if mean <= 0:
            return 0
        return int(self._rng.triangular(0, 2 * mean + 1))

    def _told(self, step: Step) -> Knock:
        day = self._on - timedelta(days=step.days_ago)
        at = datetime.combine(day, time.fromisoformat(step.clock), SHANGHAI)
        if at >= self._now:  # made in the morning: the afternoon's visits were just now
            midnight = datetime.combine(self._on, time(0), SHANGHAI)
            at = max(midnight, self._now - (at - midnight) / 30)
        again = None if step.again_in is None else self._on + timedelta(days=step.again_in)
        return Knock(at, step.outcome, DOOR, step.note, step.help, again, is_told=True)
