"""What phones sent and what fits nowhere: a supervisor takes it in or leaves it out."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cadres.requests import CadreRequest
from phone import held as queries
from phone.models import Held
from phone.sync import settling

A_PAGE = 20


@login_required
@require_safe
def held(request: CadreRequest) -> HttpResponse:
    """What waits, the oldest first; with ?decided=1 what was decided."""
    return _listed(request)


@login_required
@require_POST
def settle(request: CadreRequest, pk: int) -> HttpResponse:
    """Take one in, or leave it out with a reason; whoever comes second is told."""
    row = _row(request, pk)
    why, now = request.POST.get("why", ""), timezone.now()
    try:
        if request.POST.get("verb") == "take_in":
            settling.take_in(held=row, by=request.user, at=now, why=why)
            messages.success(request, _("Taken in"))
        else:
            settling.leave_out(held=row, by=request.user, at=now, why=why)
            undo = reverse("phone:held_again", args=[row.pk])
            messages.success(request, _("Left out, what was sent is kept"), extra_tags=undo)
    except ValidationError as refusal:
        return _listed(request, of=row, refusal=refusal, why=why)
    return redirect("phone:held")


@login_required
@require_POST
def again(request: CadreRequest, pk: int) -> HttpResponse:
    """Undo that one was left out."""
    try:
        settling.take_up_again(held=_row(request, pk))
    except ValidationError as refusal:
        messages.warning(request, refusal.messages[0])
    return redirect("phone:held")


def _row(request: CadreRequest, pk: int) -> Held:
    row = queries.held_for(request.user, pk)
    if row is None:
        raise Http404
    return row


def _listed(
    request: CadreRequest,
    *,
    of: Held | None = None,
    refusal: ValidationError | None = None,
    why: str = "",
) -> HttpResponse:
    decided = "decided" in request.GET
    rows = queries.rows_for(request.user, decided=decided)
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    cards = queries.cards(page, request.user)
    context: dict[str, Any] = {"page": page, "cards": cards, "decided": decided, "why": why}
    if of is not None:
        is_shown = any(card.row.pk == of.pk for card in cards)
        context |= {"of": of.pk, "refusal": refusal, "gone": not is_shown}
    return render(request, "phone/held.html", context, status=422 if of else 200)
