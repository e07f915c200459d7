"""What the village desk has before it: new today, in hand, sent up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from cadres.access import Grant
from cadres.models import Post
from issues import queries
from issues.models import Issue, IssueEvent, IssueQuerySet
from issues.rows import Row, rows_of, told
from issues.turns import turns_of

NEW, HAND, UP = "new", "hand", "up"
TABS: dict[str, str | Promise] = {
    NEW: pgettext_lazy("tab of the village desk", "New"),
    HAND: pgettext_lazy("tab of the village desk", "In hand"),
    UP: pgettext_lazy("tab of the village desk", "Sent up"),
}
CARDS = 20
ASKED = 20  # said to be done: the newest only
_Status, _Kind = Issue.Status, IssueEvent.Kind
_AFTER = (_Status.CLAIMED_RESOLVED, _Status.VERIFYING)


@dataclass
class Tab:
    """One of the three, with how many there are."""

    key: str
    label: str | Promise
    count: int
    is_current: bool


@dataclass
class Card:
    """One issue of the desk, what may be done with it, and why it came back."""

    row: Row
    turns: dict[str, int]
    returned: str = ""  # dispatch's word
    form: Any = None

    @property
    def issue(self) -> Issue:
        """The issue."""
        return self.row.issue


class VillageDesk:
    """One person's village desks on a day: never more queries than tabs, cards and posts ask."""

    def __init__(self, grants: Sequence[Grant], *, tab: str, page: str, at: datetime) -> None:
        self.grants, self.at = list(grants), at
        self.tab = tab if tab in TABS else NEW
        self._page = page
        self._paths = sorted({grant.post_path for grant in self.grants})

    @cached_property
    def title(self) -> str:
        """The villages, as one says them."""
        spoken = queries.spoken_areas(self._paths)
        return pgettext("between items", ", ").join(spoken[path] for path in self._paths)

    @cached_property
    def tabs(self) -> list[Tab]:
        """The three with their counts."""
        return [
            Tab(key, label, self._rows(key).count(), key == self.tab) for key, label in TABS.items()
        ]

    @cached_property
    def page(self) -> Page[Issue]:
        """The issues of this tab, nearest limit first."""
        ordered = told(self._rows(self.tab)).order_by("due_at", "pk")
        return Paginator(ordered, CARDS).get_page(self._page)

    @cached_property
    def cards(self) -> list[Card]:
        """The cards of this page."""
        return self.cards_of(list(self.page.object_list))

    def cards_of(self, issues: list[Issue]) -> list[Card]:
        """Cards of these issues."""
        back = self._given_back(issues)
        return [
            Card(row, turns_of(row.issue, self.grants), back.get(str(row.issue.pk), ""))
            for row in rows_of(issues, at=self.at)
        ]

    @cached_property
    def to_ask(self) -> list[Issue]:
        """What the village says is done; the people are to be asked."""
        if self.tab != HAND:
            return []
        said = self._inside().filter(status__in=_AFTER, sent_up_at__isnull=True)
        return list(said.order_by("-resolved_at")[:ASKED])

    def posts(self, *, on: date) -> list[Post]:
        """Who can be asked to do it, each with `holder_name`."""
        return [post for path in self._paths for post in queries.village_posts(path, on=on)]

    def find(self, pk: Any) -> Issue | None:
        """An issue of these villages, whatever its state."""
        found: Issue | None = told(self._inside()).filter(pk=pk).first()
        return found

    def post_id_of(self, issue: Issue) -> int:
        """The desk that answers for the issue, of a person's several."""
        here = (g for g in self.grants if issue.area_path.startswith(g.post_path))
        return max(here, key=lambda grant: len(grant.post_path)).post_id

    def _inside(self) -> IssueQuerySet:
        inside = Q(pk__in=())
        for path in self._paths:
            inside |= Q(area_path__startswith=path)
        return Issue.objects.filter(inside)

    def _rows(self, tab: str) -> IssueQuerySet:
        if tab == NEW:
            return self._inside().new_at_desk()
        if tab == HAND:
            return self._inside().in_hand().filter(sent_up_at__isnull=True)
        return (
            self._inside()
            .filter(sent_up_at__isnull=False)
            .exclude(status__in=[_Status.CLOSED, *_AFTER])
        )

    def _given_back(self, issues: Sequence[Issue]) -> dict[str, str]:
        if self.tab != NEW:
            return {}
        steps = IssueEvent.objects.filter(issue__in=issues, kind=_Kind.GIVEN_BACK)
        return {str(step.issue_id): step.note for step in steps.order_by("at")}


WORDS_FOR_NOTHING: dict[str, tuple[str | Promise, str | Promise]] = {
    NEW: (
        gettext_lazy("Nothing new has been raised"),
        gettext_lazy("What people raise at their doors lands here first."),
    ),
    HAND: (
        gettext_lazy("The village has nothing in hand"),
        gettext_lazy("What the village says it does itself stands here until it is done."),
    ),
    UP: (
        gettext_lazy("Nothing is with the town"),
        gettext_lazy("What the village sends up stays in sight here until it is done."),
    ),
}
