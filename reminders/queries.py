from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef
from django.utils import timezone

from cadres.access import grants_of
from cadres.models import Cadre
from households.models import Place
from issues.models import Issue
from reminders.models import Digest, Reason, Reminder, ReminderQuerySet

PAGE = 200  # rows of one reason on the inbox; the heading says how many there are in all


@dataclass(frozen=True)
class Section:
    """One reason of the inbox with its reminders, how many in all and how far off."""

    reason: Reason
    rows: Sequence[Reminder]
    total: int
    days: int  # the longest overdue, or the nearest due day
    is_unread: bool

    @property
    def is_of_places(self) -> bool:
        """Whether the rows hang on places rather than issues."""
        return self.reason in {Reason.PLACE_OVERDUE, Reason.PLACE_DUE_SOON}


def inbox(recipient: Cadre, *, at: datetime) -> list[Section]:
    """What one person is to do, by reason; places in walking order, issues by their limit.

    Still true, and still inside the recipient's grants of today. Whoever opens the inbox sees
    what is waiting for the next digest as well: the quiet hours hold back the badge and whatever
    knocks, not what somebody comes to look for.
    """
    today = timezone.localdate(at)
    reminders = _open(recipient, today)
    sections = []
    for reason in Reason:
        rows = reminders.filter(reason=reason)
        shown = list(
            rows.select_related("place", "issue", "digest").order_by(
                "place__area_path", "place__walk_key", "issue__due_at", "pk"
            )[: PAGE + 1]
        )
        if shown:
            total = len(shown) if len(shown) <= PAGE else rows.count()
            first = min(row.period for row in shown)
            unread = any(row.digest is None or row.digest.read_at is None for row in shown)
            sections.append(Section(reason, shown[:PAGE], total, abs((first - today).days), unread))
    return sections


def _open(recipient: Cadre, on: date) -> ReminderQuerySet:
    places = Place.objects.within(grants_of(recipient, on=on))
    raised = (
        Reminder.objects.of(recipient)
        .still_true(on=on)
        .annotate(opens_place=Exists(places.filter(pk=OuterRef("issue__place"))))
    )
    issues = Issue.objects.visible_to(recipient, on)
    return raised.filter(place__in=places) | raised.filter(issue__in=issues)


def unread_count(recipient: Cadre) -> int:
    """How many reminders of digests that were not opened yet, for the badge. One query."""
    return (
        Reminder.objects.of(recipient)
        .filter(digest__read_at__isnull=True, digest__isnull=False)
        .still_true(on=timezone.localdate())
        .count()
    )


def last_digest(recipient: Cadre) -> Digest | None:
    """The newest digest, for the line that says when it came."""
    return Digest.objects.filter(recipient=recipient).order_by("-day").first()
