"""What waits for somebody's yes: exclusions, found households, a leader's visits."""

from datetime import datetime

from django.db import connection

from cadres.access import ROLE_MAY
from reminders.models import Reason
from reminders.reasons.nearest import remind_nearest


def remind_of_decisions(*, at: datetime) -> int:
    """Tell whoever may decide, never the one who asked (DOMAIN 4.13, 4.21)."""
    roles = sorted(ROLE_MAY["approve_exclusions"])
    written = remind_nearest(Reason.EXCLUSION_ASKED, _EXCLUSIONS, roles=roles, at=at)
    written += remind_nearest(Reason.HOUSEHOLD_FOUND, _FOUND, roles=roles, at=at)
    with connection.cursor() as cursor:
        cursor.execute(_LEADER_VISITS, {"at": at})
        return written + cursor.rowcount


_EXCLUSIONS = """
SELECT asked.id, place.area_path AS path, asked.asked_by_id AS not_to,
       (asked.asked_at AT TIME ZONE 'Asia/Shanghai')::date AS period
FROM households_exclusion AS asked
JOIN households_place AS place ON place.id = asked.place_id AND place.is_active
WHERE asked.approved_on IS NULL AND asked.refused_on IS NULL
"""
_FOUND = """
SELECT found.id, found.area_path AS path, found.found_by_id AS not_to,
       (found.found_at AT TIME ZONE 'Asia/Shanghai')::date AS period
FROM households_foundhousehold AS found
WHERE found.added_on IS NULL AND found.refused_on IS NULL
"""
_LEADER_VISITS = """
INSERT INTO reminders_reminder (recipient_id, reason, visit_id, period, created_at)
SELECT went.cadre_id, 'leader_visit', visit.id, visit.visited_on, %(at)s::timestamptz
FROM visits_visitor AS went
JOIN visits_visit AS visit ON visit.id = went.visit_id AND visit.withdrawn_at IS NULL
JOIN cadres_cadre AS person ON person.id = went.cadre_id AND person.is_active
WHERE went.role = 'leader' AND went.confirmed_at IS NULL AND NOT EXISTS (
  SELECT FROM reminders_reminder AS earlier
  WHERE earlier.recipient_id = went.cadre_id AND earlier.visit_id = visit.id
    AND earlier.period = visit.visited_on AND earlier.reason = 'leader_visit')
ON CONFLICT DO NOTHING
"""
