"""The coverage board of an area on a day: three fronts side by side, each number with its list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cadres.models import Area, Front
from cadres.queries import Crumb
from dashboards import words
from dashboards.gaps import Gaps, gaps
from dashboards.listing import FEWER, NOBODY, SOMEBODY, THREE, Kind, Listing, Number
from visits.coverage import AreaCoverage, AreaRow, coverage, coverage_from_log, standings
from visits.devices import Unsent
from visits.figures import FrontCoverage, percent

TILES, TABLE = "tiles", "table"
VIEWS: dict[str, str | Promise] = {TILES: gettext_lazy("Tiles"), TABLE: gettext_lazy("Table")}


@dataclass(frozen=True)
class Cell:
    """One front in one area: what is covered of what counts."""

    covered: Number
    in_scope: Number
    uncovered: Number

    @property
    def percent(self) -> Decimal | None:
        """One decimal; none where nothing is in scope."""
        return percent(self.covered.count, self.in_scope.count)


@dataclass(frozen=True)
class Labelled:
    """A number with its words, in a sentence beside others."""

    label: str
    number: Number
    of: str = ""  # the whole with its unit


@dataclass(frozen=True)
class Card:
    """What stands in the panel of one front."""

    front: str
    title: str | Promise
    short: str | Promise
    icon: str
    how_often: str
    cell: Cell
    excluded: Number
    reasons: list[Labelled]
    periods: list[Labelled]
    elsewhere: Number
    elsewhere_covered: Number
    tiles: list["Tile"]

    @property
    def bar_label(self) -> str:
        """The bar as a sentence."""
        return _("%(percent)s%% covered: %(covered)s of %(whole)s") % {
            "percent": self.cell.percent,
            "covered": f"{self.cell.covered.count:,}",
            "whole": words.counted(self.front, self.cell.in_scope.count),
        }

    @property
    def in_scope_words(self) -> str:
        """The denominator with its unit."""
        return words.counted(self.front, self.cell.in_scope.count)

    @property
    def uncovered_words(self) -> str:
        """What is not covered, with its unit."""
        return words.counted(self.front, self.cell.uncovered.count)

    @property
    def excluded_words(self) -> str:
        """What is out by approval, with its unit."""
        return words.counted(self.front, self.excluded.count)

    @property
    def elsewhere_words(self) -> str:
        """Who is away or registered only, with its unit."""
        return words.counted(self.front, self.elsewhere.count)


@dataclass(frozen=True)
class Tile:
    """One area as a square; hatched where nothing of the front is in scope."""

    name: str
    url: str
    percent: Decimal | None
    gaps: int

    @property
    def label(self) -> str:
        """The square as a sentence."""
        if self.percent is None:
            return _("%(area)s: none of this kind") % {"area": self.name}
        told = {"area": self.name, "percent": self.percent, "count": self.gaps}
        if self.gaps:
            return _("%(area)s: %(percent)s%%, nobody answers for %(count)d") % told
        return _("%(area)s: %(percent)s%%") % told


@dataclass(frozen=True)
class Row:
    """One area of the table; without an address where nothing lies below it."""

    name: str
    url: str
    cells: list[Cell]
    elsewhere: Number  # of the village front
    elsewhere_covered: Number
    gaps: list[Number | None]  # by front; None: nothing of the front in scope


@dataclass(frozen=True)
class Line:
    """One line of a small table of lists, a number a front."""

    glyph: str
    label: str
    colour: str
    numbers: list[Number]


@dataclass(frozen=True)
class View:
    """One way to look at the same rows."""

    label: str | Promise
    url: str
    is_current: bool


class Board:
    """The figures of one area on one day, ready to be shown."""

    def __init__(self, *, area: Area, on: date, at: datetime, view: str = TILES) -> None:
        self.area, self.on, self.at = area, on, at
        self.today = timezone.localdate(at)
        self.view = view if view in VIEWS else TILES
        self.figures, self.gaps = self._told()
        self.every_days = words.base_days(on=on)

    def _told(self) -> tuple[AreaCoverage, Gaps]:
        area, on, at = self.area, self.on, self.at
        if self.is_today:
            return coverage(area=area, on=on, at=at), gaps(area=area, on=on)
        told = standings(area=area, on=on, at=at)  # the log is gone through once
        figures = coverage_from_log(area=area, on=on, at=at, told=told)
        return figures, gaps(area=area, on=on, told=told)

    @property
    def is_today(self) -> bool:
        """Whether the figures are live."""
        return self.on == self.today

    @property
    def phones(self) -> Unsent:
        """The phones that may still hold visits of the area (DOMAIN 4.18)."""
        return self.figures.phones

    @property
    def is_empty(self) -> bool:
        """Whether nothing stood here on that day, in scope or out."""
        return all(figures.is_absent for figures in self.figures.fronts.values())

    @property
    def own_url(self) -> str:
        """The board of this area, today."""
        return reverse("dashboards:coverage", args=[self.area.code])

    @property
    def today_url(self) -> str:
        """The same view of today."""
        return self._url(self.area, view=self.view, on=None)

    def crumbs(self, above: Sequence[Area]) -> list[Crumb]:
        """The boards above this one, and this one."""
        ways = [Crumb(a.spoken, self._url(a, view=self.view, on=self.on)) for a in above]
        return [*ways, Crumb(self.area.spoken)]

    @property
    def shows_tiles(self) -> bool:
        """Whether the panels carry a square an area."""
        return self.view == TILES and bool(self.children)

    @property
    def export_url(self) -> str:
        """The table of the areas as a workbook, of the same day."""
        url = reverse("dashboards:coverage_export", args=[self.area.code])
        return url if self.is_today else f"{url}?on={self.on.isoformat()}"

    @property
    def views(self) -> list[View]:
        """The switch between tiles and table."""
        return [
            View(label, self._url(self.area, view=view, on=self.on), view == self.view)
            for view, label in VIEWS.items()
        ]

    @property
    def areas_title(self) -> str:
        """The heading over the areas of the next level down."""
        return words.areas_below(self.area.level)

    @cached_property
    def cards(self) -> list[Card]:
        """The three fronts, side by side, in their order."""
        return [self._card(front, self.figures.fronts[front]) for front in Front.values]

    @property
    def children(self) -> Sequence[AreaRow]:
        """The figures of the next level down; below a grid there is none, only itself again."""
        return [] if self.area.level == Area.Level.GRID else self.figures.children

    @cached_property
    def rows(self) -> list[Row]:
        """The areas of the next level down, in the order of their codes."""
        return [self._row(row) for row in self.children]

    @cached_property
    def attention(self) -> list[Line]:
        """The lists worth opening, each on its own: a place may stand in two."""
        lists = (
            ("half", _("Not reached"), "", Kind.UNCOVERED),
            ("late", _("Due now"), "red", Kind.OVERDUE),
            ("dia", _("Three times nobody home"), "red", Kind.THREE),
            ("late", _("Nobody responsible"), "red", Kind.UNASSIGNED),
            ("out", _("Not counted"), "", Kind.EXCLUDED),
        )
        return [
            Line(glyph, label, colour, [self._number(kind, front) for front in Front.values])
            for glyph, label, colour, kind in lists
        ]

    @cached_property
    def never(self) -> list[Line]:
        """Never met, by what stands in the way; the lines make up the total."""
        parts: Sequence[tuple[str, str, str, dict[str, str]]] = (
            ("late", _("Nobody responsible"), "red", {"who": NOBODY}),
            ("dia", _("Three times nobody home"), "red", {"who": SOMEBODY, "tries": THREE}),
            ("never", _("Assigned, not met yet"), "", {"who": SOMEBODY, "tries": FEWER}),
        )
        return [
            Line(
                glyph,
                label,
                colour,
                [
                    Number(
                        self._never_count(front, **only),
                        self._listing(Kind.NEVER, front=front, **only),
                    )
                    for front in Front.values
                ],
            )
            for glyph, label, colour, only in parts
        ]

    @cached_property
    def never_total(self) -> list[Number]:
        """Never met in all, by front."""
        return [self._number(Kind.NEVER, front) for front in Front.values]

    def _card(self, front: str, figures: FrontCoverage) -> Card:
        listing = self._listing(Kind.EXCLUDED, front=front)
        return Card(
            front=front,
            title=words.TITLES[front],
            short=Front(front).label,
            icon=words.ICONS[Front(front)],
            how_often=words.how_often(front, self.every_days),
            cell=self._cell(self.area.code, front, figures),
            excluded=Number(figures.excluded, listing),
            reasons=[
                Labelled(
                    words.counted_reason(reason, count), Number(count, listing.but(reason=reason))
                )
                for reason, count in sorted(figures.excluded_by_reason.items())
            ],
            periods=[
                Labelled(
                    words.this_period(period),
                    Number(
                        period.already,
                        self._listing(Kind.PERIOD, front=front, standard=period.standard_id),
                    ),
                    words.counted(front, period.of),
                )
                for _id, period in sorted(figures.periods.items())
            ],
            elsewhere=Number(figures.away, self._listing(Kind.ELSEWHERE, front=front)),
            elsewhere_covered=Number(
                figures.away_covered, self._listing(Kind.ELSEWHERE_COVERED, front=front)
            ),
            tiles=self._tiles(front) if self.shows_tiles and figures.in_scope else [],
        )

    def _cell(self, code: str, front: str, figures: FrontCoverage, direct: bool = False) -> Cell:
        def number(kind: str, count: int) -> Number:
            return Number(count, self._listing(kind, area=code, front=front, direct=direct))

        return Cell(
            number(Kind.COVERED, figures.covered),
            number(Kind.SCOPE, figures.in_scope),
            number(Kind.UNCOVERED, figures.uncovered),
        )

    def _row(self, row: AreaRow) -> Row:
        code = row.area.code if row.area else self.area.code
        direct = row.area is None
        village = row.fronts[Front.VILLAGE]
        away: dict[str, Any] = {"area": code, "front": Front.VILLAGE, "direct": direct}
        return Row(
            name=self.row_name(row),
            url=self._url(row.area, view=self.view, on=self.on) if row.area else "",
            cells=[self._cell(code, front, row.fronts[front], direct) for front in Front.values],
            elsewhere=Number(village.away, self._listing(Kind.ELSEWHERE, **away)),
            elsewhere_covered=Number(
                village.away_covered, self._listing(Kind.ELSEWHERE_COVERED, **away)
            ),
            gaps=[
                Number(
                    self.gaps.of(front, row.path, exactly=direct),
                    self._listing(Kind.UNASSIGNED, area=code, front=front, direct=direct),
                )
                if row.fronts[front].in_scope
                else None
                for front in Front.values
            ],
        )

    def row_name(self, row: AreaRow) -> str:
        """How the table calls an area, or what stands in none of them."""
        if row.area is None:
            return words.without_area(self.area.level)
        return row.area.spoken.removeprefix(self.area.spoken) or row.area.spoken

    def _tiles(self, front: str) -> list[Tile]:
        tiles = []
        for row in self.children:
            url = self._url(row.area, view=self.view, on=self.on) if row.area else ""
            direct = self._listing(Kind.SCOPE, front=front, direct=True)
            tiles.append(
                Tile(
                    self.row_name(row),
                    url or direct.url,
                    row.fronts[front].percent,
                    self.gaps.of(front, row.path, exactly=row.area is None),
                )
            )
        return tiles

    def _number(self, kind: str, front: str) -> Number:
        figures = self.figures.fronts[front]
        count = {
            Kind.UNCOVERED: figures.uncovered,
            Kind.OVERDUE: figures.overdue,
            Kind.THREE: figures.three_times_nobody,
            Kind.UNASSIGNED: self.gaps.of(front),
            Kind.EXCLUDED: figures.excluded,
            Kind.NEVER: figures.never_seen,
        }[Kind(kind)]
        return Number(count, self._listing(kind, front=front))

    def _never_count(self, front: str, who: str, tries: str = "") -> int:
        nobody = self.gaps.never[front]
        three = self.gaps.never_three[front] - self.gaps.never_three_unassigned[front]
        if who == NOBODY:
            return nobody
        if tries == THREE:
            return three
        return self.figures.fronts[front].never_seen - nobody - three

    def _listing(self, kind: str, **narrowed: Any) -> Listing:
        on = None if self.is_today else self.on
        return Listing(**{"area": self.area.code, "on": on, "kind": kind, **narrowed})

    def _url(self, area: Area, *, view: str, on: date | None) -> str:
        told = {}
        if view != TILES:
            told["view"] = view
        if on is not None and on != self.today:
            told["on"] = on.isoformat()
        url = reverse("dashboards:coverage", args=[area.code])
        return f"{url}?{urlencode(told)}" if told else url
