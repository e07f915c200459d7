"""Raising an issue: its number, its limit, and who receives it first."""

from datetime import date, datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Length
from django.utils import timezone
from django.utils.translation import gettext as _
from uuid_utils.compat import uuid7

from cadres.models import Cadre, Post, Role, Tenure, Unit
from cadres.spans import lineage
from cadres.workdays import SHANGHAI, closing_after, near
from households.models import Place
from issues.actions.steps import Kind, append
from issues.models import Issue, IssueCategory
from visits.models import Visit

_NUMBERING = 0x49535355  # advisory lock: two issues of one moment get two numbers


@transaction.atomic
def raise_issue(
    *,
    id: UUID | None,
    place: Place,
    visit: Visit | None = None,
    by: Cadre,
    under: Post,
    title: str,
    text: str,
    category: IssueCategory,
    urgency: str = Issue.Urgency.ORDINARY,
    solved_by_saying: str = "",
    at: datetime,
) -> Issue:
    """Write down what a household raised, with its limit and who answers for it (DOMAIN 6).

    What was solved on the spot says so in `solved_by_saying`: it is claimed resolved at once, and
    the people are asked all the same.

    The same id again changes nothing. Raises ValidationError when nothing was said, or code
    "id_taken" for other content under the same id: the first stands (DOMAIN 5).
    """
    # Two taps at once take turns at the door, as a visit's do; the second finds the first's row.
    Place.objects.select_for_update(no_key=True).get(pk=place.pk)
    known = Issue.objects.filter(pk=id).first() if id else None
    if known:
        told = (place.pk, text.strip(), category.pk, urgency)
        if (known.place_id, known.text, known.category_id, known.urgency) != told:
            raise ValidationError(
                _("This issue was written down already, in other words. The first ones stand."),
                code="id_taken",
            )
        return known
    if not text.strip() or not title.strip():
        raise ValidationError(_("Write in one sentence what it is about."), code="no_text")
    on = timezone.localdate(at)
    lead = lead_of(place.area_path, on=on) or under.unit
    due_at = limit_of(category, urgency, raised_at=at)
    issue = Issue.objects.create(
        pk=id or uuid7(),
        number=_next_number(at),
        place=place,
        visit=visit,
        area_path=place.area_path,
        title=title.strip()[:80],
        text=text.strip(),
        category=category,
        urgency=urgency,
        raised_by=by,
        raised_under=under,
        raised_at=at,
        lead_unit=lead,
        sent_up_at=None if desk_unit(place.area_path, on=on) else at,
        near_due_at=near(at, due_at),
        due_at=due_at,
    )
    append(issue, Kind.RAISED, by=by, under=under, at=at, before="", holder=lead)
    if solved_by_saying.strip():
        _solve_on_the_spot(issue, solved_by_saying.strip(), by, under, at)
    return issue


def limit_of(category: IssueCategory, urgency: str, *, raised_at: datetime) -> datetime:
    """By when it is to be closed: category × urgency, from raising on (DOMAIN 6)."""
    is_urgent = urgency == Issue.Urgency.URGENT
    return closing_after(
        raised_at, category.urgent_limit_days if is_urgent else category.limit_days
    )


def _solve_on_the_spot(issue: Issue, done: str, by: Cadre, under: Post, at: datetime) -> None:
    """Raised and resolved in the visit itself; nobody verifies what they resolved, as ever."""
    before, issue.status = issue.status, Issue.Status.CLAIMED_RESOLVED
    issue.done, issue.result = done, Issue.Result.SOLVED
    issue.resolved_by, issue.resolved_at = by, at
    issue.save(update_fields=["status", "done", "result", "resolved_by", "resolved_at"])
    append(issue, Kind.RESOLVED, by=by, under=under, at=at, before=before, note=done)


def lead_unit_for(place: Place, *, on: date | None = None) -> Unit | None:
    """Which unit receives what a place raises (DOMAIN 6: the village desk first)."""
    return lead_of(place.area_path, on=on or timezone.localdate())


def lead_of(path: str, *, on: date) -> Unit | None:
    """The unit of the village desk, else of town dispatch, else the nearest that holds the area.

    Of several units in one area the one that stands above the others.
    """
    return desk_unit(path, on=on) or dispatch_unit(path, on=on) or _nearest_unit(path)


def desk_unit(path: str, *, on: date) -> Unit | None:
    """The unit of the nearest village desk that somebody holds."""
    return _unit_of_nearest(path, [Role.DESK], on)


def dispatch_unit(path: str, *, on: date) -> Unit | None:
    """The unit of the nearest dispatch post that somebody holds, else of a supervisor."""
    return _unit_of_nearest(path, [Role.DISPATCH], on) or _unit_of_nearest(
        path, [Role.SUPERVISOR], on
    )


def _unit_of_nearest(path: str, roles: list[Role], on: date) -> Unit | None:
    held = Tenure.objects.on(on).filter(
        post__role__in=roles, post__area__path__in=lineage(path), cadre__is_active=True
    )
    nearest = held.order_by(Length("post__area__path").desc(), "post_id")
    tenure = nearest.select_related("post__unit").first()
    return tenure.post.unit if tenure else None


def _nearest_unit(path: str) -> Unit | None:
    holding = Unit.objects.filter(area__path__in=lineage(path)).alias(reach=Length("area__path"))
    return holding.order_by("-reach", F("parent").asc(nulls_first=True), "pk").first()


def _next_number(at: datetime) -> str:
    """The next readable number of the year: 2026-000123. Holds the others until commit."""
    year = f"{at.astimezone(SHANGHAI).year}-"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_NUMBERING])
    last = (
        Issue.objects.filter(number__startswith=year)
        .order_by(Length("number").desc(), "-number")
        .values_list("number", flat=True)
        .first()
    )
    return f"{year}{int(last.removeprefix(year)) + 1 if last else 1:06d}"
