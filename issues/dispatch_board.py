"""What the town has to hand over, in groups, and what follows from handing the ticked ones over."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from cadres.access import Grant
from cadres.models import Unit
from issues import queries
from issues.models import Issue, IssueEvent, IssueQuerySet
from issues.rows import Row, rows_of, told

KIND, VILLAGE, URGENCY = "kind", "village", "urgency"
ORDERS: dict[str, str | Promise] = {
    KIND: pgettext_lazy("order of the dispatch list", "By kind"),
    VILLAGE: pgettext_lazy("order of the dispatch list", "By village"),
    URGENCY: pgettext_lazy("order of the dispatch list", "By urgency"),
}
MOST = 300  # rows of one page; the oldest limits first
_Kind = IssueEvent.Kind
_WORDS = (_Kind.SENT_UP, _Kind.DECLINED)


@dataclass
class Line:
    """One issue to hand over, with the last word on it: the village's, or who said not ours."""

    row: Row
    proposed: Unit | None
    said_by: str = ""
    word: str = ""
    is_declined: bool = False
    is_ticked: bool = False

    @property
    def issue(self) -> Issue:
        """The issue."""
        return self.row.issue


@dataclass
class Group:
    """Lines that belong together, with the lead that is usual for all of them."""

    name: str
    lines: list[Line] = field(default_factory=list)

    @property
    def proposed(self) -> Unit | None:
        """The unit that is proposed for every line."""
        units = {line.proposed for line in self.lines}
        return units.pop() if len(units) == 1 else None


@dataclass(frozen=True)
class Limit:
    """When ticked issues are due; the limits stay when they are handed over."""

    name: str
    due_at: datetime


@dataclass(frozen=True)
class Load:
    """What a unit has not done yet."""

    unit: str
    open: int
    overdue: int

    def __str__(self) -> str:
        if not self.open:
            return _("%(unit)s has nothing in hand") % {"unit": self.unit}
        told = {"unit": self.unit, "open": self.open, "overdue": self.overdue}
        if not self.overdue:
            return _("%(unit)s has %(open)s not done") % told
        return _("%(unit)s has %(open)s not done, %(overdue)s past the limit") % told


class DispatchBoard:
    """One person's dispatch desks: a fixed number of queries for any number of issues."""

    def __init__(
        self, grants: Sequence[Grant], *, by: str, ticked: Iterable[str] = (), at: datetime
    ) -> None:
        self.grants, self.at = list(grants), at
        self.by = by if by in ORDERS else KIND
        self._ticked = set(ticked)
        self._paths = sorted({grant.post_path for grant in self.grants})

    @cached_property
    def lines(self) -> list[Line]:
        """Everything to hand over, nearest limit first."""
        waiting = told(self._inside().to_dispatch()).order_by("due_at", "pk")[:MOST]
        rows = rows_of(waiting, at=self.at)
        last = self._last_words([row.issue for row in rows])
        proposals = queries.Proposals()
        lines = []
        for row in rows:
            issue, step = row.issue, last.get(str(row.issue.pk))
            line = Line(row, proposals.of(issue.category_id, issue.area_path))
            line.is_ticked = str(issue.pk) in self._ticked
            if step is not None:
                line.word, line.said_by = step.note, step.under.name if step.under else ""
                line.is_declined = step.kind == _Kind.DECLINED
                if line.is_declined and step.under:
                    line.said_by = str(step.under.unit)
            lines.append(line)
        return lines

    @cached_property
    def groups(self) -> list[Group]:
        """The lines by kind, village or urgency."""
        groups: dict[tuple[int | str, str], Group] = {}
        for line in self.lines:
            key, name = self._key(line)
            groups.setdefault((key, name), Group(name)).lines.append(line)
        return [groups[key] for key in sorted(groups)]

    @cached_property
    def count(self) -> int:
        """How many wait, also beyond one page."""
        return len(self.lines) if len(self.lines) < MOST else self._inside().to_dispatch().count()

    @cached_property
    def orders(self) -> list[tuple[str, str | Promise, bool]]:
        """The switch: key, label, whether it is on."""
        return [(key, label, key == self.by) for key, label in ORDERS.items()]

    @cached_property
    def title(self) -> str:
        """The areas, as one says them."""
        spoken = queries.spoken_areas(self._paths)
        return pgettext("between items", ", ").join(spoken[path] for path in self._paths)

    @cached_property
    def ticked(self) -> list[Line]:
        """The ticked lines."""
        return [line for line in self.lines if line.is_ticked]

    @cached_property
    def heading(self) -> str:
        """What is ticked, in a sentence."""
        kinds = {str(line.issue.category) for line in self.ticked}
        if not kinds:
            return _("Nothing ticked yet")
        count = len(self.ticked)
        if len(kinds) > 1:
            return _("%(count)s ticked") % {"count": count}
        return _("%(count)s ticked, all %(kind)s") % {"count": count, "kind": kinds.pop()}

    @cached_property
    def proposed(self) -> Unit | None:
        """The lead that is usual for all ticked ones."""
        return Group("", self.ticked).proposed

    @cached_property
    def limits(self) -> list[Limit]:
        """When the ticked ones are due: the same moment is told once."""
        by_moment: dict[datetime, list[Line]] = {}
        for line in self.ticked:
            by_moment.setdefault(line.issue.due_at, []).append(line)
        return [
            Limit(
                lines[0].issue.title
                if len(lines) == 1
                else _("%(count)s issues") % {"count": len(lines)},
                moment,
            )
            for moment, lines in sorted(by_moment.items())
        ]

    @cached_property
    def leads(self) -> list[tuple[Unit, Load]]:
        """Who can lead, each with what it has in hand."""
        on = timezone.localdate(self.at)
        units = queries.handling_units(self._paths, on=on)
        loads = queries.loads(units, at=self.at)
        return [(unit, Load(str(unit), *loads.get(unit.pk, (0, 0)))) for unit in units]

    def under(self, issues: Iterable[Issue]) -> int | None:
        """The post of this person that covers all of them; None when no single one does."""
        paths = [issue.area_path for issue in issues]
        for grant in self.grants:
            if all(path.startswith(grant.post_path) for path in paths):
                return grant.post_id
        return None

    def find(self, keys: Iterable[str]) -> list[Issue]:
        """Issues of these desks by key, whatever their state."""
        return list(self._inside().filter(pk__in=list(keys)))

    def _inside(self) -> IssueQuerySet:
        inside = Q(pk__in=())
        for path in self._paths:
            inside |= Q(area_path__startswith=path)
        return Issue.objects.filter(inside)

    def _last_words(self, issues: Sequence[Issue]) -> dict[str, IssueEvent]:
        steps = IssueEvent.objects.filter(issue__in=issues, kind__in=_WORDS)
        return {
            str(step.issue_id): step for step in steps.select_related("under__unit").order_by("at")
        }

    def _key(self, line: Line) -> tuple[int | str, str]:
        issue = line.issue
        if self.by == VILLAGE:
            return issue.area_path[: len("32.05.81.101.220.")], line.row.where.village
        if self.by == URGENCY:
            return issue.urgency != Issue.Urgency.URGENT, issue.get_urgency_display()
        return issue.category.order, issue.category.name
