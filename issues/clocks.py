"""The clock of an issue as a drawing (FACE 4): from raised to limit, who held it, what is left.

Pure: moments in, places on an axis out. The small one measures working time, the large one is a
real time axis, so nights and weekends have their width.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from cadres.workdays import SHANGHAI, is_workday, minutes_between

WIDTH, AXIS = 1136.0, 1056.0  # the rest is for the words at the limit
SMALL, SMALL_OVER = 100.0, 15.0
_DAY = timedelta(days=1)
_GAP = 1.5


@dataclass(frozen=True)
class SmallClock:
    """The 120 px version of the lists: how much of the working time is used."""

    used: float  # of 100
    over: float  # px after the limit
    css: str  # "", soon, over
    hatched: bool = False  # goes by a review date


def small_clock(
    raised_at: datetime,
    near_due_at: datetime,
    due_at: datetime,
    *,
    at: datetime,
    hatched: bool = False,
) -> SmallClock:
    """The clock of one row at a moment; past the limit the overrun is a piece of its own."""
    whole = max(1, minutes_between(raised_at, due_at))
    if at >= due_at:
        past = minutes_between(due_at, at) / whole
        return SmallClock(SMALL, round(min(SMALL_OVER, 3 + past * SMALL), 1), "over", hatched)
    used = min(1.0, minutes_between(raised_at, at) / whole)
    return SmallClock(round(used * SMALL, 1), 0, "soon" if at >= near_due_at else "", hatched)


@dataclass(frozen=True)
class Holding:
    """A unit held the issue from-to."""

    unit: str
    word: str
    from_at: datetime
    to_at: datetime


@dataclass(frozen=True)
class Piece:
    """Something with a width on the axis."""

    x: float
    width: float
    css: str = ""
    unit: str = ""
    word: str = ""
    label_x: float = 0
    is_named: bool = False  # there is room for its name
    is_told: bool = False  # and for the word

    @property
    def middle(self) -> float:
        """Where a centred label stands."""
        return round(self.x + self.width / 2, 1)


@dataclass(frozen=True)
class Mark:
    """A day or moment on the axis."""

    x: float
    at: date | datetime
    anchor: str = "middle"


@dataclass
class Clock:
    """The full width version, in units of its view box."""

    due: Mark
    now: Mark
    near: Mark
    near_label: Mark | None
    base: Piece
    rests: list[Piece] = field(default_factory=list)
    holdings: list[Piece] = field(default_factory=list)
    days: list[Mark] = field(default_factory=list)
    over: Piece | None = None


def clock(
    raised_at: datetime,
    near_due_at: datetime,
    due_at: datetime,
    *,
    at: datetime,
    holdings: Sequence[Holding],
) -> Clock:
    """The clock at a moment (of an issue that is over: its end)."""
    axis = _Axis(raised_at, max(due_at, at))
    now = Mark(axis.x(at), at)
    near = Mark(axis.x(near_due_at), near_due_at)
    drawn = Clock(
        due=Mark(axis.x(due_at), due_at),
        now=now,
        near=near,
        near_label=_near_label(near, now, is_over=at >= due_at),
        base=axis.piece(raised_at, due_at),
        rests=list(_rests(axis)),
        holdings=[_held(axis, held, n, len(holdings)) for n, held in enumerate(holdings)],
        over=axis.piece(due_at, at) if at > due_at else None,
    )
    drawn.days = list(_days(axis, drawn.rests))
    return drawn


@dataclass(frozen=True)
class _Axis:
    start: datetime
    end: datetime

    def x(self, moment: datetime) -> float:
        share = (moment - self.start) / max(self.end - self.start, timedelta(minutes=1))
        return round(1 + min(1.0, max(0.0, share)) * (AXIS - 1), 1)

    def piece(self, start: datetime, end: datetime) -> Piece:
        x = self.x(start)
        return Piece(x, round(max(0.0, self.x(end) - x), 1))


def _held(axis: _Axis, held: Holding, number: int, count: int) -> Piece:
    bare = axis.piece(held.from_at, held.to_at)
    is_last = number == count - 1
    css = "h3" if is_last else ("h1" if number == 0 else "h2")
    gap = 0 if is_last else _GAP
    return Piece(
        x=bare.x,
        width=round(max(1.0, bare.width - gap), 1),
        css=css,
        unit=held.unit,
        word=held.word,
        label_x=bare.x + 10,
        is_named=bare.width > 20 + _reach(held.unit),
        is_told=bare.width > 24 + _reach(f"{held.unit} {held.word}"),
    )


def _near_label(near: Mark, now: Mark, *, is_over: bool) -> Mark | None:
    """The words at 80 %: left of the tick, right of it where `now` stands in the way."""
    if is_over:
        return None
    if near.x > 130 and not near.x - 190 < now.x < near.x:
        return Mark(near.x - 6, near.at, "end")
    if near.x < now.x < near.x + 140:
        return None
    return Mark(near.x + 6, near.at, "start")


def _rests(axis: _Axis) -> Iterator[Piece]:
    """Days in a row that are not worked, hatched; two days of a weekend, or a holiday."""
    day, last = _day(axis.start), _day(axis.end)
    while day <= last:
        first = day
        while day <= last + _DAY and not is_workday(day):
            day += _DAY
        if day > first:
            bare = axis.piece(_midnight(first), _midnight(day))
            named = all((first + _DAY * n).weekday() >= 5 for n in range((day - first).days))
            if bare.width:
                word = "weekend" if named else "holiday"
                yield Piece(bare.x, bare.width, word=word, is_named=bare.width >= 30)
        day += _DAY


def _days(axis: _Axis, rests: Sequence[Piece]) -> Iterator[Mark]:
    """As many working days as have room between the words of the rests."""
    taken = [(rest.middle - 24, rest.middle + 24) for rest in rests if rest.is_named]
    day, last = _day(axis.start), _day(axis.end)
    anchor = "start"
    while day <= last:
        x = (
            axis.x(axis.start)
            if anchor == "start"
            else axis.x(_midnight(day) + timedelta(hours=12))
        )
        room = (x, x + 64) if anchor == "start" else (x - 34, x + 34)
        if (
            is_workday(day)
            and room[1] < AXIS
            and not any(a < room[1] and room[0] < b for a, b in taken)
        ):
            taken.append((room[0] - 20, room[1] + 20))
            yield Mark(x, day, anchor)
        anchor = "middle"
        day += _DAY


def _reach(words: str) -> float:
    """About how wide words are at 13 px."""
    return sum(13.2 if ord(sign) > 0x2E7F else 7.2 for sign in words)


def _day(moment: datetime) -> date:
    return moment.astimezone(SHANGHAI).date()


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(0), SHANGHAI)
