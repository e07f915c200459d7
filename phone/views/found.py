"""A household that no roster has: the form, and one's own reports."""

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
from households.actions import found as actions
from households.models import FoundHousehold
from phone import founds
from phone.forms.found import FoundForm


@login_required
@require_http_methods(["GET", "POST"])
def found(request: CadreRequest) -> HttpResponse:
    """Tell of a household; it counts nowhere until somebody else adds it."""
    grants = founds.ground(request.user, on=timezone.localdate())
    posted = request.POST if request.method == "POST" else None
    form = FoundForm(posted, areas=founds.areas_of(grants))
    if form.is_valid():
        try:
            row = _report(request, form, grants)
        except ValidationError as refusal:
            form.refuse(refusal)
        else:
            undo = reverse("phone:found_withdraw", args=[row.pk])
            messages.success(request, _("Passed on, %(name)s") % {"name": row.name}, undo)
            return redirect("phone:found")
    shown = {"form": form, "told": founds.told_by(request.user)}
    return render(request, "phone/found.html", shown, status=422 if form.errors else 200)


def _report(request: CadreRequest, form: FoundForm, grants: list[Grant]) -> FoundHousehold:
    told = form.cleaned_data
    return actions.report(
        id=told["client_id"],
        area=form.chosen_area,
        address=told["address"],
        name=told["name"],
        people=told["people"],
        phone=told["phone"],
        note=told["note"],
        by=request.user,
        under=founds.under_of(grants, form.chosen_area),
        at=timezone.now(),
    )


@login_required
@require_POST
def withdraw(request: CadreRequest, pk: UUID) -> HttpResponse:
    """Take back one's own report while nobody has decided."""
    row = founds.own_pending(request.user, pk)
    if row is None:
        raise Http404
    try:
        actions.withdraw(found=row, by=request.user, on=timezone.localdate())
    except ValidationError as refusal:
        messages.warning(request, refusal.messages[0])
    else:
        messages.success(request, _("Taken back, %(name)s") % {"name": row.name})
    return redirect("phone:found")
