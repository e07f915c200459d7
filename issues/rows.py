"""Issues as rows of a list: where, how far, how much time, with whom."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import pgettext

from issues import words
from issues.clocks import SmallClock, small_clock
from issues.models import Issue, IssueQuerySet
from issues.whereabouts import Whereabouts, whereabouts


@dataclass(frozen=True)
class Row:
    """One issue of a list."""

    issue: Issue
    where: Whereabouts
    state: words.State
    left: str
    left_colour: str
    clock: SmallClock | None  # none of what is over
    helping: str  # the names of the units, one after the other


def told(rows: IssueQuerySet) -> IssueQuerySet:
    """The same issues with what a row says of them."""
    with_names = rows.select_related("category", "lead_unit", "place", "assignee__unit")
    return with_names.prefetch_related("helping_units")


def rows_of(issues: Iterable[Issue], *, at: datetime) -> list[Row]:
    """Rows of issues that were read by `told`; one query more."""
    issues = list(issues)
    places = whereabouts(issues)
    return [row_of(issue, places[str(issue.pk)], at=at) for issue in issues]


def row_of(issue: Issue, where: Whereabouts, *, at: datetime) -> Row:
    """One row."""
    return Row(
        issue=issue,
        where=where,
        state=words.state_of(issue, at=at),
        left=words.time_left(issue, at=at),
        left_colour=words.time_colour(issue, at=at),
        clock=None if issue.closed_at else small_clock_of(issue, at=at),
        helping=units_in_words(issue),
    )


def units_in_words(issue: Issue) -> str:
    """The units that help, by name."""
    return pgettext("between things", ", ").join(str(unit) for unit in issue.helping_units.all())


def small_clock_of(issue: Issue, *, at: datetime) -> SmallClock:
    """The 120 px clock of an issue."""
    return small_clock(
        issue.raised_at,
        issue.near_due_at,
        issue.due_at,
        at=at,
        hatched=words.is_resting(issue),
    )
