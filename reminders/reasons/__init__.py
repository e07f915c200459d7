"""Every fact that asks for a reminder (DOMAIN 7): one module a kind, each set-wise SQL.

Each function writes rows of the outbox and returns how many are new; the natural keys keep a
second run, or two at once, from writing anything twice.
"""

from reminders.reasons.decisions import remind_of_decisions
from reminders.reasons.issues import remind_of_issues
from reminders.reasons.places import remind_of_places
from reminders.reasons.promises import remind_of_promises

__all__ = [
    "remind_of_decisions",
    "remind_of_issues",
    "remind_of_places",
    "remind_of_promises",
]
