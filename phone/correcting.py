"""Telling a visit anew and taking it back, where two people may be at it at once (DOMAIN 5)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Unpack

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cadres.models import Cadre, Post
from phone import outcomes, versions
from visits import actions as visits
from visits import retelling
from visits.content import Told, VisitorLine
from visits.models import Outcome, Visit


def is_free(visit: Visit, by: Cadre, at: datetime) -> bool:
    """Whether the visit may be changed without a reason: by its author, within 72 hours."""
    return visit.logged_by_id == by.pk and at < visit.received_at + visits.EDITABLE_FOR


@transaction.atomic
def correct_visit(
    *,
    visit: Visit,
    by: Cadre,
    under: Post,
    visitors: Sequence[VisitorLine],
    seen: int | None = None,
    at: datetime,
    why: str = "",
    **told: Unpack[Told],
) -> Visit:
    """Tell a visit anew; `seen` is the version that the page showed, where there was a page.

    Raises ValidationError: code "changed" where somebody else changed it meanwhile, and those of
    `visits.actions.correct`.
    """
    check_version(visit, seen)
    before = Visit.objects.values_list("outcome", "others_live_here").get(pk=visit.pk)
    visit = visits.correct(visit=visit, by=by, visitors=visitors, why=why, at=at, **told)
    if visit.outcome == Outcome.MOVED and before != (visit.outcome, visit.others_live_here):
        outcomes.pass_on(visit=visit, by=by, under=under, lives_there="", at=at)
    return visit


@transaction.atomic
def withdraw_visit(
    *, visit: Visit, by: Cadre, why: str, seen: int | None = None, at: datetime
) -> Visit:
    """Take a visit back for good, with its reason, and what it promised and asked for.

    Raises ValidationError: code "changed" as `correct_visit`, "why" without a reason.
    """
    check_version(visit, seen)
    visit = visits.withdraw(visit=visit, by=by, why=why, at=at)
    outcomes.drop_what_followed(visit=visit, by=by, why=visit.withdrawn_why, at=at)
    return visit


def check_version(visit: Visit, seen: int | None) -> None:
    """Hold the visit, and whether it is as the page showed it.

    Raises ValidationError, code "changed", that says what is another now.
    """
    retelling.lock([visit.place_id])  # every change of a visit takes its place first
    later = [] if seen is None else versions.changes_since(visit, seen)
    if later:
        told = pgettext("between changes", "; ").join(map(str, later))
        raise ValidationError(
            _("Somebody else has just changed this. %(changes)s. What you wrote is still here.")
            % {"changes": told},
            code="changed",
        )
