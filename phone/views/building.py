"""A building, door by door: many times nobody home in one gesture, or one door after the other."""

from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cadres.requests import CadreRequest
from phone import buildings, evening, queries
from phone.views.opened import not_yours

EACH = "each"  # the button that goes from door to door


@login_required
@require_safe
def all_buildings(request: CadreRequest) -> HttpResponse:
    """Every building with own doors, and how far one got in each."""
    rows = buildings.listed(request.user, on=timezone.localdate())
    return render(request, "phone/buildings.html", {"rows": rows})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def building(request: CadreRequest, pk: int) -> HttpResponse:
    """The building that a door lies in."""
    at = timezone.now()
    found = queries.place_for(request.user, pk, verb="visit")
    if found is None:
        return not_yours(request, pk)
    ways = evening.Ways.of(request.user, on=timezone.localdate(at))
    house = buildings.building_at(found.place, request.user, ways=ways, on=timezone.localdate(at))
    if house is None:
        raise Http404
    context = {"building": house, "role": buildings.role_under(found.under.role), "now": at}
    if request.method != "POST":
        return render(request, "phone/building.html", context)
    ticked = buildings.chosen(house, request.POST.getlist("door"))
    if not ticked:
        context["refusals"] = [_("Choose the doors first.")]
        return render(request, "phone/building.html", context, status=422)
    if request.POST.get("outcome") == EACH:
        return _one_by_one(buildings.Queue.of(ticked, house))
    return _nobody_home(request, house, ticked, ways, at)


def _one_by_one(queue: buildings.Queue) -> HttpResponse:
    first = queue.doors[0].pk
    return redirect(reverse("phone:visit", args=[first], query=queue.rest))


def _nobody_home(
    request: CadreRequest,
    house: buildings.Building,
    ticked: list[buildings.Chosen],
    ways: evening.Ways,
    at: datetime,
) -> HttpResponse:
    """Log them all; say how many, and what was refused."""
    phone_at = buildings.opened_at(request.POST.get("opened", ""), at=at)
    visits, refused = buildings.nobody_home(
        ticked, by=request.user, ways=ways, phone_at=phone_at, at=at
    )
    if visits:
        token = evening.undo_of(visits, by=request.user)
        undo = reverse("phone:building_take_back", args=[house.door, token])
        words = ngettext("Saved, %(count)d door", "Saved, %(count)d doors", len(visits))
        messages.success(request, words % {"count": len(visits)}, extra_tags=undo)
    _warn(request, refused)
    return redirect("phone:building", pk=house.door)


@login_required
@require_POST
def take_back(request: CadreRequest, pk: int, token: str) -> HttpResponse:
    """Undo them all, and come back to the building."""
    visits = evening.visits_of(token, by=request.user)
    if not visits:
        raise Http404
    done, refused = evening.take_back(visits, by=request.user, at=timezone.now())
    if done:
        words = ngettext("Taken back, %(count)d door", "Taken back, %(count)d doors", done)
        messages.success(request, words % {"count": done})
    _warn(request, refused)
    return redirect("phone:building", pk=pk)


def _warn(request: CadreRequest, refused: list[ValidationError]) -> None:
    for refusal in refused[:1]:
        messages.warning(request, refusal.messages[0])
