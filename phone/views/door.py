"""One place: its card, all its visits, a call."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cadres.requests import CadreRequest
from households.models import PlaceOpening
from phone import cards, queries
from phone.views.opened import not_yours, note_opening

VISITS_A_PAGE = 30


class Dial(HttpResponseRedirect):
    """Off to the phone's own dialler."""

    allowed_schemes = ["tel"]


@login_required
@require_safe
def place(request: CadreRequest, pk: int) -> HttpResponse:
    """The place card; every opening of it is noted (DOMAIN 10)."""
    found = queries.place_for(request.user, pk)
    if found is None:
        return not_yours(request, pk)
    note_opening(request, found)
    card = cards.card_of(found.place, on=timezone.localdate())
    return render(request, "phone/place.html", {"card": card, "may_visit": found.may_visit})


@login_required
@require_safe
def visits(request: CadreRequest, pk: int) -> HttpResponse:
    """All visits of a place, by post, with their photos."""
    found = queries.place_for(request.user, pk)
    if found is None:
        return not_yours(request, pk)
    note_opening(request, found)
    pages = Paginator(cards.all_visits(found.place), VISITS_A_PAGE)
    page = pages.get_page(request.GET.get("page"))
    context = {"place": found.place, "page": page, "earlier": cards.told(page.object_list)}
    return render(request, "phone/visits.html", context)


@login_required
@require_safe
def call(request: CadreRequest, pk: int) -> HttpResponse:
    """Dial without showing the number, and note it (DOMAIN 10).

    A link and no form: after a form, `form-action` of the policy would stop the way to the dialler.
    """
    found = queries.place_for(request.user, pk)
    if found is None:
        return not_yours(request, pk)
    line = cards.line_of(found.place, request.GET.get("resident", ""))
    if line is None:
        raise Http404
    note_opening(request, found, PlaceOpening.Kind.CALLED, line.resident)
    return Dial(f"tel:{line.number}")
