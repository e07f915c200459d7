"""What a person reads in the inbox and in the message: still true, and still theirs to see."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db.models import Count, Exists, F, OuterRef, Q, Window
from django.db.models.functions import Coalesce, RowNumber
from django.utils import timezone

from cadres.access import Grant, grants_of
from cadres.models import Cadre
from households.models import Place
from issues.models import Issue
from reminders.models import Digest, Group, Preference, Reason, Reminder, ReminderQuerySet
from reminders.wording import ONE_BY_ONE, heading

PAGE = 200  # rows of one reason on a page; the heading says how many there are in all


@dataclass(frozen=True)
class Section:
    """One reason with its reminders, how many in all and how far off."""

    reason: Reason
    rows: Sequence[Reminder]
    total: int
    days: int  # the longest overdue, or the nearest due day
    is_unread: bool

    @property
    def heading(self) -> str:
        """How many of what."""
        return heading(self.reason, self.total)

    @property
    def is_one_by_one(self) -> bool:
        """Whether each row is said by itself."""
        return self.reason in ONE_BY_ONE

    @property
    def left_out(self) -> int:
        """How many are more than are shown."""
        return self.total - len(self.rows)


def inbox(recipient: Cadre, *, at: datetime) -> list[Section]:
    """What one person is to do, by reason; places in walking order, issues by their limit.

    Still true, and still inside the recipient's grants of today. Whoever opens the inbox sees
    what is waiting for the next digest as well: the quiet hours hold back the badge and whatever
    knocks, not what somebody comes to look for.
    """
    return _sections(open_for(recipient, at=at), timezone.localdate(at))


def message(digest: Digest, *, at: datetime) -> list[Section]:
    """What of one digest is still to be said when it goes out."""
    rows = open_for(digest.recipient, at=at).filter(digest=digest)
    return _sections(rows, timezone.localdate(at))


def open_for(recipient: Cadre, *, at: datetime) -> ReminderQuerySet:
    """Reminders of one person that still hold, are not put off and lie inside today's posts."""
    on = timezone.localdate(at)
    grants = grants_of(recipient, on=on)
    places = Place.objects.within(grants)
    raised = (
        Reminder.objects.of(recipient)
        .still_true(at=at)
        .awake(on=on)
        .annotate(opens_place=Exists(places.filter(pk=OuterRef("issue__place"))))
    )
    if not grants:
        return raised.none()
    inside = (
        _inside(grants, "place")
        | _inside(grants, "promise__place")
        | _inside(grants, "exclusion__place")
        | Q(visit__isnull=False)
    )
    for grant in grants:
        for path in grant.paths:
            inside |= Q(found__area_path__startswith=path)
    issues = Issue.objects.visible_to(recipient, on)
    return raised.filter(inside | Q(issue__in=issues.values("pk")))


def _inside(grants: Iterable[Grant], place: str) -> Q:
    inside = Q(pk__in=())
    for grant in grants:
        for path in grant.paths:
            inside |= Q(**{f"{place}__area_path__startswith": path})
        if grant.place_ids:
            inside |= Q(**{f"{place}__in": grant.place_ids})
    return inside


def _sections(reminders: ReminderQuerySet, today: date) -> list[Section]:
    """One query, however many reasons there are."""
    order = (F("issue__due_at"), F("promise__due_on"), _first("area_path"), _first("walk_key"))
    spot = Window(RowNumber(), partition_by="reason", order_by=[*order, F("pk")])
    rows = (
        reminders.annotate(total=Window(Count("pk"), partition_by="reason"), spot=spot)
        .filter(spot__lte=PAGE)
        .select_related("digest", "place", "promise__place", "issue__lead_unit")
        .order_by("spot")
    )
    found: dict[str, list[Reminder]] = {}
    for row in rows:
        found.setdefault(row.reason, []).append(row)
    return [_section(reason, found[reason], today) for reason in Reason if reason in found]


def _first(field: str) -> Coalesce:
    """Where the door stands that a reminder is about, whatever else it is about."""
    places = ("place", "promise__place", "exclusion__place", "visit__place", "found__at_place")
    return Coalesce(*(F(f"{place}__{field}") for place in places))


def _section(reason: Reason, rows: list[Reminder], today: date) -> Section:
    first = min(row.period for row in rows)
    unread = any(row.digest is None or row.digest.read_at is None for row in rows)
    total: int = rows[0].total  # type: ignore[attr-defined]  # annotated
    return Section(reason, rows, total, abs((first - today).days), unread)


def unread_count(recipient: Cadre) -> int:
    """How many reminders of digests that were not opened yet, for the badge. One query."""
    now = timezone.now()
    return (
        Reminder.objects.of(recipient)
        .filter(digest__read_at__isnull=True, digest__isnull=False)
        .still_true(at=now)
        .awake(on=timezone.localdate(now))
        .count()
    )


def last_digest(recipient: Cadre) -> Digest | None:
    """The newest digest, for the line that says when it came."""
    return Digest.objects.filter(recipient=recipient).order_by("-sent_at").first()


def preference_of(recipient: Cadre) -> Preference:
    """What the person chose, else what holds for who never chose: the first hour of the house."""
    begins, _ = settings.REMINDER_HOURS
    chosen = Preference.objects.filter(pk=recipient.pk).first()
    return chosen or Preference(recipient=recipient, hour=begins)


def picked(recipient: Cadre, *, reason: str, reminder: int | None, at: datetime) -> list[int]:
    """What a person means to put off: one row, or all of a reason."""
    rows = open_for(recipient, at=at).filter(reason=reason)
    if reminder:
        rows = rows.filter(pk=reminder)
    return list(rows.values_list("pk", flat=True))


def groups_of(sections: Iterable[Section]) -> dict[Group, list[Section]]:
    """The sections under the headings of the inbox, in their order."""
    found: dict[Group, list[Section]] = {group: [] for group in Group}
    for section in sections:
        found[section.reason.group].append(section)
    return {group: told for group, told in found.items() if told}
