"""Six months as a strip: where on it a day, a stretch and its words lie; pure geometry.

Positions are per cent of the strip's width, as SVG wants them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

MONTHS = 6
MONTHS_BACK = 2
SPACE = 0.3  # between two stretches
ROOM = 28  # Chinese characters that fit on the whole strip
MARGIN = 0.8  # of one, before the first


@dataclass(frozen=True)
class Window:
    """From the first day of a month, up to the first one six months later."""

    first: date
    today: date

    @property
    def end(self) -> date:
        """The first day outside."""
        return months_after(self.first, MONTHS)

    def x(self, day: date) -> float:
        """Where a day begins."""
        return 100 * (day - self.first).days / (self.end - self.first).days

    @property
    def months(self) -> list[tuple[date, str, str]]:
        """Each month with the place of its line and of its word."""
        firsts = [months_after(self.first, n) for n in range(MONTHS)]
        return [(day, per_cent(self.x(day)), per_cent(self.x(day) + 1)) for day in firsts]

    @property
    def shows_today(self) -> bool:
        """Whether today lies on the strip."""
        return self.first <= self.today < self.end

    @property
    def today_x(self) -> str:
        """The line of today."""
        return per_cent(self.x(self.today))

    @property
    def today_box_x(self) -> str:
        """Where the box with the word begins; it stays on the strip."""
        return per_cent(min(max(self.x(self.today) - 3.6, 0), 92.8))


@dataclass(frozen=True)
class Stretch:
    """Somebody's or nobody's days, with the words to write on them."""

    from_on: date
    to_on: date | None
    words: str  # of the post, or that nobody answers
    short: str = ""  # of the post's unit, where the post does not fit
    person: str = ""
    is_answered: bool = True


@dataclass(frozen=True)
class Segment:
    """One drawn stretch. `look`: ok (answers now or did), new (follows), gap, past (a gap gone)."""

    look: str
    x: str
    width: str
    words: str
    person: str
    ends: bool
    from_on: date
    last_on: date | None
    days: int


def window_of(asked: str, today: date) -> Window:
    """The strip that begins in the month asked for (2026-09), else two months before today."""
    try:
        first = date.fromisoformat(f"{asked}-01")
    except ValueError:
        first = months_after(today.replace(day=1), -MONTHS_BACK)
    nearest, farthest = months_after(today, -60), months_after(today, 60)
    return Window(min(max(first, nearest), farthest), today)


def months_after(day: date, months: int) -> date:
    """The first day of a month so many months later."""
    count = day.year * 12 + day.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)


def per_cent(figure: float) -> str:
    """As an SVG attribute."""
    return f"{figure:.2f}%"


def segments(stretches: Iterable[Stretch], window: Window) -> list[Segment]:
    """The stretches that touch the window, cut to it."""
    drawn = []
    for stretch in stretches:
        begins = max(stretch.from_on, window.first)
        ends = min(stretch.to_on or window.end, window.end)
        if begins < ends:
            drawn.append(_segment(stretch, begins, ends, window))
    return drawn


def _segment(stretch: Stretch, begins: date, ends: date, window: Window) -> Segment:
    width = window.x(ends) - window.x(begins) - SPACE
    words, person = _fitting(stretch, width)
    return Segment(
        look=_look(stretch, window.today),
        x=per_cent(window.x(begins)),
        width=per_cent(max(width, SPACE)),
        words=words,
        person=person,
        ends=bool(stretch.is_answered and stretch.to_on and stretch.to_on < window.end),
        from_on=stretch.from_on,
        last_on=stretch.to_on - timedelta(days=1) if stretch.to_on else None,
        days=(ends - begins).days,
    )


def _look(stretch: Stretch, today: date) -> str:
    if stretch.is_answered:
        return "new" if stretch.from_on > today else "ok"
    return "past" if stretch.to_on and stretch.to_on <= today else "gap"


def _fitting(stretch: Stretch, width: float) -> tuple[str, str]:
    """Both words where they fit, else the post, else the person; a name is never cut."""
    room = width * ROOM / 100 - MARGIN
    for words, person in (
        (stretch.words, stretch.person),
        (stretch.short, stretch.person),
        (stretch.words, ""),
        ("", stretch.person),
        (stretch.short, ""),
    ):
        if _length(words) + _length(person) + (0.5 if words and person else 0) <= room:
            return words, person
    return "", ""


def _length(words: str) -> float:
    return sum(1 if character >= "\u2e80" else 0.6 for character in words)
