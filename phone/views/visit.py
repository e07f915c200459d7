"""Logging a visit, and taking the save back."""

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

from cadres.requests import CadreRequest
from households.models import Place
from phone import actions, cards, queries
from phone.forms.visit import VisitForm
from phone.views.opened import not_yours, note_opening


@login_required
@require_http_methods(["GET", "POST"])
def visit(request: CadreRequest, pk: int) -> HttpResponse:
    """Log a visit; what was typed and taken survives every refusal."""
    now = timezone.now()
    found = queries.place_for(request.user, pk, verb="visit")
    if found is None:
        return not_yours(request, pk)
    door, under = found.place, found.under
    on = timezone.localdate(now)
    form = VisitForm(
        request.POST or None,
        cadre=request.user,
        under=under,
        companions=cards.companions_of(request.user, under.unit_id, on=on),
        at=now,
    )
    if request.method == "GET":
        note_opening(request, found)  # it shows who lives there, whichever way one came
    elif _log(request, form, door):
        return _go_on(request, form, door)
    day = queries.today(request.user, on=on)
    context = {
        "form": form,
        "place": door,
        "where": queries.where_of(door),
        "people": len(cards.members_of(door, on=on)),
        "next": queries.next_door(day, door),
        "photos": form.kept_photos(),
        "now": now,
    }
    return render(request, "phone/visit.html", context, status=422 if form.errors else 200)


def _log(request: CadreRequest, form: VisitForm, door: Place) -> bool:
    """Keep the photos in any case, the visit if nothing is refused."""
    form.take_photos(request.FILES.getlist("photos"), dropped=request.POST.getlist("drop_photo"))
    if not form.is_valid():
        return False
    try:
        logged = actions.log_visit(
            id=form.cleaned_data["client_id"],
            place=door,
            by=form.cadre,
            under=form.under,
            visitors=form.visitors,
            phone_at=form.cleaned_data["phone_at"],
            at=form.at,
            raised=form.raised,
            **form.told,
        )
    except ValidationError as refusal:
        form.refuse(refusal)
        return False
    if logged.withdrawn_at:  # the form was still there, after the undo
        form.add_error(None, _("This visit was taken back. Open the door again and log it anew."))
    return not logged.withdrawn_at


def _go_on(request: CadreRequest, form: VisitForm, door: Place) -> HttpResponse:
    """To the next door, or back to the list; eight seconds to take it back."""
    undo = reverse("phone:take_back", args=[form.cleaned_data["client_id"]])
    messages.success(request, _("Saved, %(name)s") % {"name": door.name}, extra_tags=undo)
    follows = request.POST.get("next", "")
    if follows.isascii() and follows.isdecimal():
        return redirect("phone:place", pk=follows[:18])
    return redirect("phone:today")


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
        messages.success(request, _take_back_words(logged.issues.count(), logged.place.name))
    return redirect("phone:place", pk=logged.place_id)


def _take_back_words(issue_count: int, name: str) -> str:
    if issue_count:
        return _("Taken back, %(name)s. The issue was passed on and stands") % {"name": name}
    return _("Taken back, %(name)s") % {"name": name}
