"""Doors that fall due or are overdue, and those where nobody was home three times."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from cadres.models import Role
from cadres.responsibility import holders, responsible_posts
from households.models import Place, PlaceAssignment
from reminders.models import Reason
from reminders.models.reminder import THIRD_TIME
from reminders.reasons.nearest import FRESH_DAYS, remind_nearest

DUE_SOON_DAYS = 7


def remind_of_places(*, at: datetime) -> int:
    """Tell whoever answers for a place; the third empty-handed attempt the supervisor as well."""
    today = timezone.localdate(at)
    told: dict[str, Any] = {
        "at": at,
        "today": today,
        "until": today + timedelta(days=DUE_SOON_DAYS),
        "fresh": today - timedelta(days=FRESH_DAYS),
        "third": THIRD_TIME,
    }
    places = Place.objects.active().filter(is_excluded=False).order_by()
    single = _recipients_of_single_places(today)
    written = 0
    for sql, due in (
        (_DUE, places.filter(next_due_on__lte=told["until"])),
        (_EMPTY_HANDED, places.filter(empty_handed__gte=THIRD_TIME)),
    ):
        by_area = _recipients_by_area(due, today)
        recipients: dict[str, Any] = {
            "areas": list(by_area),
            "area_cadres": list(by_area.values()),
            "places": list(single),
            "place_cadres": list(single.values()),
        }
        with connection.cursor() as cursor:
            cursor.execute(sql, {**told, **recipients})
            written += cursor.rowcount
    return written + remind_nearest(
        Reason.EMPTY_HANDED, _CASES, roles=[Role.SUPERVISOR], at=at, third=THIRD_TIME
    )


def _recipients_by_area(due: QuerySet[Place], today: date) -> dict[int, int]:
    """Who answers on the day for each area in which something is due."""
    areas = dict(due.values_list("area_id", "area_path").distinct())
    posts = responsible_posts(areas.values(), on=today) if areas else {}
    people = holders(posts.values(), on=today) if areas else {}
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


# A place named singly takes its own recipient, any other that of its area.
_TO_WHOEVER_ANSWERS = """
INSERT INTO reminders_reminder (recipient_id, reason, place_id, period, created_at)
SELECT told.cadre, told.reason, told.place, told.period, %(at)s
FROM (
  SELECT coalesce(single.cadre, area.cadre) AS cadre, {reason} AS reason, place.id AS place,
         {period} AS period
  FROM households_place AS place
  LEFT JOIN unnest(%(places)s::bigint[], %(place_cadres)s::bigint[]) AS single(place, cadre)
    ON single.place = place.id
  LEFT JOIN unnest(%(areas)s::bigint[], %(area_cadres)s::bigint[]) AS area(area, cadre)
    ON area.area = place.area_id AND single.place IS NULL
  WHERE place.is_active AND NOT place.is_excluded AND {due}
    AND coalesce(single.cadre, area.cadre) IS NOT NULL
) AS told
WHERE NOT EXISTS (  -- the usual turn writes nothing: no row to be refused by the unique key
  SELECT FROM reminders_reminder AS earlier
  WHERE earlier.recipient_id = told.cadre AND earlier.place_id = told.place
    AND earlier.period = told.period AND earlier.reason = told.reason)
ON CONFLICT DO NOTHING
"""
# Places visited in the last days stay quiet.
_DUE = _TO_WHOEVER_ANSWERS.format(
    reason="CASE WHEN place.next_due_on < %(today)s THEN 'place_overdue' ELSE 'place_due_soon' END",
    period="place.next_due_on",
    due="""place.next_due_on <= %(until)s AND NOT EXISTS (
      SELECT FROM visits_visit AS visit
      WHERE visit.place_id = place.id AND visit.visited_on >= %(fresh)s
        AND visit.withdrawn_at IS NULL)""",
)
# A case lasts until somebody is met: its period is the day of the last credit.
_SINCE = "coalesce(place.last_met_on, place.joined_on)"
_EMPTY_HANDED = _TO_WHOEVER_ANSWERS.format(
    reason="'empty_handed'", period=_SINCE, due="place.empty_handed >= %(third)s"
)
_CASES = f"""
SELECT place.id, place.area_path AS path, NULL::bigint AS not_to, {_SINCE} AS period
FROM households_place AS place
WHERE place.is_active AND NOT place.is_excluded AND place.empty_handed >= %(third)s
"""
