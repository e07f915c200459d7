"""What the visit forms ask for when something is missing or cannot be: one sentence each.

The server says them beside the fields; the page on the phone says the same before anything is kept.
"""

from django.utils.translation import gettext_lazy as _

MISSING = {
    "outcome": _("Choose first whether you met anybody"),
    "again_on": _("Choose the day that was agreed"),
    "entered_for": _("Choose the day, at most 14 days back"),
    "part_of_day": _("Choose morning, afternoon or evening"),
    "companions": _("Say who went"),
    "note": _("Write in one sentence what it is about"),
    "issue_text": _("Write in one sentence what it is about"),
    "issue_category": _("Choose which kind it is"),
    "promise_text": _("Write in a few words what you promised"),
    "promise_on": _("Choose the day by which you promised it"),
}
WRONG = {
    "again_on": _("Choose a day from today on, within a year"),
    "entered_for": _("Choose the day, at most 14 days back"),
    "cash_yuan": _("Write the sum in figures, as 200"),
    "promise_on": _("Choose a day from today on, within a year"),
}
