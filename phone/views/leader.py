"""The leader's page, and the word on what others wrote down."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cadres.requests import CadreRequest
from phone import leader as pages


@login_required
@require_safe
def leader(request: CadreRequest) -> HttpResponse:
    """Own visits against the quota, what waits for a yes, what reached the leader."""
    return _page(request, timezone.now())


@login_required
@require_POST
def answer(request: CadreRequest, pk: UUID) -> HttpResponse:
    """It was me, or it was not (DOMAIN 4.21)."""
    at = timezone.now()
    visit = pages.asked_of(request.user, pk, on=timezone.localdate(at))
    went = request.POST.get("went")
    if went not in ("yes", "no") or (visit is None and not pages.was_asked(request.user, pk)):
        raise Http404
    if visit is None:
        return _page(request, at, _("This has been answered meanwhile, or taken back. Look again."))
    say = pages.was_there if went == "yes" else pages.was_not_there
    try:
        say(visit=visit, leader=request.user, seen=_seen(request), at=at)
    except ValidationError as refusal:
        return _page(request, at, refusal.messages[0])
    done = (
        _("Counted as yours, %(name)s") if went == "yes" else _("Taken off your visits, %(name)s")
    )
    messages.success(request, done % {"name": visit.place.name})
    return redirect("phone:leader")


def _seen(request: CadreRequest) -> int:
    told = request.POST.get("seen", "")[:18]
    return int(told) if told.isascii() and told.isdigit() else 0


def _page(request: CadreRequest, at: datetime, refusal: str = "") -> HttpResponse:
    page = pages.page_of(request.user, at=at, on=timezone.localdate(at))
    context = {"page": page, "now": at, "refusal": refusal}
    return render(request, "phone/leader.html", context, status=409 if refusal else 200)
