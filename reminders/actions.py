"""Facts become reminders, reminders become one digest a person and day."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from cadres.models import Cadre
from cadres.responsibility import holders, responsible_posts
from households.models import Place, PlaceAssignment
from issues.models import Issue
from reminders.models import Digest

DUE_SOON_DAYS = 7
FRESH_DAYS = 3  # work younger than this mutes the next reminder (DOMAIN 7)


@transaction.atomic
def raise_due(*, at: datetime) -> int:
    """Write a reminder for every fact that asks for one; return how many are new.

    Set-wise, and idempotent by the outbox's natural keys: a second run, or two at once, writes
    nothing twice. Reasons of DOMAIN 7: place due soon or overdue, issue near or past its limit.
    """
    today = timezone.localdate(at)
    return _remind_of_places(today, at) + _remind_of_issues(at)


def _remind_of_places(today: date, at: datetime) -> int:
    due = Place.objects.active().filter(
        is_excluded=False, next_due_on__lte=today + timedelta(days=DUE_SOON_DAYS)
    )
    by_area = _recipients_by_area(due, today)
    by_place = _recipients_of_single_places(today)
    with connection.cursor() as cursor:
        cursor.execute(
            _PLACES,
            {
                "areas": list(by_area),
                "area_cadres": list(by_area.values()),
                "places": list(by_place),
                "place_cadres": list(by_place.values()),
                "today": today,
                "until": today + timedelta(days=DUE_SOON_DAYS),
                "fresh": today - timedelta(days=FRESH_DAYS),
                "at": at,
            },
        )
        return cursor.rowcount


def _recipients_by_area(due: QuerySet[Place], today: date) -> dict[int, int]:
    """Who answers on the day for each area in which something is due."""
    areas = dict(due.order_by().values_list("area_id", "area_path").distinct())
    posts = responsible_posts(areas.values(), on=today)
    people = holders(posts.values(), on=today)
    return {
        area_id: people[posts[path]]
        for area_id, path in areas.items()
        if path in posts and posts[path] in people
    }


def _recipients_of_single_places(today: date) -> dict[int, int | None]:
    """Who answers for single places; they beat areas, also when the post is vacant."""
    posts = dict(
        PlaceAssignment.objects.on(today)
        .filter(duty="responsible")
        .values_list("place_id", "post_id")
    )
    people = holders(posts.values(), on=today)
    return {place_id: people.get(post_id) for place_id, post_id in posts.items()}


# A place named singly takes its own recipient, any other that of its area. Places visited in the
# last days stay quiet.
_PLACES = """
INSERT INTO reminders_reminder (recipient_id, reason, place_id, period, created_at)
SELECT coalesce(single.cadre, area.cadre),
       CASE WHEN place.next_due_on < %(today)s THEN 'place_overdue' ELSE 'place_due_soon' END,
       place.id, place.next_due_on, %(at)s
FROM households_place AS place
LEFT JOIN unnest(%(places)s::bigint[], %(place_cadres)s::bigint[]) AS single(place, cadre)
  ON single.place = place.id
LEFT JOIN unnest(%(areas)s::bigint[], %(area_cadres)s::bigint[]) AS area(area, cadre)
  ON area.area = place.area_id AND single.place IS NULL
WHERE place.is_active AND NOT place.is_excluded AND place.next_due_on <= %(until)s
  AND coalesce(single.cadre, area.cadre) IS NOT NULL
  AND NOT EXISTS (
    SELECT FROM visits_visit AS visit
    WHERE visit.place_id = place.id AND visit.visited_on >= %(fresh)s
      AND visit.withdrawn_at IS NULL)
  AND NOT EXISTS (  -- the usual turn writes nothing: no row to be refused by the unique key
    SELECT FROM reminders_reminder AS told
    WHERE told.recipient_id = coalesce(single.cadre, area.cadre) AND told.place_id = place.id
      AND told.period = place.next_due_on
      AND told.reason =
        CASE WHEN place.next_due_on < %(today)s THEN 'place_overdue' ELSE 'place_due_soon' END)
ON CONFLICT DO NOTHING
"""


def _remind_of_issues(at: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            _ISSUES,
            {
                "at": at,
                "today": timezone.localdate(at),
                "fresh": at - timedelta(days=FRESH_DAYS),
                "resting": list(Issue.RESTING),
            },
        )
        return cursor.rowcount


# Whoever raised it and whoever handles issues in the lead unit. An issue that somebody worked on
# in the last days stays quiet until its limit.
_ISSUES = """
INSERT INTO reminders_reminder (recipient_id, reason, issue_id, period, created_at)
SELECT DISTINCT person.id,
       CASE WHEN issue.due_at <= %(at)s THEN 'issue_overdue' ELSE 'issue_near_due' END,
       issue.id, (issue.due_at AT TIME ZONE 'Asia/Shanghai')::date, %(at)s::timestamptz
FROM issues_issue AS issue
JOIN cadres_tenure AS tenure
  ON tenure.from_on <= %(today)s AND (tenure.to_on IS NULL OR tenure.to_on > %(today)s)
JOIN cadres_post AS post ON post.id = tenure.post_id
JOIN cadres_cadre AS person ON person.id = tenure.cadre_id AND person.is_active
WHERE issue.status <> ALL(%(resting)s)
  AND issue.near_due_at <= %(at)s
  AND (person.id = issue.raised_by_id
       OR post.unit_id = issue.lead_unit_id AND post.role IN ('handler', 'desk', 'dispatch'))
  AND (issue.due_at <= %(at)s OR NOT EXISTS (
    SELECT FROM issues_issueevent AS event
    WHERE event.issue_id = issue.id AND event.kind <> 'raised' AND event.at >= %(fresh)s))
ON CONFLICT DO NOTHING
"""


def is_quiet(*, at: datetime) -> bool:
    """Whether nothing may be sent now (DOMAIN 7: never between 21:00 and 07:30)."""
    begins, ends = settings.REMINDER_HOURS
    return not begins <= timezone.localtime(at).time() < ends


@transaction.atomic
def send_digests(*, at: datetime) -> int:
    """Gather what waits into one digest a person and day; return how many went out.

    Who had today's digest already gets the rest tomorrow. In quiet hours nothing goes out.
    Two workers at once, or a second run, send nothing twice: the digest's unique key decides.
    """
    if is_quiet(at=at):
        return 0
    with connection.cursor() as cursor:
        cursor.execute(_DIGESTS, {"day": timezone.localdate(at), "at": at})
        return cursor.fetchone()[0]


_DIGESTS = """
WITH fresh AS (
  INSERT INTO reminders_digest (recipient_id, day, sent_at)
  SELECT DISTINCT recipient_id, %(day)s::date, %(at)s::timestamptz
  FROM reminders_reminder WHERE digest_id IS NULL
  ON CONFLICT DO NOTHING
  RETURNING id, recipient_id
), gathered AS (
  UPDATE reminders_reminder AS reminder SET digest_id = fresh.id
  FROM fresh
  WHERE reminder.recipient_id = fresh.recipient_id AND reminder.digest_id IS NULL
)
SELECT count(*) FROM fresh
"""


def mark_read(*, recipient: Cadre, at: datetime) -> None:
    """The person has opened the inbox: the badge goes."""
    Digest.objects.filter(recipient=recipient, read_at__isnull=True).update(read_at=at)
