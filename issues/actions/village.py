"""The village desk: it does it itself, or sends it up (DOMAIN 6: it settles most)."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cadres.editing import check_unchanged
from cadres.models import Cadre, Post
from issues import turns
from issues.actions.raising import dispatch_unit, lead_of
from issues.actions.steps import Kind, Status, allow, append, changed, locked, said
from issues.models import Issue

SEEN = ("status", "assignee", "promised_on", "lead_unit")  # what a card of the desk shows


@transaction.atomic
def settle_in_village(
    *,
    issue: Issue,
    assignee: Post,
    by_day: date,
    note: str = "",
    seen: str = "",
    by: Cadre,
    under: Post,
    at: datetime,
) -> Issue:
    """The village does it: which post, by which day. Again with `seen` changes who and when.

    The limit stays. Raises ValidationError: "not_of_village" for a post elsewhere, "day_gone",
    "changed" when somebody was quicker.
    """
    issue = locked(issue)
    allow(issue, "settle", under)
    same = (issue.assignee_id, issue.promised_on) == (assignee.pk, by_day)
    if same and issue.status == Status.IN_PROGRESS and turns.is_villages(issue):
        return issue
    _check_seen(issue, seen, "settle")
    if not assignee.area.path.startswith(under.area.path):
        raise ValidationError(_("Choose a post of this village."), code="not_of_village")
    if by_day < timezone.localdate(at):
        raise ValidationError(_("Choose today or a later day."), code="day_gone")
    before = issue.status
    issue.status, issue.lead_unit = Status.IN_PROGRESS, under.unit
    issue.assignee, issue.promised_on = assignee, by_day
    issue.accepted_at = issue.accepted_at or at
    issue.save(update_fields=["status", "lead_unit", "assignee", "promised_on", "accepted_at"])
    append(
        issue,
        Kind.SETTLED,
        by=by,
        under=under,
        at=at,
        before=before,
        note=note.strip(),
        holder=under.unit,
        assignee=assignee,
        promised_on=by_day,
    )
    return issue


@transaction.atomic
def send_up(
    *, issue: Issue, why: str, seen: str = "", by: Cadre, under: Post, at: datetime
) -> Issue:
    """The village cannot: its word, and the town's dispatch holds it. The limit stays.

    Also of what the village had in hand, with `seen`. Raises ValidationError: "no_text",
    "no_dispatch" where the town has none, "changed".
    """
    issue = locked(issue)
    allow(issue, "send_up", under)
    why = said(why, _("Write in one sentence why the village cannot do it."))
    if issue.sent_up_why == why and turns.is_time(issue, "hand_over"):
        return issue
    _check_seen(issue, seen, "send_up")
    unit = dispatch_unit(issue.area_path, on=timezone.localdate(at))
    if unit is None:
        raise ValidationError(
            _("Nobody in the town hands issues over yet. Ask the administrator for such a post."),
            code="no_dispatch",
        )
    before = issue.status
    issue.status, issue.lead_unit = Status.RAISED, unit
    issue.sent_up_at, issue.sent_up_why = at, why
    issue.assignee = issue.promised_on = issue.accepted_at = None
    issue.save(
        update_fields=[
            "status",
            "lead_unit",
            "sent_up_at",
            "sent_up_why",
            "assignee",
            "promised_on",
            "accepted_at",
        ]
    )
    append(issue, Kind.SENT_UP, by=by, under=under, at=at, before=before, note=why, holder=unit)
    return issue


@transaction.atomic
def take_back_at_desk(*, issue: Issue, by: Cadre, under: Post, at: datetime) -> Issue:
    """Undo of settling, or of sending up while the town has not handed it over.

    Raises ValidationError, code "changed", when it went on.
    """
    issue = locked(issue)
    allow(issue, "take_back_at_desk", under)
    if turns.is_time(issue, "settle") and issue.status == Status.RAISED:
        return issue
    if not turns.is_time(issue, "take_back_at_desk"):
        raise changed(issue)
    before = issue.status
    back_at_desk(issue, on=timezone.localdate(at))
    append(
        issue,
        Kind.TAKEN_BACK,
        by=by,
        under=under,
        at=at,
        before=before,
        holder=issue.lead_unit,
    )
    return issue


def _check_seen(issue: Issue, seen: str, verb: str) -> None:
    """Whoever decides anew has seen what stands; who decided meanwhile is named."""
    if not turns.is_time(issue, verb) or not seen and issue.status != Status.RAISED:
        raise changed(issue)
    if seen:
        try:
            check_unchanged(issue, seen)
        except ValidationError:
            raise changed(issue) from None


def back_at_desk(issue: Issue, *, on: date) -> None:
    """The village has it anew, as if just raised."""
    issue.status = Status.RAISED
    issue.lead_unit = lead_of(issue.area_path, on=on) or issue.lead_unit
    issue.sent_up_at, issue.sent_up_why = None, ""
    issue.assignee = issue.promised_on = issue.accepted_at = None
    issue.save(
        update_fields=[
            "status",
            "lead_unit",
            "sent_up_at",
            "sent_up_why",
            "assignee",
            "promised_on",
            "accepted_at",
        ]
    )
