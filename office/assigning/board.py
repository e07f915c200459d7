"""The assigning board of a town (or one village): tree on the left, a row a grid."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import dateformat
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, npgettext, pgettext

from cadres.actions import last_event
from cadres.models import Area, Assignment, Post
from cadres.queries import beside, posts_with_holders
from cadres.spans import Span
from office.assigning.lines import Line, gaps_of, lines_of
from office.assigning.timeline import (
    Segment,
    Stretch,
    Window,
    months_after,
    segments,
    window_of,
)

ROW_ROOM, TREE_ROOM = 8, 7  # characters of a name in a row and in the tree
CHOSEN, GAPS, ALL = "chosen", "gaps", "all"


@dataclass(frozen=True)
class Asked:
    """What the address asks to see."""

    villages: tuple[str, ...] = ()
    show: str = ""
    start: str = ""
    q: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str], villages: Iterable[str]) -> "Asked":
        """From a query string; `villages` are all values of `village`."""
        return cls(
            villages=tuple(villages),
            show=query.get("show", ""),
            start=query.get("start", ""),
            q=query.get("q", "").strip()[:50],
        )

    def url(self, code: str, view: str = "assign", **changes: object) -> str:
        """The board's address with some of it changed, or that of another view of it."""
        told: dict[str, Any] = {"village": self.villages, "show": self.show}
        told |= {"start": self.start, "q": self.q, **changes}
        query = urlencode({name: value for name, value in told.items() if value}, doseq=True)
        return reverse(f"office:{view}", args=[code]) + (f"?{query}" if query else "")


@dataclass(frozen=True)
class Branch:
    """One village of the tree."""

    name: str
    areas: str
    gaps: int
    is_shown: bool
    url: str


@dataclass(frozen=True)
class Tab:
    """One of the three ways to choose rows."""

    label: str
    count: int
    url: str
    is_current: bool


@dataclass(frozen=True)
class Row:
    """A line as it is drawn."""

    line: Line
    name: str
    short: str
    segments: list[Segment]
    now: str  # who answers today, for the phone
    spoken: str  # the strip as a sentence
    beside: list[Segment]  # who supports or is paired, drawn thin
    helpers: str  # the same in words, those of today and later


class Board:
    """Everything the page shows beside the form."""

    def __init__(self, *, area: Area, asked: Asked, today: date) -> None:
        self.area = area
        self.asked = asked
        self.today = today
        self.window: Window = window_of(asked.start, today)
        # Asked before the lines are read, so that no change falls between.
        self.seen = last_event(Area.objects.below(area.path))
        self.lines = lines_of(area, since=self.window.first, on=today)
        self.gaps = gaps_of(self.lines, on=today)

    @cached_property
    def posts(self) -> Mapping[int, tuple[Post, str]]:
        """Post and holder of today, of everybody on the board."""
        ids = {span.post_id for line in self.lines for span in line.spans if span.post_id}
        ids |= {one.post_id for held in self.beside.values() for one in held}
        return posts_with_holders(ids, on=self.today)

    @cached_property
    def beside(self) -> dict[int, list[Assignment]]:
        """Who stands beside the responsible ones on the days shown, by area."""
        found: dict[int, list[Assignment]] = {}
        for one in beside(self.area, since=min(self.window.first, self.today)):
            found.setdefault(one.area_id, []).append(one)
        return found

    @cached_property
    def show(self) -> str:
        """Which rows are chosen: by villages, by a word, those with gaps, or all."""
        if self.asked.show in (GAPS, ALL):
            return self.asked.show
        return CHOSEN

    @cached_property
    def shown_villages(self) -> set[str]:
        """Codes of the villages set out: those asked for, else those with gaps, else the first."""
        asked = set(self.asked.villages)
        if asked or not self.lines:
            return asked
        with_gaps = {line.village.code for line in self.lines if line.has_gap(self.today)}
        return with_gaps or {self.lines[0].village.code}

    @cached_property
    def chosen(self) -> list[Line]:
        """The lines that are set out."""
        if self.asked.q:
            return [line for line in self.lines if self._matches(line, self.asked.q)]
        if self.area.level == Area.Level.VILLAGE:
            return self.lines
        return [line for line in self.lines if line.village.code in self.shown_villages]

    def _matches(self, line: Line, word: str) -> bool:
        told = [line.area.name, line.village.name]
        for span in line.ahead(self.today):
            post, holder = self.posts.get(span.post_id or 0, (None, ""))
            told += [str(post or ""), holder]
        return any(word.lower() in one.lower() for one in told)

    @property
    def rows(self) -> list[Row]:
        """What the middle of the page shows."""
        if self.show == ALL:
            shown = self.lines
        elif self.show == GAPS:
            shown = [line for line in self.lines if line.has_gap(self.today)]
        else:
            shown = self.chosen
        return [self._row(line) for line in shown]

    def _row(self, line: Line) -> Row:
        stretches = [self._stretch(span) for span in line.spans]
        now = next(one for one in stretches if one.to_on is None or one.to_on > self.today)
        told = [f"{one.words}{one.person}" for one in stretches]
        return Row(
            line=line,
            name=name_of(line),
            short=cut(name_of(line), ROW_ROOM),
            segments=segments(stretches, self.window),
            now=f"{now.words} {now.person}".strip(),
            spoken=pgettext("between parts of a sentence", ", ").join(told),
            beside=segments(
                [Stretch(one.from_on, one.to_on, "") for one in self._beside(line)], self.window
            ),
            helpers=pgettext("between parts of a sentence", ", ").join(self._helpers(line)),
        )

    def _beside(self, line: Line) -> list[Assignment]:
        return self.beside.get(line.area.pk, [])

    def _helpers(self, line: Line) -> list[str]:
        told = []
        for one in self._beside(line):
            if one.to_on is None or one.to_on > self.today:
                post, holder = self.posts[one.post_id]
                words = {"duty": one.get_duty_display(), "post": post, "holder": holder}
                told.append((_("%(duty)s: %(post)s %(holder)s") % words).strip())
        return told

    def _stretch(self, span: Span) -> Stretch:
        if span.post_id is None:
            return Stretch(span.from_on, span.to_on, _("nobody answers"), is_answered=False)
        post, holder = self.posts[span.post_id]
        holds_today = span.from_on <= self.today and (span.to_on is None or span.to_on > self.today)
        person = holder if holds_today else ""
        return Stretch(span.from_on, span.to_on, str(post), post.unit.short_name, person)

    @property
    def tabs(self) -> list[Tab]:
        """Set out, nobody answers, all."""
        code = self.area.code
        told = [
            (CHOSEN, _("Set out"), len(self.chosen), ""),
            (GAPS, pgettext("areas", "Nobody answers"), self.gaps, GAPS),
            (ALL, pgettext("areas", "All"), len(self.lines), ALL),
        ]
        return [
            Tab(label, count, self.asked.url(code, show=show), self.show == name)
            for name, label, count, show in told
        ]

    @property
    def tree(self) -> list[Branch]:
        """The villages; pressing one sets it out or puts it away.

        Where nobody chose yet, and those with gaps are set out, it sets out this one alone.
        """
        by_village: dict[str, list[Line]] = {}
        for line in self.lines:
            by_village.setdefault(line.village.code, []).append(line)
        return [self._branch(code, lines) for code, lines in by_village.items()]

    def _branch(self, code: str, lines: list[Line]) -> Branch:
        shown = self.shown_villages
        after = sorted(set(self.asked.villages) ^ {code}) or [code]
        return Branch(
            name=cut(lines[0].village.spoken, TREE_ROOM),
            areas=in_the_tree(lines),
            gaps=gaps_of(lines, on=self.today),
            is_shown=self.show == CHOSEN and not self.asked.q and code in shown,
            url=self.asked.url(self.area.code, village=after, show="", q=""),
        )

    @property
    def here(self) -> str:
        """The address of this page."""
        return self.asked.url(self.area.code)

    @property
    def preview_url(self) -> str:
        """Where a sketch is worked out."""
        return self.asked.url(self.area.code, "assign_preview")

    @property
    def end_url(self) -> str:
        """Where the ticked areas are ended."""
        return self.asked.url(self.area.code, "assign_end")

    @property
    def drop_url(self) -> str:
        """Where a plan is dropped."""
        return self.asked.url(self.area.code, "assign_drop")

    @property
    def areas(self) -> str:
        """How many the whole area has."""
        return in_the_tree(self.lines)

    @property
    def whole(self) -> str:
        """How much is set out of what."""
        villages = {row.line.village.pk for row in self.rows}
        told = ngettext("%(count)d village", "%(count)d villages", len(villages))
        return _("%(villages)s, %(areas)s in all") % {
            "villages": told % {"count": len(villages)},
            "areas": counted(self.lines),
        }

    @property
    def months(self) -> list[tuple[str, str, str]]:
        """Each month's word, with the place of its line and of the word."""
        # Translators: Django's date format of a month on a narrow axis.
        how = pgettext("month on an axis", "M")
        return [(dateformat.format(day, how), line, word) for day, line, word in self.window.months]

    @property
    def earlier_url(self) -> str:
        """One month back."""
        return self._starting(-1)

    @property
    def later_url(self) -> str:
        """One month on."""
        return self._starting(1)

    def _starting(self, months: int) -> str:
        first = months_after(self.window.first, months)
        return self.asked.url(self.area.code, start=f"{first:%Y-%m}")


def name_of(line: Line) -> str:
    """How a row is called; what stands in no grid says so."""
    if line.is_rest:
        return _("%(area)s, in no grid") % {"area": line.area.spoken}
    return line.area.spoken


def cut(name: str, room: int) -> str:
    """A long name without its beginning: what tells two grids apart stands at the end (FACE 3)."""
    return name if len(name) <= room else f"…{name[1 - room :]}"


def counted(lines: Collection[Line]) -> str:
    """6片: grids, villages without any, and what stands in no grid, as `gaps_of` counts them."""
    count = len(lines)
    return ngettext("%(count)d area", "%(count)d areas", count) % {"count": count}


def in_the_tree(lines: Collection[Line]) -> str:
    """The same where room is short."""
    count = len(lines)
    return npgettext("areas, where room is short", "%(count)d", "%(count)d", count) % {
        "count": count
    }
