"""What became of an issue, in words that can be said aloud at the door (DOMAIN 5)."""

from datetime import datetime

from django.utils import dateformat, timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from issues.models import Issue

_WORKING = {Issue.Status.ASSIGNED, Issue.Status.ACCEPTED, Issue.Status.IN_PROGRESS}
_SAID_DONE = {Issue.Status.CLAIMED_RESOLVED, Issue.Status.VERIFYING}


def said_of(issue: Issue, *, at: datetime) -> str:
    """One sentence for the household. No promise that nobody made: the limit, or that it is late.

    The lead unit has to be loaded with the issue.
    """
    unit = issue.lead_unit.short_name
    if issue.status in _SAID_DONE:
        return _("%(unit)s says it is settled. Ask whether it really is.") % {"unit": unit}
    if issue.status == Issue.Status.CLOSED:
        return _of_a_closed_one(issue)
    if issue.status == Issue.Status.WAITING:
        return _("It waits for others; %(unit)s keeps asking.") % {"unit": unit}
    if issue.status == Issue.Status.LONG_TERM:
        return _("It takes a long time. It stands on the list and is not forgotten.")
    limit = issue.promised_on or timezone.localdate(issue.due_at)
    told = {"unit": unit, "day": _day(limit)}
    if issue.due_at <= at:
        return _("%(unit)s has it. It was to be settled by %(day)s and is late.") % told
    if issue.status in _WORKING:
        return _("%(unit)s is seeing to it; by %(day)s there is an answer.") % told
    return _("It was passed on to %(unit)s; by %(day)s there is an answer.") % told


def _of_a_closed_one(issue: Issue) -> str:
    sentences = {
        Issue.Result.SOLVED: _("It is settled."),
        Issue.Result.PARTLY: _("Part of it is settled."),
        Issue.Result.EXPLAINED: _("It was explained how things stand."),
        Issue.Result.PASSED_ON: _("Another authority has it now."),
        Issue.Result.CANNOT: _("It cannot be done, and the reason was told."),
    }
    sentence = sentences.get(Issue.Result(issue.result)) if issue.result else None
    sentence = sentence or _("It is closed.")
    if not issue.done:
        return sentence
    return _("%(sentence)s %(done)s") % {"sentence": sentence, "done": issue.done}


def _day(day: object) -> str:
    return dateformat.format(day, pgettext("day of this year", "j M"))  # type: ignore[arg-type]
