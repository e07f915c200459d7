"""Own phones: what each still held, and one that is lost."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cadres.requests import CadreRequest
from visits import devices
from visits.models import Device

SHOWN = 30


@login_required
@require_safe
def phones(request: CadreRequest) -> HttpResponse:
    """The phones that this person was last logged in on, the latest first."""
    told = devices.phones_of(request.user)[:SHOWN]
    return render(request, "phone/phones.html", {"phones": told})


@login_required
@require_POST
def lost(request: CadreRequest, pk: UUID) -> HttpResponse:
    """Its copy goes at its next contact; every log-in but this one ends."""
    device = devices.report_lost(device=_own(request, pk), by=request.user, at=timezone.now())
    request.user.refresh_from_db(fields=["session_epoch"])
    update_session_auth_hash(request, request.user)  # whoever says so stays
    undo = reverse("phone:phone_found", args=[device.pk])
    messages.success(request, _("Kept: this phone is lost"), extra_tags=undo)
    return redirect("phone:phones")


@login_required
@require_POST
def found(request: CadreRequest, pk: UUID) -> HttpResponse:
    """It is back, or was never gone."""
    devices.report_found(device=_own(request, pk), by=request.user)
    messages.success(request, _("This phone is not lost any more"))
    return redirect("phone:phones")


def _own(request: CadreRequest, pk: UUID) -> Device:
    device = devices.phones_of(request.user).filter(pk=pk).first()
    if device is None:
        raise Http404
    return device
