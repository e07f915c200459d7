"""Issues that the cadre raised, and raising one later."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cadres.access import grants_for
from cadres.requests import CadreRequest
from issues import actions as issues
from issues.titles import title_of
from phone import cards, own, queries
from phone.forms.raising import RaisingForm
from phone.views.opened import not_yours, note_opening


@login_required
@require_safe
def raised(request: CadreRequest) -> HttpResponse:
    """Own issues, each with what to tell the household."""
    now = timezone.now()
    grants_for(request.user, "visit", on=timezone.localdate(now))
    context = {
        "open": cards.told_issues(own.raised_by(request.user), at=now),
        "closed": cards.told_issues(own.raised_by(request.user, is_open=False), at=now),
        "now": now,
    }
    return render(request, "phone/raised.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def raise_issue(request: CadreRequest, pk: int) -> HttpResponse:
    """Write down what a household raised, after the visit or without one."""
    found = queries.place_for(request.user, pk, verb="visit")
    if found is None:
        return not_yours(request, pk)
    if request.method == "GET":
        note_opening(request, found)
    form = RaisingForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _raise(request, form, found):
        return redirect("phone:place", pk=pk)
    context = {"form": form, "place": found.place, "where": queries.where_of(found.place)}
    return render(request, "phone/raise_issue.html", context, status=422 if form.errors else 200)


def _raise(request: CadreRequest, form: RaisingForm, found: queries.Opened) -> bool:
    told = form.cleaned_data
    try:
        issue = issues.raise_issue(
            id=told["issue_id"],
            place=found.place,
            by=request.user,
            under=found.under,
            title=title_of(told["issue_text"]),
            text=told["issue_text"],
            category=told["issue_category"],
            urgency=form.urgency,
            at=timezone.now(),
        )
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return False
    parts = {"unit": issue.lead_unit.short_name}
    messages.success(request, _("Written down and passed on to %(unit)s") % parts)
    return True
