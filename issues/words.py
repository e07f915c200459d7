"""How an issue is spoken of: its state in shape, colour and word (FACE 4), its time in words."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cadres.workdays import SHANGHAI, WorkingTime, next_workday, working_time_between
from issues.models import Issue

_STATUS = Issue.Status
_EXACT_BELOW_DAYS = 3  # from so many days on the hours do not matter


@dataclass(frozen=True)
class State:
    """Shape, word, colour: always the three."""

    glyph: str
    word: str | Promise
    colour: str = ""


_STATES = {
    _STATUS.RAISED: State("ring", gettext_lazy("just raised")),
    _STATUS.ACCEPTED: State("half", gettext_lazy("being done")),
    _STATUS.ASSIGNED: State("ring", gettext_lazy("handed over, not taken on yet")),
    _STATUS.IN_PROGRESS: State("half", gettext_lazy("being done")),
    _STATUS.WAITING: State("wait", gettext_lazy("waits for others"), "amber"),
    _STATUS.LONG_TERM: State("wait", gettext_lazy("approved as long-term"), "amber"),
    _STATUS.CLAIMED_RESOLVED: State("check", gettext_lazy("said to be done, to be asked"), "blue"),
    _STATUS.VERIFYING: State("check", gettext_lazy("people are being asked"), "blue"),
}
_SENT_UP = State("ring", gettext_lazy("sent up, to be handed over"))
# Only what the people call solved is green; explained or impossible never is.
_CLOSED = {
    Issue.Result.SOLVED: State("done", gettext_lazy("people say it is solved"), "green"),
    Issue.Result.PARTLY: State("half", gettext_lazy("solved in part")),
    Issue.Result.EXPLAINED: State("refuse", gettext_lazy("explained")),
    Issue.Result.PASSED_ON: State("refuse", gettext_lazy("passed to another authority")),
    Issue.Result.CANNOT: State("refuse", gettext_lazy("cannot be done")),
}


def state_of(issue: Issue, *, at: datetime) -> State:
    """How far an issue is; what is being done turns amber with 80 % of its time gone."""
    if issue.status == _STATUS.CLOSED:
        return _CLOSED.get(Issue.Result(issue.result or "solved"), _CLOSED[Issue.Result.SOLVED])
    if issue.status == _STATUS.RAISED and issue.sent_up_at:
        return _SENT_UP
    state = _STATES[_STATUS(issue.status)]
    if state.glyph == "half" and issue.near_due_at <= at:
        return State(state.glyph, state.word, "amber")
    return state


def is_resting(issue: Issue) -> bool:
    """Whether it goes by a review date, not by its limit."""
    return issue.status in (_STATUS.WAITING, _STATUS.LONG_TERM)


def time_left(issue: Issue, *, at: datetime) -> str:
    """What is left of the limit, or how far it is past, in working time; the end in a word."""
    if issue.closed_at:
        return _("over") if issue.closed_at <= issue.due_at else _("over, after its limit")
    if is_resting(issue):
        return age(issue, at=at)
    if at < issue.due_at:
        left = working_time(working_time_between(at, issue.due_at))
        return _("%(time)s left") % {"time": left}
    past = working_time(working_time_between(issue.due_at, at))
    return _("%(time)s past its limit") % {"time": past} if past else _("just past its limit")


def time_colour(issue: Issue, *, at: datetime) -> str:
    """Red past the limit, amber from 80 % on."""
    if issue.closed_at or is_resting(issue):
        return ""
    if issue.due_at <= at:
        return "red"
    return "amber" if issue.near_due_at <= at else ""


def age(issue: Issue, *, at: datetime) -> str:
    """How many days ago it was raised; nothing stops this clock."""
    raised_on = issue.raised_at.astimezone(SHANGHAI).date()
    days = (at.astimezone(SHANGHAI).date() - raised_on).days
    if not days:
        return _("raised today")
    return ngettext("raised %(days)s day ago", "raised %(days)s days ago", days) % {"days": days}


def limit_days(issue: Issue) -> int:
    """Its limit in working days, as it was set when it was raised."""
    day, last = (moment.astimezone(SHANGHAI).date() for moment in (issue.raised_at, issue.due_at))
    days = 0
    while day < last:
        day = next_workday(day)
        days += day <= last
    return days


def working_time(time: WorkingTime) -> str:
    """2个工作日2小时; the smallest parts are left out where they do not matter."""
    days = ngettext("%(days)s working day", "%(days)s working days", time.days)
    hours = ngettext("%(n)s hour", "%(n)s hours", time.hours) % {"n": time.hours}
    if time.days:
        days %= {"days": time.days}
        if not time.hours or time.days >= _EXACT_BELOW_DAYS:
            return days
        return _("%(days)s %(hours)s") % {"days": days, "hours": hours}
    if time.hours:
        return hours
    minutes = ngettext("%(n)s minute", "%(n)s minutes", time.minutes) % {"n": time.minutes}
    return minutes if time.minutes else ""
