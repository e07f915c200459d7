"""What was promised at a door and is due (FACE 6, 答应过的事)."""

from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone

DAY_BEFORE = timedelta(days=1)


def remind_of_promises(*, at: datetime) -> int:
    """From the day before on: whoever holds the post it was made under, else who made it."""
    today = timezone.localdate(at)
    with connection.cursor() as cursor:
        cursor.execute(_PROMISES, {"at": at, "today": today, "until": today + DAY_BEFORE})
        return cursor.rowcount


_PROMISES = """
INSERT INTO reminders_reminder (recipient_id, reason, promise_id, period, created_at)
SELECT person.id, 'promise_due', promise.id, promise.due_on, %(at)s::timestamptz
FROM visits_promise AS promise
LEFT JOIN cadres_tenure AS tenure ON tenure.post_id = promise.made_under_id
  AND tenure.from_on <= %(today)s AND (tenure.to_on IS NULL OR tenure.to_on > %(today)s)
JOIN cadres_cadre AS person ON person.id = coalesce(tenure.cadre_id, promise.made_by_id)
  AND person.is_active
WHERE promise.kept_at IS NULL AND promise.dropped_at IS NULL AND promise.due_on <= %(until)s
  AND NOT EXISTS (
    SELECT FROM reminders_reminder AS earlier
    WHERE earlier.recipient_id = person.id AND earlier.promise_id = promise.id
      AND earlier.period = promise.due_on AND earlier.reason = 'promise_due')
ON CONFLICT DO NOTHING
"""
