"""What every step shares: lock, append the event, tell who was quicker."""

from datetime import date, datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import dateformat, timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cadres.models import Cadre, Post, Unit
from issues import turns
from issues.models import Issue, IssueEvent

Kind, Status = IssueEvent.Kind, Issue.Status


def locked(issue: Issue) -> Issue:
    """The row as it stands, held until commit."""
    return Issue.objects.select_for_update(of=("self",)).get(pk=issue.pk)


def allow(issue: Issue, verb: str, under: Post) -> None:
    """Raises PermissionDenied when the post is not the one for this step."""
    if not turns.is_for(issue, verb, turns.Seat.of_post(under)):
        raise PermissionDenied(_("Your post does not open this page. Ask your administrator."))


def append(
    issue: Issue,
    kind: IssueEvent.Kind,
    *,
    by: Cadre,
    under: Post,
    at: datetime,
    before: str,
    note: str = "",
    holder: Unit | None = None,
    assignee: Post | None = None,
    promised_on: date | None = None,
) -> IssueEvent:
    """Write one step down; `holder` is the unit that it lies with from here on."""
    return IssueEvent.objects.create(
        issue=issue,
        kind=kind,
        by=by,
        under=under,
        at=at,
        before=before,
        after=issue.status,
        note=note,
        holder=holder,
        assignee=assignee,
        promised_on=promised_on,
        result=issue.result if kind == Kind.RESOLVED else "",
    )


def changed(issue: Issue) -> ValidationError:
    """Somebody was quicker: who, when, what. Code "changed"."""
    last = issue.events.select_related("by").last()
    if last is None or last.by is None:
        return ValidationError(_("Somebody else was quicker. Look at it again."), code="changed")
    return ValidationError(
        _("“%(title)s”: %(who)s was quicker. %(when)s: %(what)s."),
        code="changed",
        params={
            "title": issue.title,
            "who": last.by.name,
            "when": _when(last.at),
            "what": last.get_kind_display(),
        },
    )


def said(text: str, sentence: str) -> str:
    """The person's words, trimmed. Raises ValidationError, code "no_text", when there are none."""
    if not text.strip():
        raise ValidationError(sentence, code="no_text")
    return text.strip()


def _when(moment: datetime) -> str:
    local = timezone.localtime(moment)
    day = dateformat.format(local, pgettext("day of this year", "j M"))
    return f"{day} {local:%H:%M}"
