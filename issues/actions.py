"""Every change of an issue."""

from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import F, Value
from django.db.models.functions import Length
from django.utils.translation import gettext as _
from uuid_utils.compat import uuid7

from cadres.models import Cadre, Post, Unit
from cadres.workdays import SHANGHAI, closing_after, near
from households.models import Place
from issues.models import Issue, IssueCategory, IssueEvent
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
    at: datetime,
) -> Issue:
    """Write down what a household raised, with its limit and who answers for it (DOMAIN 6).

    The same id again changes nothing. Raises ValidationError when nothing was said, or code
    "id_taken" for other content under the same id: the first stands (DOMAIN 5).
    """
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
    urgent = urgency == Issue.Urgency.URGENT
    due_at = closing_after(at, category.urgent_limit_days if urgent else category.limit_days)
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
        lead_unit=lead_unit_for(place) or under.unit,
        near_due_at=near(at, due_at),
        due_at=due_at,
    )
    IssueEvent.objects.create(
        issue=issue, kind="raised", by=by, under=under, at=at, after=issue.status
    )
    return issue


def lead_unit_for(place: Place) -> Unit | None:
    """The nearest unit whose area holds the place (DOMAIN 6: the village desk receives first).

    Of several in one area the one that stands above the others.
    """
    holding = Unit.objects.alias(where=Value(place.area_path), reach=Length("area__path")).filter(
        where__startswith=F("area__path")
    )
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
