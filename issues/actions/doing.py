"""Whoever does it: takes it on or says no, tells how it goes, says it is done."""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from cadres.models import Cadre, Post
from issues import turns
from issues.actions.dispatching import back_at_dispatch
from issues.actions.steps import Kind, Status, allow, append, changed, locked, said
from issues.models import Issue, IssueEvent

SECOND_TAP = timedelta(minutes=1)  # later the same words are news: still nobody came


@transaction.atomic
def accept(*, issue: Issue, by: Cadre, under: Post, at: datetime) -> Issue:
    """The lead unit takes it on; from here on the hand-over stands.

    Raises ValidationError, code "changed", when it was taken back.
    """
    issue = locked(issue)
    allow(issue, "accept", under)
    if issue.status == Status.IN_PROGRESS and issue.assignee_id == under.pk:
        return issue
    if not turns.is_time(issue, "accept"):
        raise changed(issue)
    before, issue.status = issue.status, Status.IN_PROGRESS
    issue.assignee, issue.accepted_at = under, at
    issue.save(update_fields=["status", "assignee", "accepted_at"])
    append(
        issue,
        Kind.ACCEPTED,
        by=by,
        under=under,
        at=at,
        before=before,
        holder=under.unit,
        assignee=under,
    )
    return issue


@transaction.atomic
def decline(*, issue: Issue, why: str, by: Cadre, under: Post, at: datetime) -> Issue:
    """Not ours: back to dispatch with a reason; the limit runs on.

    Raises ValidationError: "no_text", "changed".
    """
    issue = locked(issue)
    allow(issue, "decline", under)
    why = said(why, _("Write why it is not yours, and whose it is if you know."))
    if not turns.is_time(issue, "decline"):
        raise changed(issue)
    before = issue.status
    back_at_dispatch(issue, at)
    append(
        issue,
        Kind.DECLINED,
        by=by,
        under=under,
        at=at,
        before=before,
        note=why,
        holder=issue.lead_unit,
    )
    return issue


@transaction.atomic
def comment(*, issue: Issue, text: str, by: Cadre, under: Post, at: datetime) -> IssueEvent:
    """How it goes; moves nothing. The same words by the same person within a minute: once.

    Raises ValidationError, code "no_text".
    """
    issue = locked(issue)
    text = said(text, _("Write in one sentence how it goes."))
    last = issue.events.last()
    is_same = last and (last.kind, last.by_id, last.note) == (Kind.COMMENTED, by.pk, text)
    if last and is_same and at - last.at < SECOND_TAP:
        return last
    return append(issue, Kind.COMMENTED, by=by, under=under, at=at, before=issue.status, note=text)


@transaction.atomic
def resolve(*, issue: Issue, done: str, result: str, by: Cadre, under: Post, at: datetime) -> Issue:
    """Say it is done: what was done, and how it ended, honestly. The people are asked next.

    Raises ValidationError: "no_text", "no_result", "changed".
    """
    issue = locked(issue)
    allow(issue, "resolve", under)
    done = said(done, _("Write what was done."))
    if result not in Issue.Result.values:
        raise ValidationError(_("Say how it ended."), code="no_result")
    told = (issue.status, issue.resolved_by_id, issue.done, issue.result)
    if told == (Status.CLAIMED_RESOLVED, by.pk, done, result):
        return issue
    if not turns.is_time(issue, "resolve"):
        raise changed(issue)
    before, issue.status = issue.status, Status.CLAIMED_RESOLVED
    issue.done, issue.result = done, result
    issue.resolved_by, issue.resolved_at = by, at
    issue.save(update_fields=["status", "done", "result", "resolved_by", "resolved_at"])
    append(issue, Kind.RESOLVED, by=by, under=under, at=at, before=before, note=done)
    return issue


@transaction.atomic
def take_back_resolving(*, issue: Issue, by: Cadre, under: Post, at: datetime) -> Issue:
    """Undo of "it is done", while nobody has confirmed it. What was written stays in the steps.

    Raises ValidationError, code "changed".
    """
    issue = locked(issue)
    allow(issue, "take_back_resolving", under)
    if issue.status == Status.IN_PROGRESS:
        return issue
    if not turns.is_time(issue, "take_back_resolving"):
        raise changed(issue)
    before, issue.status = issue.status, Status.IN_PROGRESS
    issue.done = issue.result = ""
    issue.resolved_by = issue.resolved_at = None
    issue.save(update_fields=["status", "done", "result", "resolved_by", "resolved_at"])
    append(issue, Kind.TAKEN_BACK, by=by, under=under, at=at, before=before)
    return issue
