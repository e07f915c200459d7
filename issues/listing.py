"""All issues of an overseer's area: five lists with their figures, filters, pages, a workbook."""

from collections.abc import Iterator
from datetime import datetime
from functools import cached_property

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cadres.access import Grant, grants_for
from cadres.models import Area, Cadre, Unit
from cadres.queries import Crumb
from cadres.sheets import Cell
from cadres.spans import lineage
from issues.models import Issue, IssueCategory, IssueQuerySet
from issues.narrowing import Choice, Filter, Narrowing, Tab
from issues.rows import Row, rows_of, told

PER_PAGE = 50
_IN_ONE_GO = 500  # of the workbook's rows
OPEN, OVER, NEAR, CLAIMED, CLOSED = "open", "over", "near", "claimed", "closed"
TABS = {
    OPEN: gettext_lazy("Not settled"),
    OVER: gettext_lazy("Past the limit"),
    NEAR: gettext_lazy("Limit is near"),
    CLAIMED: gettext_lazy("Said to be done"),
    CLOSED: gettext_lazy("Over"),
}


class IssueListing:
    """One list of an overseer's issues, ready to be shown or written to a workbook."""

    def __init__(self, asked: Narrowing, *, cadre: Cadre, at: datetime, number: str = "1") -> None:
        self.asked, self.at = asked, at
        self.grants = grants_for(cadre, "oversee_issues", on=timezone.localdate(at))
        self._narrowed = asked.apply(Issue.objects.within(self.grants))
        self.found = _ordered(self._narrowed.filter(_is(asked.tab, at)), asked.tab)
        self._number = number

    @cached_property
    def page(self) -> Page[Issue]:
        """One page of them."""
        return Paginator(told(self.found), PER_PAGE).get_page(self._number)

    @cached_property
    def rows(self) -> list[Row]:
        """The issues of this page."""
        return rows_of(self.page.object_list, at=self.at)

    @property
    def count_words(self) -> str:
        """How many the filters leave, and which of them this page shows."""
        count = self.page.paginator.count
        told = ngettext("%(n)s issue", "%(n)s issues", count) % {"n": f"{count:,}"}
        if not self.page.has_other_pages():
            return told
        shown = {"first": self.page.start_index(), "last": self.page.end_index()}
        return f"{told} · {_('rows %(first)d–%(last)d') % shown}"

    @property
    def export_words(self) -> str:
        """The button says how many rows leave."""
        count = self.page.paginator.count
        return ngettext("Export %(n)s row", "Export %(n)s rows", count) % {"n": f"{count:,}"}

    @cached_property
    def tabs(self) -> list[Tab]:
        """The five lists under the same filters, each with how many: one query."""
        counts = self._narrowed.aggregate(
            **{f"in_{tab}": Count("pk", filter=_is(tab, self.at)) for tab in TABS}
        )
        return [
            Tab(label, self.asked.but(tab=tab).url, counts[f"in_{tab}"], tab == self.asked.tab)
            for tab, label in TABS.items()
        ]

    @property
    def title(self) -> str:
        """What they have in common."""
        return str(TABS[self.asked.tab])

    @cached_property
    def filters(self) -> list[Filter]:
        """What narrows the list, as links."""
        kinds = ((kind.code, kind.name) for kind in IssueCategory.objects.all())
        areas = self._areas()
        return [
            *([areas] if areas.is_set or areas.choices else []),
            self.asked.choose("category", _("What kind"), kinds),
            self.asked.choose("urgency", _("How urgent"), Issue.Urgency.choices),
            self.asked.choose("unit", _("Who leads"), self._units()),
        ]

    @cached_property
    def area(self) -> Area | None:
        """The area the list is narrowed to, where it lies in what the reader oversees."""
        area = Area.objects.filter(code=self.asked.area).first() if self.asked.area else None
        return area if area and area.path.startswith(tuple(_paths(self.grants))) else None

    @cached_property
    def crumbs(self) -> list[Crumb]:
        """The same list of the areas above, and this one."""
        tops = _paths(self.grants)
        if not self.area:
            return [Crumb(" ".join(top.spoken for top in self._tops))]
        above = Area.objects.filter(path__in=lineage(self.area.path)[1:]).order_by("path")
        seen = [area for area in above if area.path.startswith(tuple(tops))]
        ways = [Crumb(area.spoken, self.asked.but(area=area.code).url) for area in seen]
        return [*ways, Crumb(self.area.spoken)]

    def cells(self) -> Iterator[list[Cell]]:
        """All rows of the list for a workbook; no household is named in it."""
        rows, start = told(self.found), 0
        while part := list(rows[start : start + _IN_ONE_GO]):
            for row in rows_of(part, at=self.at):
                yield _cells(row)
            start += _IN_ONE_GO

    @staticmethod
    def head() -> list[str]:
        """The columns of the workbook."""
        return [
            _("Number"), _("Issue"), _("What people said"), _("What kind"), _("How urgent"),
            _("Village"), _("Group or grid"), _("Raised"), _("Limit"), _("How far it is"),
            _("Time left"), _("Who leads"), _("Who helps"), _("What was done"), _("Outcome"),
            _("Said to be done on"),
        ]  # fmt: skip

    @cached_property
    def _tops(self) -> list[Area]:
        return list(Area.objects.filter(path__in=_paths(self.grants)).order_by("path"))

    def _areas(self) -> Filter:
        within = [self.area] if self.area else self._tops
        below = Area.objects.filter(parent__in=within).exclude(level=Area.Level.GRID)
        choices = [
            Choice(area.spoken, self.asked.but(area=area.code).url)
            for area in below.order_by("code")
        ]
        if self.area and not choices:
            return Filter(self.area.spoken, is_set=True, url=self.asked.but(area="").url)
        return Filter(_("Which area"), choices=choices)

    def _units(self) -> list[tuple[int, str]]:
        leading = Issue.objects.within(self.grants).order_by()
        units = Unit.objects.filter(pk__in=leading.values("lead_unit")).order_by("area__path", "pk")
        return [(unit.pk, str(unit)) for unit in units]


def _is(tab: str, at: datetime) -> Q:
    """What stands in a list; the same for the figure on its tab and for its rows."""
    is_open = ~Q(status=Issue.Status.CLOSED)
    return {
        OPEN: is_open,
        OVER: is_open & Q(due_at__lte=at),
        NEAR: is_open & Q(near_due_at__lte=at, due_at__gt=at),
        CLAIMED: Q(status__in=(Issue.Status.CLAIMED_RESOLVED, Issue.Status.VERIFYING)),
        CLOSED: ~is_open,
    }[tab]


def _ordered(rows: IssueQuerySet, tab: str) -> IssueQuerySet:
    if tab == CLOSED:
        return rows.order_by("-closed_at", "pk")
    return rows.order_by("-urgency", "due_at", "pk")


def _paths(grants: list[Grant]) -> list[str]:
    """What the posts oversee; town dispatch oversees the area of its post."""
    return sorted({path for grant in grants for path in (*grant.paths, grant.post_path)})


def _cells(row: Row) -> list[Cell]:
    issue = row.issue
    return [
        issue.number,
        issue.title,
        issue.text,
        issue.category.name,
        str(issue.get_urgency_display()),
        row.where.village,
        row.where.part,
        issue.raised_at,
        issue.due_at,
        str(row.state.word),
        row.left,
        str(issue.lead_unit),
        row.helping,
        issue.done,
        str(issue.get_result_display()),
        issue.resolved_at,
    ]
