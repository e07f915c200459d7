"""Logging a visit, and taking the save back."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cadres.access import Grant
from cadres.requests import CadreRequest
from households.models import Place
from phone import actions, buildings, cards, own, queries
from phone.forms.visit import VisitForm
from phone.views.opened import not_yours, note_opening
from visits import topics


@login_required
@require_http_methods(["GET", "POST"])
def visit(request: CadreRequest, pk: int) -> HttpResponse:
    """Log a visit; what was typed and taken survives every refusal."""
    now = timezone.now()
    found = queries.place_for(request.user, pk, verb="visit")
    if found is None:
        return not_yours(request, pk)
    form = _form(request, found, now)
    if request.method == "GET":
        note_opening(request, found)  # it shows who lives there, whichever way one came
    elif _log(request, form):
        return _go_on(request, form)
    context = _context(form, found.grants, now)
    if "queue" in request.GET or "building" in request.GET:
        context["following"] = _queue(request).doors
    return render(request, "phone/visit.html", context, status=422 if form.errors else 200)


def _form(request: CadreRequest, found: queries.Opened, now: datetime) -> VisitForm:
    on = timezone.localdate(now)
    companions = cards.companions_of(request.user, found.under.unit_id, on=on)
    return VisitForm(
        request.POST if request.method == "POST" else None,
        place=found.place,
        cadre=request.user,
        under=found.under,
        offered=own.offered(companions),
        promises=cards.open_promises(found.place),
        policies=topics.policies_for(found.place, on=on),
        at=now,
    )


def _context(form: VisitForm, grants: Sequence[Grant], now: datetime) -> dict[str, object]:
    on, door = timezone.localdate(now), form.place
    return {
        "form": form,
        "place": door,
        "where": queries.where_of(door),
        "people": 0 if form.is_company else len(cards.members_of(door, on=on)),
        "company": cards.company_of(door),
        "before": cards.before_us(door, form.under, on=on) if form.is_company else None,
        "raised": cards.raised_last(door, at=now),
        "following": queries.next_doors(queries.today(form.cadre, on=on, grants=grants), door),
        "photos": form.kept_photos(),
        "now": now,
    }


def _log(request: CadreRequest, form: VisitForm) -> bool:
    """Keep the photos in any case, the visit if nothing is refused."""
    form.take_photos(request.FILES.getlist("photos"), dropped=request.POST.getlist("drop_photo"))
    if not form.is_valid():
        return False
    try:
        logged = actions.log_visit(
            id=form.cleaned_data["client_id"],
            place=form.place,
            by=form.cadre,
            under=form.under,
            visitors=form.visitors,
            phone_at=form.cleaned_data["phone_at"],
            at=form.at,
            raised=form.raised,
            promised=form.promised,
            kept=form.kept_promises,
            lives_there=form.cleaned_data["lives_there"],
            **form.told,
        )
    except ValidationError as refusal:
        form.refuse(refusal)
        return False
    if logged.withdrawn_at:  # the form was still there, after the undo
        form.add_error(None, _("This visit was taken back. Open the door again and log it anew."))
    return not logged.withdrawn_at


def _go_on(request: CadreRequest, form: VisitForm) -> HttpResponse:
    """To the next door, or back to the list; eight seconds to take it back."""
    undo = reverse("phone:take_back", args=[form.cleaned_data["client_id"]])
    messages.success(request, _saved_words(form), extra_tags=undo)
    queue, follows = _queue(request), request.POST.get("next", "")
    if queue.doors:
        return redirect(reverse("phone:visit", args=[queue.doors[0].pk], query=queue.rest))
    if queue.building is not None:
        return redirect("phone:building", pk=queue.building)
    if follows.isascii() and follows.isdecimal():
        return redirect("phone:place", pk=follows[:18])
    return redirect("phone:today")


def _queue(request: CadreRequest) -> buildings.Queue:
    """The doors of a building that are logged one after the other, as the address names them."""
    return buildings.Queue.told(request.GET.get("queue", ""), request.GET.get("building", ""))


def _saved_words(form: VisitForm) -> str:
    """What was saved, and what goes on from it by itself."""
    told = form.told
    name = {"name": form.place.name}
    if told.get("others_live_here"):
        return _("Saved, %(name)s. Who lives there now was passed on") % name
    if told["outcome"] == "moved":
        return _("Saved, %(name)s. Whether it still counts is for the supervisor to say") % name
    return _("Saved, %(name)s") % name


@login_required
@require_POST
def take_back(request: CadreRequest, pk: UUID) -> HttpResponse:
    """Undo a save, and go back to where it was made."""
    logged = queries.own_visit(request.user, pk)
    if logged is None:
        raise Http404
    try:
        actions.take_back(visit=logged, by=request.user, at=timezone.now())
    except ValidationError as refusal:
        messages.warning(request, refusal.messages[0])
    else:
        messages.success(request, _take_back_words(logged.issues.count(), logged.place))
    return redirect("phone:place", pk=logged.place_id)


def _take_back_words(issue_count: int, place: Place) -> str:
    if issue_count:
        return _("Taken back, %(name)s. The issue was passed on and stands") % {"name": place.name}
    return _("Taken back, %(name)s") % {"name": place.name}
