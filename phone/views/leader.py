"""The leader's page, and the word on what others wrote down."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cadres.requests import CadreRequest
from phone import leader as pages
from visits import actions as visits


@login_required
@require_safe
def leader(request: CadreRequest) -> HttpResponse:
    """Own visits against the quota, what waits for a yes, what reached the leader."""
    at = timezone.now()
    page = pages.page_of(request.user, at=at, on=timezone.localdate(at))
    return render(request, "phone/leader.html", {"page": page, "now": at})


@login_required
@require_POST
def answer(request: CadreRequest, pk: UUID) -> HttpResponse:
    """It was me, or it was not (DOMAIN 4.21)."""
    at = timezone.now()
    visit = pages.asked_of(request.user, pk, on=timezone.localdate(at))
    went = request.POST.get("went")
    if visit is None or went not in ("yes", "no"):
        raise Http404
    name = {"name": visit.place.name}
    if went == "yes":
        visits.confirm_leader(visit=visit, leader=request.user, at=at)
        messages.success(request, _("Counted as yours, %(name)s") % name)
    else:
        pages.was_not_there(visit=visit, leader=request.user, at=at)
        messages.success(request, _("Taken off your visits, %(name)s") % name)
    return redirect("phone:leader")
