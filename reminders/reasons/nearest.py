"""Who is to be told of something that lies somewhere: the nearest posts of certain roles."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils import timezone

from reminders.models import Reason

FRESH_DAYS = 3  # work younger than this mutes the next reminder (DOMAIN 7)


def remind_nearest(
    reason: Reason, cases: str, *, roles: Sequence[str], at: datetime, first: str = "", **told: Any
) -> int:
    """Remind the holders of the nearest posts of `roles` whose area holds the case.

    `cases` is SQL that gives id, path, not_to (whom never to tell) and period. A post of the role
    `first` is taken before any other, however far up.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _NEAREST.format(cases=cases, subject=reason.subject),
            {
                **told,
                "reason": reason,
                "roles": list(roles),
                "first": first,
                "at": at,
                "today": timezone.localdate(at),
            },
        )
        return cursor.rowcount


# The areas above a case are the beginnings of its path: joined by value, not by comparing each
# case with each post.
_NEAREST = """
INSERT INTO reminders_reminder (recipient_id, reason, {subject}_id, period, created_at)
WITH case_ AS ({cases}),
seat AS MATERIALIZED (
  SELECT area.path, post.role, tenure.cadre_id
  FROM cadres_post AS post
  JOIN cadres_area AS area ON area.id = post.area_id
  JOIN cadres_tenure AS tenure ON tenure.post_id = post.id
    AND tenure.from_on <= %(today)s AND (tenure.to_on IS NULL OR tenure.to_on > %(today)s)
  JOIN cadres_cadre AS person ON person.id = tenure.cadre_id AND person.is_active
  WHERE post.role = ANY(%(roles)s)
),
near AS (
  SELECT case_.id, case_.period, seat.cadre_id,
         rank() OVER (
           PARTITION BY case_.id ORDER BY (seat.role = %(first)s) DESC, length(seat.path) DESC
         ) AS distance
  FROM case_
  CROSS JOIN LATERAL (
    SELECT left(case_.path, spot) AS path FROM generate_series(1, length(case_.path)) AS spot
    WHERE substr(case_.path, spot, 1) = '.'
  ) AS above
  JOIN seat ON seat.path = above.path AND seat.cadre_id IS DISTINCT FROM case_.not_to
)
SELECT DISTINCT near.cadre_id, %(reason)s, near.id, near.period, %(at)s::timestamptz
FROM near
WHERE near.distance = 1 AND NOT EXISTS (
  SELECT FROM reminders_reminder AS earlier
  WHERE earlier.recipient_id = near.cadre_id AND earlier.{subject}_id = near.id
    AND earlier.period = near.period AND earlier.reason = %(reason)s)
ON CONFLICT DO NOTHING
"""
