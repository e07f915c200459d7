"""Town dispatch: many issues at once to who does them; what somebody else did meanwhile is told."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import dateformat, timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cadres.editing import check_unchanged
from cadres.models import Cadre, Post, Role, Tenure, Unit
from cadres.workdays import near
from issues import turns
from issues.actions.raising import desk_unit, dispatch_unit, limit_of
from issues.actions.steps import Kind, Status, allow, append, changed, said
from issues.actions.village import back_at_desk
from issues.models import Issue, IssueCategory


@dataclass
class HandedOver:
    """What became of many: the done ones, and a sentence for each that somebody was quicker at."""

    done: list[Issue] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


@transaction.atomic
def hand_over(
    *,
    issues: Sequence[Issue],
    lead: Unit,
    helping: Sequence[Unit] = (),
    with_villages: bool = False,
    word: str = "",
    by: Cadre,
    under: Post,
    at: datetime,
) -> HandedOver:
    """Hand issues to one lead unit, with units that help and a word. The limits stay.

    `with_villages`: each issue's own village committee helps too. Those that went on meanwhile
    are told, the others are done. Raises ValidationError: "none" for no issue, "no_handler" when
    nobody there handles any.
    """
    on = timezone.localdate(at)
    if not Tenure.objects.on(on).filter(post__unit=lead, post__role=Role.HANDLER).exists():
        raise ValidationError(
            _("Nobody handles issues in %(unit)s at the moment."),
            code="no_handler",
            params={"unit": lead},
        )

    def hand(issue: Issue) -> None:
        if _is_second_tap(issue, lead, word, by):
            return
        _must(issue, "hand_over")
        before = issue.status
        issue.status, issue.lead_unit, issue.assigned_at = Status.ASSIGNED, lead, at
        issue.save(update_fields=["status", "lead_unit", "assigned_at"])
        village = desk_unit(issue.area_path, on=on) if with_villages else None
        helpers = [*helping, village] if village else helping
        issue.helping_units.set([unit for unit in helpers if unit != lead])
        append(
            issue,
            Kind.ASSIGNED,
            by=by,
            under=under,
            at=at,
            before=before,
            note=word.strip(),
            holder=lead,
        )

    return _each(issues, "hand_over", under, hand)


def _is_second_tap(issue: Issue, lead: Unit, word: str, by: Cadre) -> bool:
    """The same person handed it to the same lead with the same word just before."""
    if issue.status != Status.ASSIGNED or issue.lead_unit_id != lead.pk:
        return False
    last = issue.events.filter(kind=Kind.ASSIGNED).last()
    return last is not None and last.by_id == by.pk and last.note == word.strip()


@transaction.atomic
def take_back_hand_over(
    *, issues: Sequence[Issue], by: Cadre, under: Post, at: datetime
) -> HandedOver:
    """Undo of handing over, for those that the lead has not taken on; the others are told."""

    def take(issue: Issue) -> None:
        if turns.is_time(issue, "hand_over"):
            return
        _must(issue, "take_back_hand_over")
        before = issue.status
        back_at_dispatch(issue, at)
        append(
            issue,
            Kind.TAKEN_BACK,
            by=by,
            under=under,
            at=at,
            before=before,
            holder=issue.lead_unit,
        )

    return _each(issues, "take_back_hand_over", under, take)


@transaction.atomic
def give_back(
    *, issues: Sequence[Issue], why: str, by: Cadre, under: Post, at: datetime
) -> HandedOver:
    """Back to the village desks with a word; without a desk, or gone on meanwhile: told.

    Raises ValidationError: "none", "no_text".
    """
    why = said(why, _("Write the village a word why it comes back."))

    def give(issue: Issue) -> None:
        if turns.is_time(issue, "settle") and issue.status == Status.RAISED:
            return
        _must(issue, "give_back")
        on = timezone.localdate(at)
        if desk_unit(issue.area_path, on=on) is None:
            raise ValidationError(
                _("“%(title)s”: nobody holds a village desk there."),
                code="no_desk",
                params={"title": issue.title},
            )
        back_at_desk(issue, on=on)
        append(
            issue,
            Kind.GIVEN_BACK,
            by=by,
            under=under,
            at=at,
            before=issue.status,
            note=why,
            holder=issue.lead_unit,
        )

    return _each(issues, "give_back", under, give)


@transaction.atomic
def recategorise(
    *,
    issue: Issue,
    category: IssueCategory,
    urgency: str,
    seen: str = "",
    by: Cadre,
    under: Post,
    at: datetime,
) -> Issue:
    """Say anew what it is about and how urgent.

    The limit is that of the new category and urgency, counted from raising as ever (DOMAIN 6): it
    may have gone by already. The step tells both limits. `seen` is of category and
    urgency. Raises ValidationError, code "changed".
    """
    issue = (
        Issue.objects.select_for_update(of=("self",)).select_related("category").get(pk=issue.pk)
    )
    allow(issue, "recategorise", under)
    if (issue.category_id, issue.urgency) == (category.pk, urgency):
        return issue
    if seen:
        check_unchanged(issue, seen)
    _must(issue, "recategorise")
    before = _sorted_as(issue)
    issue.category, issue.urgency = category, urgency
    issue.due_at = limit_of(category, urgency, raised_at=issue.raised_at)
    issue.near_due_at = near(issue.raised_at, issue.due_at)
    issue.save(update_fields=["category", "urgency", "due_at", "near_due_at"])
    append(
        issue,
        Kind.RECATEGORISED,
        by=by,
        under=under,
        at=at,
        before=issue.status,
        note=f"{before} → {_sorted_as(issue)}",
    )
    return issue


def _sorted_as(issue: Issue) -> str:
    """What it is about, how urgent, and by when."""
    day = timezone.localdate(issue.due_at)
    return _("%(kind)s, %(urgency)s, by %(day)s") % {
        "kind": issue.category,
        "urgency": issue.get_urgency_display(),
        "day": dateformat.format(day, pgettext("day of another year", "j M Y")),
    }


def _must(issue: Issue, verb: str) -> None:
    if not turns.is_time(issue, verb):
        raise changed(issue)


def back_at_dispatch(issue: Issue, at: datetime) -> None:
    """The town holds it anew; nobody else is asked any more."""
    unit = dispatch_unit(issue.area_path, on=timezone.localdate(at))
    issue.status, issue.lead_unit = Status.RAISED, unit or issue.lead_unit
    issue.assigned_at = issue.accepted_at = issue.assignee = None
    issue.save(update_fields=["status", "lead_unit", "assigned_at", "accepted_at", "assignee"])
    issue.helping_units.clear()


def _each(
    issues: Iterable[Issue], verb: str, under: Post, do: Callable[[Issue], None]
) -> HandedOver:
    """Lock all in one order, do each, tell of those that cannot be done."""
    keys = {issue.pk for issue in issues}
    rows = list(Issue.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk"))
    if not rows:
        raise ValidationError(_("Tick at least one."), code="none")
    for row in rows:
        allow(row, verb, under)
    outcome = HandedOver()
    for row in rows:
        try:
            do(row)
            outcome.done.append(row)
        except ValidationError as refusal:
            outcome.refused += refusal.messages
    return outcome
