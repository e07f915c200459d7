"""The handler's queue: what the own units hold, what they lead and others hold, what is over."""

from collections.abc import Iterable
from datetime import datetime
from functools import cached_property

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cadres.access import Grant, grants_for
from cadres.models import Area, Cadre, Unit
from issues.models import Issue, IssueCategory, IssueQuerySet
from issues.narrowing import Filter, Narrowing, Tab
from issues.rows import Row, rows_of, told
from issues.waiting import HERE

PER_PAGE = 50
OURS, NEW, OTHERS, DONE = "ours", "new", "others", "done"
TABS = {
    OURS: gettext_lazy("Our turn"),
    NEW: gettext_lazy("To take on"),
    OTHERS: gettext_lazy("With others"),
    DONE: gettext_lazy("Over"),
}


class Queue:
    """One tab of the queue, ready to be shown."""

    def __init__(self, asked: Narrowing, *, cadre: Cadre, at: datetime, number: str = "1") -> None:
        self.asked, self.at = asked, at
        self.grants = grants_for(cadre, "handle_issues", on=timezone.localdate(at))
        rows = _ordered(asked.apply(self._of(asked.tab)), asked.tab)
        self.page: Page[Issue] = Paginator(told(rows), PER_PAGE).get_page(number)

    @cached_property
    def units(self) -> list[Unit]:
        """The reader's own units."""
        return list(Unit.objects.filter(pk__in=_unit_ids(self.grants)).select_related("area"))

    @property
    def unit_names(self) -> str:
        """As the head of the page says it."""
        return _(" and ").join(str(unit) for unit in self.units)

    @property
    def where(self) -> str:
        """The area of the units."""
        return " ".join(dict.fromkeys(unit.area.spoken for unit in self.units))

    @cached_property
    def rows(self) -> list[Row]:
        """The issues of this page."""
        return rows_of(self.page.object_list, at=self.at)

    @property
    def count_words(self) -> str:
        """How many there are."""
        count = self.page.paginator.count
        return ngettext("%(n)s issue", "%(n)s issues", count) % {"n": count}

    @cached_property
    def next_new(self) -> Row | None:
        """The one to take on first; it stands on top of the first tab."""
        if self.asked.tab != OURS or self.page.number != 1 or self.asked.is_narrowed:
            return None
        return next((row for row in self.rows if row.issue.status == Issue.Status.ASSIGNED), None)

    @cached_property
    def tabs(self) -> list[Tab]:
        """The lists, each with how many; what is over is not counted."""
        counts = self._all.aggregate(
            **{tab: Count("pk", filter=self._is(tab)) for tab in (OURS, NEW, OTHERS)}
        )
        return [
            Tab(label, self.asked.bare.but(tab=tab).url, counts.get(tab), tab == self.asked.tab)
            for tab, label in TABS.items()
        ]

    @cached_property
    def filters(self) -> list[Filter]:
        """What narrows this tab, as links; only what occurs in it."""
        there = self._of(self.asked.tab)
        kinds = IssueCategory.objects.filter(issues__in=there).distinct()
        return [
            self.asked.choose("area", _("Which village"), _villages(there)),
            self.asked.choose("category", _("What kind"), ((k.code, k.name) for k in kinds)),
            self.asked.choose("urgency", _("How urgent"), Issue.Urgency.choices),
        ]

    @property
    def _all(self) -> IssueQuerySet:
        return Issue.objects.within(self.grants)

    def _of(self, tab: str) -> IssueQuerySet:
        return self._all.filter(self._is(tab))

    def _is(self, tab: str) -> Q:
        ours = Q(lead_unit__in=_unit_ids(self.grants))
        over = Q(status__in=(Issue.Status.CLOSED,))
        if tab == NEW:
            return ours & Q(status=Issue.Status.ASSIGNED)
        if tab == OURS:
            return ours & Q(status__in=HERE)
        return over if tab == DONE else ~over & ~(ours & Q(status__in=HERE))


def _unit_ids(grants: Iterable[Grant]) -> list[int]:
    return sorted({grant.unit_id for grant in grants})


def _ordered(rows: IssueQuerySet, tab: str) -> IssueQuerySet:
    """Urgent ones first, then by limit; what is over by when."""
    return (
        rows.order_by("-closed_at", "pk")
        if tab == DONE
        else rows.order_by("-urgency", "due_at", "pk")
    )


def _villages(rows: IssueQuerySet) -> list[tuple[str, str]]:
    """The villages that issues come from, by code."""
    areas = Area.objects.filter(path__in=rows.values("area_path")).select_related("parent")
    found: dict[str, str] = {}
    for area in areas.order_by("code"):
        village = area.parent if area.level == Area.Level.GRID and area.parent else area
        found[village.code] = village.spoken
    return list(found.items())
