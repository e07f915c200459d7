"""Issues: whose turn it is, near or past the limit, and who is told then (DOMAIN 6, 7)."""

from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from cadres.models import Role
from issues.models import Issue
from reminders.models import Reason
from reminders.reasons.nearest import FRESH_DAYS, remind_nearest


def remind_of_issues(*, at: datetime) -> int:
    """Tell whose turn it is, who raised and who handles it; at the limit the superior too."""
    told: dict[str, Any] = {
        "at": at,
        "today": timezone.localdate(at),
        "fresh": at - timedelta(days=FRESH_DAYS),
        "resting": list(Issue.RESTING),
    }
    written = 0
    with connection.cursor() as cursor:
        for sql in (_LIMITS, _ESCALATED, _HANDED_OVER):
            cursor.execute(sql, told)
            written += cursor.rowcount
    written += remind_nearest(Reason.ISSUE_NEW, _NEW, roles=[Role.DESK], at=at)
    # An issue that nobody has handed over is pushed where it should have been done.
    roles = [Role.DISPATCH, Role.SUPERVISOR]
    return written + remind_nearest(
        Reason.ISSUE_TO_HAND_OVER, _SENT_UP, roles=roles, first=Role.DISPATCH, at=at
    )


_HELD_TODAY = """
JOIN cadres_tenure AS tenure ON tenure.post_id = post.id
  AND tenure.from_on <= %(today)s AND (tenure.to_on IS NULL OR tenure.to_on > %(today)s)
JOIN cadres_cadre AS person ON person.id = tenure.cadre_id AND person.is_active
"""
_LIMIT_DAY = "(issue.due_at AT TIME ZONE 'Asia/Shanghai')::date"

# Whoever raised it, who does it, and who handles issues in the lead unit. An issue that somebody
# worked on in the last days stays quiet until its limit.
_LIMITS = f"""
INSERT INTO reminders_reminder (recipient_id, reason, issue_id, period, created_at)
WITH pressing AS MATERIALIZED (
  SELECT issue.id, issue.raised_by_id, issue.assignee_id, issue.lead_unit_id,
         {_LIMIT_DAY} AS period,
         CASE WHEN issue.due_at <= %(at)s THEN 'issue_overdue' ELSE 'issue_near_due' END AS reason
  FROM issues_issue AS issue
  WHERE issue.status <> ALL(%(resting)s) AND issue.near_due_at <= %(at)s
    AND (issue.due_at <= %(at)s OR NOT EXISTS (
      SELECT FROM issues_issueevent AS event
      WHERE event.issue_id = issue.id AND event.kind <> 'raised' AND event.at >= %(fresh)s))
), told AS (
  SELECT pressing.id, person.id AS cadre_id
  FROM pressing
  JOIN cadres_post AS post
    ON post.unit_id = pressing.lead_unit_id AND post.role IN ('handler', 'desk', 'dispatch')
  {_HELD_TODAY}
  UNION
  SELECT pressing.id, person.id
  FROM pressing JOIN cadres_post AS post ON post.id = pressing.assignee_id
  {_HELD_TODAY}
  UNION
  SELECT pressing.id, person.id
  FROM pressing
  JOIN cadres_tenure AS tenure ON tenure.cadre_id = pressing.raised_by_id
    AND tenure.from_on <= %(today)s AND (tenure.to_on IS NULL OR tenure.to_on > %(today)s)
  JOIN cadres_cadre AS person ON person.id = tenure.cadre_id AND person.is_active
)
SELECT told.cadre_id, pressing.reason, pressing.id, pressing.period, %(at)s::timestamptz
FROM told JOIN pressing ON pressing.id = told.id
ON CONFLICT DO NOTHING
"""

# The superior: the leading post of the lead unit, else of the next one above that has one held
# today (ARCHITECTURE, Storage). Who hears of the limit already is not told twice.
_ESCALATED = f"""
INSERT INTO reminders_reminder (recipient_id, reason, issue_id, period, created_at)
WITH RECURSIVE late AS (
  SELECT issue.id, issue.lead_unit_id, {_LIMIT_DAY} AS period
  FROM issues_issue AS issue
  WHERE issue.status <> ALL(%(resting)s) AND issue.due_at <= %(at)s
), chain AS (
  SELECT unit.id AS lead_id, unit.id, unit.parent_id, 0 AS step
  FROM cadres_unit AS unit WHERE unit.id IN (SELECT lead_unit_id FROM late)
  UNION ALL
  SELECT chain.lead_id, unit.id, unit.parent_id, chain.step + 1
  FROM chain JOIN cadres_unit AS unit ON unit.id = chain.parent_id
  WHERE chain.step < 10
), superior AS (
  SELECT DISTINCT ON (chain.lead_id) chain.lead_id, person.id AS cadre_id
  FROM chain
  JOIN cadres_post AS post ON post.unit_id = chain.id AND post.is_leading
  {_HELD_TODAY}
  ORDER BY chain.lead_id, chain.step
)
SELECT superior.cadre_id, 'issue_escalated', late.id, late.period, %(at)s::timestamptz
FROM late JOIN superior ON superior.lead_id = late.lead_unit_id
WHERE NOT EXISTS (
  SELECT FROM reminders_reminder AS earlier
  WHERE earlier.recipient_id = superior.cadre_id AND earlier.issue_id = late.id
    AND earlier.period = late.period AND earlier.reason IN ('issue_overdue', 'issue_escalated'))
ON CONFLICT DO NOTHING
"""

# Handed to a unit that has not taken it on yet, or given by the village to one post.
_HANDED_OVER = f"""
INSERT INTO reminders_reminder (recipient_id, reason, issue_id, period, created_at)
SELECT DISTINCT told.* FROM (
  SELECT person.id, 'issue_to_accept', issue.id AS issue_id,
         (issue.assigned_at AT TIME ZONE 'Asia/Shanghai')::date AS period, %(at)s::timestamptz
  FROM issues_issue AS issue
  JOIN cadres_post AS post ON post.unit_id = issue.lead_unit_id AND post.role = 'handler'
  {_HELD_TODAY}
  WHERE issue.status = 'assigned'
  UNION ALL
  SELECT person.id, 'issue_yours', issue.id,
         coalesce(issue.promised_on, {_LIMIT_DAY}), %(at)s::timestamptz
  FROM issues_issue AS issue
  JOIN cadres_post AS post ON post.id = issue.assignee_id
  {_HELD_TODAY}
  WHERE issue.status IN ('accepted', 'in_progress') AND issue.near_due_at > %(at)s
    AND NOT EXISTS (  -- who took it on knows that
      SELECT FROM issues_issueevent AS event
      WHERE event.issue_id = issue.id AND event.by_id = person.id
        AND event.kind IN ('accepted', 'settled'))
) AS told
ON CONFLICT DO NOTHING
"""
_NEW = """
SELECT issue.id, issue.area_path AS path, NULL::bigint AS not_to,
       (issue.raised_at AT TIME ZONE 'Asia/Shanghai')::date AS period
FROM issues_issue AS issue
WHERE issue.status = 'raised' AND issue.sent_up_at IS NULL
"""
_SENT_UP = """
SELECT issue.id, issue.area_path AS path, NULL::bigint AS not_to,
       (issue.sent_up_at AT TIME ZONE 'Asia/Shanghai')::date AS period
FROM issues_issue AS issue
WHERE issue.status = 'raised' AND issue.sent_up_at IS NOT NULL
"""
