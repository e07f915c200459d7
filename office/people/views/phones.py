"""A person's phones, for the administrator: one that is lost, one that was found."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cadres.requests import CadreRequest
from office.people import queries
from visits import devices
from visits.models import Device


@login_required
@require_POST
def lost(request: CadreRequest, pk: int, device: UUID) -> HttpResponse:
    """The copy on it goes at its next contact; the person is logged out everywhere."""
    phone = _phone(request, pk, device)
    devices.report_lost(device=phone, by=request.user, at=timezone.now())
    if phone.cadre_id == request.user.pk:  # whoever says so stays
        request.user.refresh_from_db(fields=["session_epoch"])
        update_session_auth_hash(request, request.user)
    undo = reverse("office:people_phone_found", args=[pk, device])
    messages.success(request, _("Kept: this phone is lost"), extra_tags=undo)
    return _back(pk)


@login_required
@require_POST
def found(request: CadreRequest, pk: int, device: UUID) -> HttpResponse:
    """It is back, or was never gone."""
    devices.report_found(device=_phone(request, pk, device), by=request.user)
    messages.success(request, _("This phone is not lost any more"))
    return _back(pk)


def _phone(request: CadreRequest, pk: int, device: UUID) -> Device:
    today = timezone.localdate()
    kept = queries.people_of(queries.grants(request.user, on=today), on=today)
    cadre = kept.filter(pk=pk).first()
    phone = devices.phones_of(cadre).filter(pk=device).first() if cadre else None
    if phone is None:
        raise Http404
    return phone


def _back(pk: int) -> HttpResponse:
    return redirect(reverse("office:people_person", args=[pk]) + "#people-phones")
