"""The steps of an issue as sentences, and who held it how long (DOMAIN 6: append-only)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from cadres.models import Post, Role
from cadres.workdays import SHANGHAI, working_time_between
from issues.clocks import Holding
from issues.models import Issue, IssueEvent
from issues.words import working_time

_Kind = IssueEvent.Kind


@dataclass(frozen=True)
class Step:
    """One step, told: one sentence, and below it what the person said."""

    at: datetime
    glyph: str
    colour: str
    sentence: str
    said: str = ""
    more: str = ""

    @property
    def day(self) -> date:
        """The day it was taken on, in Shanghai."""
        return self.at.astimezone(SHANGHAI).date()


_GLYPHS = {
    _Kind.RAISED: ("done", "blue"),
    _Kind.GIVEN_BACK: ("back", "amber"),
    _Kind.DECLINED: ("back", "amber"),
    _Kind.TAKEN_BACK: ("back", ""),
    _Kind.ACCEPTED: ("half", ""),
    _Kind.SETTLED: ("half", ""),
    _Kind.RESOLVED: ("check", "blue"),
    _Kind.WAITING: ("wait", "amber"),
    _Kind.LONG_TERM: ("wait", "amber"),
    _Kind.VERIFYING: ("check", "blue"),
    _Kind.CLOSED: ("done", "green"),
}
_SENTENCES = {
    _Kind.RAISED: gettext_lazy("%(who)s wrote it down."),
    _Kind.SETTLED: gettext_lazy("%(who)s: the village does it."),
    _Kind.SENT_UP: gettext_lazy("%(who)s sent it up to the town."),
    _Kind.GIVEN_BACK: gettext_lazy("%(who)s gave it back to the village."),
    _Kind.ASSIGNED: gettext_lazy("%(who)s handed it to %(holder)s, who lead."),
    _Kind.TAKEN_BACK: gettext_lazy("%(who)s took the last step back."),
    _Kind.ACCEPTED: gettext_lazy("%(who)s took it on."),
    _Kind.DECLINED: gettext_lazy("%(who)s did not take it on."),
    _Kind.COMMENTED: gettext_lazy("%(who)s told how it goes."),
    _Kind.ATTACHED: gettext_lazy("%(who)s put something with it."),
    _Kind.RESOLVED: gettext_lazy("%(who)s says it is done."),
    _Kind.RECATEGORISED: gettext_lazy("%(who)s sorted it anew."),
    _Kind.WAITING: gettext_lazy("%(who)s waits for others."),
    _Kind.LONG_TERM: gettext_lazy("%(who)s: approved as long-term."),
    _Kind.VERIFYING: gettext_lazy("The people are being asked."),
    _Kind.CLOSED: gettext_lazy("Confirmed; it is over."),
}
_PLAIN = {_Kind.ATTACHED, _Kind.RECATEGORISED}  # what stands below is no quotation
_PHASES: dict[str, str | Promise] = {
    Issue.Status.RAISED: pgettext_lazy("phase of the clock", "receives it"),
    Issue.Status.ACCEPTED: pgettext_lazy("phase of the clock", "does it"),
    Issue.Status.ASSIGNED: pgettext_lazy("phase of the clock", "not taken on yet"),
    Issue.Status.IN_PROGRESS: pgettext_lazy("phase of the clock", "does it"),
    Issue.Status.WAITING: pgettext_lazy("phase of the clock", "waits"),
    Issue.Status.LONG_TERM: pgettext_lazy("phase of the clock", "long-term"),
    Issue.Status.CLAIMED_RESOLVED: pgettext_lazy("phase of the clock", "says it is done"),
    Issue.Status.VERIFYING: pgettext_lazy("phase of the clock", "is being asked"),
    Issue.Status.CLOSED: pgettext_lazy("phase of the clock", "over"),
}


def speaker(post: Post | None) -> str:
    """Who acted, as others know them: the village, the unit, or the visiting post."""
    if post is None:
        return _("The system")
    if post.role == Role.DESK:
        return post.area.spoken
    return str(post) if post.role == Role.CADRE else str(post.unit)


def steps_of(issue: Issue, events: Sequence[IssueEvent], *, where: str) -> list[Step]:
    """The steps in sentences, the last one first."""
    return [_step(issue, event, where) for event in reversed(events)]


def _step(issue: Issue, event: IssueEvent, where: str) -> Step:
    glyph, colour = _GLYPHS.get(_Kind(event.kind), ("ring", "muted"))
    if event.kind == _Kind.CLOSED and issue.result not in ("", Issue.Result.SOLVED):
        glyph, colour = "refuse", ""  # explained or impossible is never green
    if event.kind == _Kind.RAISED and issue.visit_id:
        sentence = _("Written down on a visit in %(where)s.") % {"where": where}
    else:
        who = speaker(event.under)
        told = {"who": who, "holder": str(event.holder or "")}
        sentence = str(_SENTENCES[_Kind(event.kind)]) % told
    said = issue.text if event.kind == _Kind.RAISED else event.note
    plain = event.kind in _PLAIN
    return Step(
        at=event.at,
        glyph=glyph,
        colour=colour,
        sentence=sentence,
        said=_("“%(words)s”") % {"words": said} if said and not plain else said,
        more=_more(event),
    )


def _more(event: IssueEvent) -> str:
    """What a step fixed besides: how it ended, or who does it."""
    if event.result:
        return _("Outcome: %(result)s") % {"result": event.get_result_display()}
    if event.kind == _Kind.SETTLED and event.assignee:
        return _("%(who)s does it") % {"who": event.assignee}
    return ""


def holdings_of(issue: Issue, events: Sequence[IssueEvent], *, at: datetime) -> list[Holding]:
    """Which unit held it from when to when, with what it did last; for the clock."""
    runs: list[_Run] = []
    for event in events:
        if event.holder and (not runs or runs[-1].unit != str(event.holder)):
            runs.append(_Run(str(event.holder), event.at, event.after))
        elif runs and event.after:
            runs[-1].status = event.after
    if not runs:  # steps from before units were noted
        return [Holding(str(issue.lead_unit), str(_PHASES[issue.status]), issue.raised_at, at)]
    ends = [*(run.from_at for run in runs[1:]), at]
    told = [run.told(end) for run, end in zip(runs, ends, strict=True)]
    told[-1] = Holding(runs[-1].unit, runs[-1].phase, runs[-1].from_at, at)  # how long is open yet
    return told


@dataclass
class _Run:
    """Steps in a row that one unit held."""

    unit: str
    from_at: datetime
    status: str

    @property
    def phase(self) -> str:
        return str(_PHASES.get(self.status, ""))

    def told(self, end: datetime) -> Holding:
        used = working_time(working_time_between(self.from_at, end))
        word = self.phase
        if used:
            told = {"phase": word, "time": used}
            word = pgettext("phase of the clock", "%(phase)s, for %(time)s") % told
        return Holding(self.unit, word, self.from_at, end)
